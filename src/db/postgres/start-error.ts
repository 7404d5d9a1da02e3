import { JheError } from '../../errors.js'
import { tlsCauses } from './tls-causes.js'
import type { StartFailure } from './start-failure.js'

/** Why a connection was not opened: an error code, a message and a hint. */
export interface StartCause {
  readonly matches: (failure: StartFailure, text: string) => boolean
  readonly why: string
  readonly hint: string
}

const checkAddress = 'Check the host and port in JHE_DB_CONN, the VPN, and that the database runs.'
const checkLogin = 'Check user, password and database in JHE_DB_CONN.'
const askAdministrator = 'Ask the database administrator'

const says =
  (form: RegExp) =>
  (_failure: StartFailure, text: string): boolean =>
    form.test(text)

const isHba = ({ code, message, routine }: StartFailure): boolean =>
  code.startsWith('28') && (message.includes('pg_hba') || routine === 'ClientAuthentication')

const noConnections: Pick<StartCause, 'why' | 'hint'> = {
  why: 'that database takes no connections at present, from nobody',
  hint: 'Check the database in JHE_DB_CONN, or ask its administrator to allow connections to it (ALLOW_CONNECTIONS).',
}

/** What PostgreSQL itself refuses; `routine` names its function in every language. */
const ofServer: readonly StartCause[] = [
  {
    matches: (failure, text) => isHba(failure) && !text.includes('pg_hba') && failure.isTls,
    why: 'it asks for a client certificate',
    hint: 'Add sslcert=<file> and sslkey=<file> to JHE_DB_CONN.',
  },
  {
    matches: (failure) => isHba(failure) && !failure.isTls,
    why: 'its pg_hba.conf does not let this user in from this computer without TLS',
    hint: `Where JHE_DB_CONN says sslmode=disable, use sslmode=verify-full or require: the server may demand TLS. Otherwise check user and database, or ask the database administrator for a line in pg_hba.conf.`,
  },
  {
    matches: isHba,
    why: 'its pg_hba.conf does not let this user in from this computer',
    hint: `Check user and database in JHE_DB_CONN, then ask the database administrator for a line in pg_hba.conf.`,
  },
  {
    matches: ({ code, routine, asked }) =>
      code === '28000' && routine === 'auth_failed' && asked === undefined,
    why: 'it lets this user in only in another way, over a socket usually as the operating system user of the same name (peer)',
    hint: 'Use that user in JHE_DB_CONN, or host=localhost and a password.',
  },
  {
    matches: ({ code, routine }) => code === '28000' && routine === 'InitializeSessionUserId',
    why: 'it does not know the user, or does not let that user log in',
    hint: 'Check the user in JHE_DB_CONN.',
  },
  {
    matches: says(/^28/),
    why: 'it refused the user or the password',
    hint: checkLogin,
  },
  {
    matches: says(/^42501/),
    why: 'it does not let this role into this database',
    hint: `${askAdministrator} to grant CONNECT on the database in JHE_DB_CONN to the role.`,
  },
  {
    matches: says(/^55000/),
    ...noConnections,
  },
  {
    matches: says(/^3D000/),
    why: 'it has no database of that name',
    hint: 'Check the database in JHE_DB_CONN.',
  },
  {
    matches: says(/^57P0/),
    why: 'it is shutting down or starting',
    hint: 'Try again in a moment.',
  },
]

/** Only for the start of a session: a statement can fail with the same code. */
const ofStart: readonly StartCause[] = [
  {
    matches: says(/^42704/),
    why: 'it does not know a setting that jhe-mcp needs, so it is older than PostgreSQL 13',
    hint: `${askAdministrator} to upgrade it to PostgreSQL 13 or newer.`,
  },
]

