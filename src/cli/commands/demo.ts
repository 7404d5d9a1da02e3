import { Option } from 'commander'

import { asPerson } from './as-person.js'
import type { CommandGroup } from './command-group.js'

interface DemoFlags {
  readonly as?: string
  readonly stdio?: boolean
  readonly signIn?: boolean
  readonly http?: boolean
  readonly listen?: string
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
    .addOption(
      new Option('--http', 'serve it with its sign-in on http://localhost:8001').conflicts([
        'as',
        'stdio',
        'signIn',
      ]),
    )
    .option('--listen <host:port>', 'another port for --http')
    .action(async (flags: DemoFlags) => {
      const { demoCommand, demoHttp, demoServer } = await import('../demo.js')
      if (flags.stdio === true) await serve(async (server) => await demoServer(server, flags))
      else if (flags.http === true)
        await run(async (command) => await demoHttp(command, flags.listen))
      else await run(async (command) => await demoCommand(command, flags))
    })
}
