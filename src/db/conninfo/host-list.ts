import { invalid } from './invalid.js'
import type { Conninfo } from './read-conninfo.js'

/** One of the hosts of a connection string, as written; undefined where nothing is said of it. */
export interface ListedHost {
  readonly host: string | undefined
  readonly hostaddr: string | undefined
  readonly port: string | undefined
}

const listIn = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : text.split(',')

const filled = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === '' ? undefined : text

const requireEqual = (count: number, hosts: number, what: string): void => {
  if (count === hosts) return
  throw invalid(
    `names ${count} ${what} for ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`,
    'Write one for each host, in the same order.',
  )
}

/**
 * The hosts of a connection string in their order, as libpq pairs them (PostgreSQL manual, 34.1.1.3):
 * `hostaddr` or else `host` says how many there are, one port counts for all of them, and an empty
 * element stands for its default.
 * @returns one or more
 * @throws JheError CONFIG_INVALID where the lists differ in length
 */
export function listHosts(conninfo: Conninfo): readonly ListedHost[] {
  const hosts = listIn(conninfo.get('host'))
  const addresses = listIn(conninfo.get('hostaddr'))
  const ports = listIn(conninfo.get('port'))
  const count = Math.max(1, addresses.length === 0 ? hosts.length : addresses.length)
  if (hosts.length > 0) requireEqual(hosts.length, count, 'names of hosts')
  if (ports.length > 1) requireEqual(ports.length, count, 'ports')
  return Array.from({ length: count }, (_, at) => ({
    host: filled(hosts[at]),
    hostaddr: filled(addresses[at]),
    port: filled(ports.length === 1 ? ports[0] : ports[at]),
  }))
}
