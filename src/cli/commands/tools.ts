import { asPerson } from './as-person.js'
import type { CommandGroup } from './command-group.js'
import { runEither } from './run-either.js'
import { addServerOptions, type ServerFlags } from './server-options.js'

interface CallFlags {
  readonly as?: string
  readonly arg: string[]
  readonly json?: string
  readonly demo?: boolean
}

const collect = (text: string, before: string[]): string[] => [...before, text]

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
    .option('--demo', 'ask the demo world')
    .addOption(asPerson())
  addServerOptions(call).action(async (tool: string, flags: CallFlags & ServerFlags) => {
    await runEither(runner, flags, {
      local: async (command) => {
        const { callCommand } = await import('../call.js')
        return await callCommand(command, tool, flags)
      },
      remote: async (command) => {
        const { remoteCall } = await import('../connect/remote-tools.js')
        return await remoteCall(command, tool, flags)
      },
    })
  })
}
