import { asPerson } from './as-person.js'
import type { CommandGroup } from './command-group.js'

interface CallFlags {
  readonly as?: string
  readonly arg: string[]
  readonly json?: string
  readonly demo?: boolean
}

const collect = (text: string, before: string[]): string[] => [...before, text]

/** `tools` and `call`: the tools from the terminal. */
export const addToolCommands: CommandGroup = (program, { run }) => {
  program
    .command('tools')
    .description('list the tools')
    .action(async () => {
      await run(async (command) => {
        const { listTools } = await import('../call.js')
        listTools(command)
        return 0
      })
    })
  program
    .command('call <tool>')
    .description('call a tool from the terminal')
    .option('--arg <name=value>', 'one argument; repeat for more', collect, [])
    .option('--json <object>', 'all arguments as one JSON object')
    .option('--demo', 'ask the demo world')
    .addOption(asPerson())
    .action(async (tool: string, flags: CallFlags) => {
      await run(async (command) => {
        const { callCommand } = await import('../call.js')
        return await callCommand(command, tool, flags)
      })
    })
}
