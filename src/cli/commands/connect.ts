import { connectSettings } from '../../connect-config.js'
import { settingsTable } from '../settings-help.js'
import type { CommandGroup } from './command-group.js'
import { addServerOptions, serverFlagsIn, type ServerFlags } from './server-options.js'

/** `connect`: a host's stdio bridge to a server elsewhere. */
export const addConnectCommand: CommandGroup = (program, { runBare }) => {
  const connect = program
    .command('connect [url]')
    .description('let a host that only starts programs reach a server elsewhere')
  addServerOptions(connect).addHelpText('after', () => `\n${settingsTable(connectSettings)}`)
  connect.action(async (url: string | undefined, given: ServerFlags) => {
    const own = serverFlagsIn(url === undefined ? given : { ...given, url })
    await runBare(async ({ runtime, flags }) => {
      const { startConnect } = await import('../connect/start-connect.js')
      return await startConnect(runtime, flags, own)
    })
  })
}
