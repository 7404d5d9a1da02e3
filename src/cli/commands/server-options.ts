import { Option, type Command as Program } from 'commander'

import { isElsewhere, type Runtime } from '../../app/runtime.js'
import { connectSettings } from '../../connect-config.js'
import { flagOf } from '../../settings.js'

/** Values of the settings of a server elsewhere, by name. */
export type ServerFlags = Readonly<Record<string, unknown>>

/** Lets a command be about a server elsewhere: `--url`, and what belongs to it. */
export const addServerOptions = (program: Program): Program => {
  for (const { name, flag, help } of connectSettings) {
    if (flag === undefined) continue
    const option = new Option(`${flagOf(name)} <${flag}>`, help)
    program.addOption(name === 'url' ? option : option.hideHelp())
  }
  return program
}

/** The settings of a server elsewhere among the flags of a command. */
export const serverFlagsIn = (flags: ServerFlags): ServerFlags =>
  Object.fromEntries(connectSettings.map(({ name }) => [name, flags[name]]))

/** The address of the server that a command is about; undefined for none. */
export const serverUrl = (
  flags: ServerFlags,
  { env }: Pick<Runtime, 'env'>,
): string | undefined => {
  const { url } = flags
  if (typeof url === 'string') return url
  return isElsewhere({ env }) ? env['JHE_SERVER_URL'] : undefined
}

/** Whether a command is about a server elsewhere. */
export const isRemote = (flags: ServerFlags, runtime: Pick<Runtime, 'env'>): boolean =>
  serverUrl(flags, runtime) !== undefined
