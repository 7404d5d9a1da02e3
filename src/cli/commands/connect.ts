import { Option } from 'commander'

import { connectSettings } from '../../connect-config.js'
import { flagOf } from '../../settings.js'
import { settingsTable } from '../settings-help.js'
import type { CommandGroup } from './command-group.js'

/** `connect`: a host's stdio bridge to a server elsewhere. */
export const addConnectCommand: CommandGroup = (program, { runBare }) => {
  const connect = program
    .command('connect [url]')
    .description('let a host that only starts programs reach a server elsewhere')
  for (const { name, flag, help } of connectSettings)
    if (flag !== undefined && name !== 'url')
      connect.addOption(new Option(`${flagOf(name)} <${flag}>`, help))
  connect.addHelpText('after', () => `\n${settingsTable(connectSettings)}`)
  connect.action(async (url: string | undefined) => {
    const own: Readonly<Record<string, unknown>> = { ...connect.opts(), url }
    await runBare(async ({ runtime, flags }) => {
      const { startConnect } = await import('../connect/start-connect.js')
      return await startConnect(runtime, flags, own)
    })
  })
}
