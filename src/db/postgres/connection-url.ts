import { platform, userInfo } from 'node:os'
import { existsSync } from 'node:fs'

import type { ClientConfig } from 'pg'

import {
  expandHome,
  type ClientEnvironment,
  type ReadFile,
} from '../conninfo/client-environment.js'
import { readHostChoice, type HostChoice } from '../conninfo/host-choice.js'
import { listHosts, type ListedHost } from '../conninfo/host-list.js'
import { invalid } from '../conninfo/invalid.js'
import { readConninfo, type Conninfo, type IgnoredParameter } from '../conninfo/read-conninfo.js'
import { readAuthPolicy, type AuthPolicy } from '../conninfo/require-auth.js'
import {
  readTls,
  type Ssl,
  type TlsPlace,
  type TlsSettings,
  type TlsSources,
} from '../conninfo/tls-settings.js'

/** What `JHE_DB_CONN` says of one host, with TLS decided. */
export interface HostTarget {
  readonly client: Pick<
    ClientConfig,
    | 'host'
    | 'port'
    | 'user'
    | 'password'
    | 'database'
    | 'ssl'
    | 'sslnegotiation'
    | 'keepAlive'
    | 'keepAliveInitialDelayMillis'
  >
  /** What is tried where the server refuses `client.ssl`. */
  readonly fallback?: Ssl
  /** `unverified` and `off` towards another machine come only from an explicit `sslmode`. */
  readonly tls: TlsSettings['tls']
  readonly auth: AuthPolicy
  /** Where a password is looked up that `JHE_DB_CONN` does not hold. */
  readonly passwordFile?: string
  /** The host as a password file names it. */
  readonly name: string
  /** Milliseconds that connecting may take at most. */
  readonly connectLimit: number
  /** Startup options by which a hosted pool finds the database. */
  readonly routing: string
}

/** What `JHE_DB_CONN` says: of its first host, and of all. */
export interface ConnectionTarget extends HostTarget {
  /** All hosts in their order, one or more. */
  readonly hosts: readonly [HostTarget, ...HostTarget[]]
  readonly choice: HostChoice
  /** Parameters that change nothing. */
  readonly ignored: readonly IgnoredParameter[]
  /** Variables of the environment that count. */
  readonly variables: readonly string[]
}

const isLoopback = (host: string): boolean => /^(localhost|::1|127(\.\d{1,3}){3}|\/.*)$/i.test(host)

const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

/** A whole number as libpq reads one: blanks around it and a sign before it do not matter. */
const wholeNumber = (text: string): number | undefined =>
  /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined

const portOf = ({ port: said }: ListedHost): number => {
  const port = wholeNumber(said ?? '5432') ?? 0
  if (port >= 1 && port <= 65_535) return port
  throw invalid(
    'has a port that is not one',
    'Write a number from 1 to 65535 after the host; in a password write : / ? # as %3A %2F %3F %23.',
  )
}

const socketFolders = ['/var/run/postgresql', '/tmp']

/** Where libpq goes when nothing is said: the usual socket, where there is one. */
const standardHost = (port: number, environment: ClientEnvironment | undefined): string =>
  (environment === undefined
    ? undefined
    : socketFolders.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`))) ?? 'localhost'

const placeOf = ({ host: named, hostaddr }: ListedHost, fallback: string): TlsPlace => {
  const host = named ?? hostaddr ?? fallback
  if (host.startsWith('@')) {
    throw invalid('names an abstract socket', 'Name a folder (host=/run/postgresql) or a host.')
  }
  const isLocal = isLoopback(host) && isLoopback(hostaddr ?? host)
  return {
    host,
    hostaddr,
    isLoopback: isLocal,
    isSocket: hostaddr === undefined && host.startsWith('/'),
  }
}

const systemUser = (): string | undefined => {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}

const userOf = (conninfo: Conninfo): string => {
  const user = filled(conninfo.get('user')) ?? systemUser()
  if (user !== undefined) return user
  throw invalid('names no user, and neither does the system', 'Add user=<name>.')
}

const connectMs = 5_000
/** For each of several hosts, so that two of them take no longer than a program waits. */
const connectOneOfSeveralMs = 3_000

/** Seconds as libpq takes them, for each host, but never longer than a program waits. */
const connectLimitOf = (conninfo: Conninfo, hosts: number): number => {
  const seconds = wholeNumber(filled(conninfo.get('connect_timeout')) ?? '0')
  if (seconds === undefined) {
    throw invalid('has a connect_timeout that is not a number', 'Write whole seconds.')
  }
  const most = hosts > 1 ? connectOneOfSeveralMs : connectMs
  return seconds <= 0 ? most : Math.min(most, Math.max(2, seconds) * 1_000)
}

const keepAliveOf = (conninfo: Conninfo) => {
  const idle = Number(conninfo.get('keepalives_idle') ?? '0')
  return {
    keepAlive: conninfo.get('keepalives') !== '0',
    ...(idle > 0 ? { keepAliveInitialDelayMillis: idle * 1_000 } : {}),
  }
}

const passwordFileOf = (conninfo: Conninfo, environment: ClientEnvironment | undefined) => {
  const { env = {} } = environment ?? {}
  const standard =
    platform() === 'win32' ? `${env['APPDATA'] ?? ''}/postgresql/pgpass.conf` : '~/.pgpass'
  return environment === undefined
    ? {}
    : { passwordFile: expandHome(filled(conninfo.get('passfile')) ?? standard, environment) }
}

const clientOf = (conninfo: Conninfo, { host, hostaddr }: TlsPlace, port: number) => {
  const user = userOf(conninfo)
  const password = filled(conninfo.get('password'))
  return {
    // never left out: pg would look into the environment itself, past the choice of TLS
    host: hostaddr ?? host,
    port,
    user,
    database: filled(conninfo.get('dbname')) ?? user,
    ...(password === undefined ? {} : { password }),
    ...keepAliveOf(conninfo),
  }
}

/** @param hosts how many there are */
const hostTargetOf = (sources: TlsSources, listed: ListedHost, hosts: number): HostTarget => {
  const { conninfo, environment } = sources
  const port = portOf(listed)
  const place = placeOf(listed, standardHost(port, environment))
  const { ssl, sslnegotiation, ...tls } = readTls(sources, place)
  const isVerified = tls.tls === 'verified'
  return {
    client: { ...clientOf(conninfo, place, port), ssl, sslnegotiation },
    ...tls,
    auth: readAuthPolicy(conninfo.get('require_auth'), conninfo.get('channel_binding'), isVerified),
    ...passwordFileOf(conninfo, environment),
    name: place.host,
    connectLimit: connectLimitOf(conninfo, hosts),
    routing: conninfo.get('options')?.trim() ?? '',
  }
}

/**
 * Reads `JHE_DB_CONN` as libpq reads a connection string.
 * @param readFile reads a certificate file
 * @param environment whose service files, `PG*` variables and files below `~/.postgresql` count too;
 * absent where only the text counts
 * @throws JheError CONFIG_INVALID that never holds a value of it
 */
export function parseConnectionUrl(
  text: string,
  readFile: ReadFile,
  environment?: ClientEnvironment,
): ConnectionTarget {
  const conninfo = readConninfo(text, readFile, environment)
  const sources = { conninfo, readFile, environment }
  const listed = listHosts(conninfo)
  const [first, ...others] = listed.map((one) => hostTargetOf(sources, one, listed.length))
  if (first === undefined) throw invalid('names no host')
  return {
    ...first,
    hosts: [first, ...others],
    choice: readHostChoice(conninfo, listed.length),
    ignored: conninfo.ignored,
    variables: conninfo.variables,
  }
}
