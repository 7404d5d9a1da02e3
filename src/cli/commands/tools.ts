import type { CommandContext } from '../../app/runtime.js'
import { JheError } from '../../errors.js'
import { asPerson } from './as-person.js'
import type { CommandGroup } from './command-group.js'
import { runEither } from './run-either.js'
import { addServerOptions, type ServerFlags } from './server-options.js'

interface CallFlags {
  readonly as?: string
  readonly arg: string[]
  readonly json?: string
  readonly demo?: boolean
  readonly svg?: string
}

const collect = (text: string, before: string[]): string[] => [...before, text]

const oneWorld = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'The demo world is on this computer, and --url names a server elsewhere.',
    'Leave out --demo and --as, or --url.',
  )

/** `tools` and `call`: the tools from the terminal. */
export const addToolCommands: CommandGroup = (program, runner) => {
  addServerOptions(program.command('tools').description('list the tools')).action(
    async (flags: ServerFlags) => {
      await runEither(runner, flags, {
        local: async (command) => {
          const { listTools } = await import('../call.js')
          listTools(command)
          return 0
        },
        remote: async (command) => {
          const { remoteTools } = await import('../connect/remote-tools.js')
          return await remoteTools(command)
        },
      })
    },
  )
  const call = program
    .command('call <tool>')
    .description('call a tool from the terminal')
    .option('--arg <name=value>', 'one argument; repeat for more', collect, [])
    .option('--json <object>', 'all arguments as one JSON object')
    .option(
      '--svg <file>',
      'also draw the answer of a trend, a summary, a study or observations into this file',
    )
    .option('--demo', 'ask the demo world')
    .addOption(asPerson())
  addServerOptions(call).action(async (tool: string, flags: CallFlags & ServerFlags) => {
    const local = async (command: CommandContext): Promise<number> => {
      const { callCommand } = await import('../call.js')
      return await callCommand(command, tool, flags)
    }
    if (flags.demo === true || flags.as !== undefined) {
      if (flags['url'] !== undefined) throw oneWorld()
      await runner.run(local)
      return
    }
    await runEither(runner, flags, {
      local,
      remote: async (command) => {
        const { remoteCall } = await import('../connect/remote-tools.js')
        return await remoteCall(command, tool, flags)
      },
    })
  })
}
