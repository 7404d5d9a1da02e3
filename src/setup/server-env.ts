import { settings, type Config } from '../config.js'
import { flagOf } from '../settings.js'
import { maskPassword } from '../db/conninfo/mask.js'
import { JheError } from '../errors.js'
import type { Host } from './hosts/host.js'
import { askedSecret } from './asked-secret.js'

const secret = 'JHE_DB_CONN'

interface Given {
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The settings of this command line and its environment by variable, for the server's entry. For a
 * host that asks for secrets itself, a placeholder stands for the database's address.
 */
export function serverEnv({ flags, env }: Given, host: Host): Readonly<Record<string, string>> {
  const entries = settings.flatMap(({ name, env: variable }) => {
    const flag = flags[name]
    // a delegation is over before a host's configuration is
    if (variable === 'JHE_GRANT') return []
    const value = typeof flag === 'string' ? flag : env[variable]
    if (variable === secret && host.asksForSecrets === true)
      return [[variable, askedSecret] as const]
    return value === undefined || value === '' ? [] : [[variable, value] as const]
  })
  return Object.fromEntries(entries)
}

const written = "setup writes the settings of this terminal into the host's configuration."

const missing = (name: 'baseUrl' | 'clientId', variable: string): JheError =>
  new JheError(
    'CONFIG_INVALID',
    `${variable} is not set: ${written}`,
    `Give ${flagOf(name)} <value> or set ${variable} here, and run the command again; --demo needs no settings.`,
  )

/**
 * Checks that the server will have its required settings.
 * @param kept variables that the host's file holds already
 * @throws JheError CONFIG_INVALID naming the first that is missing
 */
export function requireSettings(config: Config, host: Host, kept: ReadonlySet<string>): void {
  const isAddressed = (config.issuer ?? config.baseUrl) !== undefined
  if (!isAddressed && !kept.has('JHE_BASE_URL') && !kept.has('JHE_ISSUER'))
    throw missing('baseUrl', 'JHE_BASE_URL')
  if (!kept.has('JHE_CLIENT_ID') && config.clientId === undefined)
    throw missing('clientId', 'JHE_CLIENT_ID')
  if (config.dbConn !== undefined || host.asksForSecrets === true || kept.has(secret)) return
  throw new JheError(
    'CONFIG_INVALID',
    `${secret} is not set: ${written}`,
    `Set ${secret} here (not as a flag: other users see flags), for example with \`read -rs ${secret}; export ${secret}\`, and run the command again; ${flagOf('baseUrl')} and the others may be flags.`,
  )
}

/** Whether an address of a database holds a password. */
export function holdsPassword(address: string | undefined): boolean {
  return address !== undefined && maskPassword(address) !== address
}