/** Forms of PgBouncer, Pgpool, PgCat, Odyssey, Supabase, Neon, RDS Proxy and Azure; none of them names a `routine`. */
const ofPoolers: readonly StartCause[] = [
  {
    matches: says(/allow_?list|\bIP\b.*not allowed/i),
    why: 'it does not let this computer in: its address is not among those allowed',
    hint: "Add this computer's address in your provider's console (or ask the database administrator to), or use the VPN.",
  },
  {
    matches: says(/circuit breaker|too many authentication/i),
    why: 'after too many failed sign-ins the pooler in front of it lets nobody in for a while',
    hint: 'Check user and password in JHE_DB_CONN, wait some minutes, then try again.',
  },
  { matches: says(/database .*(is disabled|does not allow connections)/i), ...noConnections },
  {
    matches: says(/SSL (connection )?(is )?required|connection is insecure|requires? (SSL|TLS)/i),
    why: 'it demands TLS',
    hint: 'Use sslmode=verify-full in JHE_DB_CONN (or sslmode=require, which checks nobody).',
  },
  {
    matches: says(
      /tenant.*not found|endpoint.*(not be found|not found|not specified)|no such project|route for .*not found|no pool configured|missing cluster/i,
    ),
    why: 'the pooler in front of it does not know the project or the user',
    hint: "Copy the address from your provider's console anew: user, host and port belong together.",
  },
  {
    matches: says(/quota|exceeded.*(limit|time)|suspended|paused|billing|endpoint.*disabled/i),
    why: 'the provider has stopped it: a quota is used up or the project is paused',
    hint: "Look into your provider's console, or tell the database administrator.",
  },
  {
    matches: says(
      /^53300|no more connections|max.?clients|max client|too many (clients|connections|active)|query_wait_timeout|acquire .*connection|check ?out .*connection/i,
    ),
    why: 'it has no connection to spare',
    hint: 'Try again in a moment, or ask the database administrator to raise the limit.',
  },
  {
    matches: says(/no such database|database .*not (found|exist|allowed)/i),
    why: 'it has no database of that name',
    hint: 'Check the database in JHE_DB_CONN.',
  },
  {
    matches: says(
      /no such user|password authentication failed|SASL authentication failed|auth(entication)? failed|no credentials/i,
    ),
    why: 'it refused the user or the password',
    hint: checkLogin,
  },
  {
    matches: says(
      /cannot connect to server|server login|connect to compute|server_login_retry|AllServersDown|all backend nodes are down/i,
    ),
    why: 'the pooler in front of it cannot reach it',
    hint: 'Try again in a moment; if it stays, tell the database administrator.',
  },
  {
    matches: says(/startup (parameter|packet)|unsupported .*(parameter|option)/i),
    why: 'the pooler in front of it refuses a start-up option',
    hint: `${askAdministrator} to look into the pooler's log.`,
  },
  {
    matches: says(/^53/),
    why: 'it has run out of memory or disk',
    hint: 'Try again later, and tell the database administrator.',
  },
]

/** Errors of the network and the driver. */
const ofNetwork: readonly StartCause[] = [
  {
    matches: says(/^(ENOTFOUND|EAI_)/),
    why: 'its name cannot be resolved',
    hint: checkAddress,
  },
  {
    matches: says(/^(ENOENT|ENOTSOCK|ENOTDIR)/),
    why: 'there is no socket in that folder',
    hint: 'Check the folder in host= and the port in JHE_DB_CONN, and that the database runs.',
  },
  {
    matches: says(/^(EACCES|EPERM)/),
    why: 'this user may not use the socket or the address',
    hint: checkAddress,
  },
  { matches: says(/^ECONNREFUSED/), why: 'the connection was refused', hint: checkAddress },
  {
    matches: says(/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)|time.?out/i),
    why: 'it timed out',
    hint: checkAddress,
  },
  {
    matches: says(/^SASL: Only mechanism|Unknown authentication/),
    why: 'it asks for a way of sign-in other than a password (such as Kerberos or OAuth)',
    hint: `${askAdministrator} for a role with a password.`,
  },
  {
    matches: says(/^SASL/),
    why: 'it did not prove that it knows the password',
    hint: 'Somebody else may be listening there. Check the host and port in JHE_DB_CONN.',
  },
  {
    matches: says(/invalid response|establishing an SSL connection/i),
    why: 'what listens there does not answer as PostgreSQL does',
    hint: 'Check the port in JHE_DB_CONN: it must be that of the database or its pooler.',
  },
  {
    matches: says(/^(ECONNRESET|EPIPE)|Connection terminated/),
    why: 'the connection was closed before it was ready',
    hint: 'Check the far end of a tunnel or proxy, and the host and port in JHE_DB_CONN.',
  },
]

const textOf = ({ code, message }: StartFailure): string => `${code} ${message}`.trim()

const isBare = (code: string): boolean => /^[\dA-Z]{5}$/.test(code)

/** A refusal of an unknown form: only its SQLSTATE is shown. */
const refused = ({ code, isRefusal }: StartFailure): string => {
  if (!isRefusal) return 'it could not be opened'
  const state = isBare(code) ? ` (SQLSTATE ${code})` : ''
  return `the server or a pooler in front of it refused the connection${state}`
}

const byRoutine = ({ routine }: StartFailure): readonly StartCause[] =>
  routine === '' ? [...ofPoolers, ...ofServer, ...ofStart] : [...ofServer, ...ofStart, ...ofPoolers]

/** Why a session did not begin, from the error alone. */
export const startCause = (failure: StartFailure): StartCause | undefined => {
  const text = textOf(failure)
  return [...ofServer, ...tlsCauses, ...ofNetwork].find(({ matches }) => matches(failure, text))
}

/** Why a connection could not be opened: the true cause and its next step. */
export function startError(failure: StartFailure): JheError {
  const text = textOf(failure)
  const causes = failure.isRefusal ? byRoutine(failure) : [...tlsCauses, ...ofNetwork]
  const known = causes.find(({ matches }) => matches(failure, text))
  return new JheError(
    'DATABASE_UNAVAILABLE',
    `The JHE database cannot be reached: ${known?.why ?? refused(failure)}.`,
    known?.hint ??
      `Try again in a moment; if it stays, ${askAdministrator.toLowerCase()} or the provider what its log says.`,
    { cause: failure },
  )
}
