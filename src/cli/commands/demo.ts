import { Option } from 'commander'

import { asPerson } from './as-person.js'
import type { CommandGroup } from './command-group.js'

interface DemoFlags {
  readonly as?: string
  readonly stdio?: boolean
  readonly signIn?: boolean
}

/** `demo`: the tour, or MCP over the demo world. */
export const addDemoCommand: CommandGroup = (program, { run, serve }) => {
  program
    .command('demo')
    .description('try everything on invented people: no account, no server')
    .addOption(asPerson())
    .option('--stdio', 'serve MCP to a host instead of showing the tour')
    .addOption(
      new Option('--sign-in', 'sign in on a page first, as with a real JHE').conflicts('as'),
    )
    .action(async (flags: DemoFlags) => {
      const { demoCommand, demoServer } = await import('../demo.js')
      await (flags.stdio === true
        ? serve(async (server) => await demoServer(server, flags))
        : run(async (command) => await demoCommand(command, flags)))
    })
}
