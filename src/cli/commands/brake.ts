import type { CommandGroup } from './command-group.js'

interface BrakeFlags {
  readonly lift?: boolean
  readonly person?: string
}

/** `brake`: how much was read lately, and lifting the limit. */
export const addBrakeCommand: CommandGroup = (program, { run }) => {
  program
    .command('brake')
    .description('how many patients were read lately, against the limits')
    .option('--lift', 'end a stop, and the limits for an hour; on a terminal only')
    .option('--person <id>', 'of `serve`: one JHE user')
    .action(async ({ lift = false, person }: BrakeFlags) => {
      await run(async (command) => {
        const isServed =
          person !== undefined || (command.runtime.env['JHE_STATE_CONN'] ?? '') !== ''
        if (isServed) {
          const { servedBrake } = await import('../serve/brake.js')
          return await servedBrake(command, { lift, person })
        }
        const { brakeCommand } = await import('../brake.js')
        return await brakeCommand(command, { lift })
      })
    })
}
