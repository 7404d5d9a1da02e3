import { JheError } from '../../errors.js'
import type { HostTarget } from './connection-url.js'
import { passwordFrom } from '../conninfo/password-file.js'
import type { AuthMethod } from '../conninfo/require-auth.js'

const unreachable = (why: string, hint: string): JheError =>
  new JheError('DATABASE_UNAVAILABLE', `The JHE database cannot be reached: ${why}.`, hint)

const named: Readonly<Record<AuthMethod, string>> = {
  none: 'it asks for nothing',
  password: 'it asks for the password in clear text',
  md5: 'it asks for the password as MD5',
  'scram-sha-256': 'it asks for the password with SCRAM',
}

const squatter =
  'Somebody else may be listening there, for example on the port of a closed tunnel. Use sslmode=verify-full'

/** The hint for a server that asks for the password in a way that is not allowed. */
const refusal = (method: AuthMethod, isRuledOut: boolean): JheError =>
  isRuledOut
    ? unreachable(
        `${named[method]}, which require_auth rules out`,
        'Check the host and port in JHE_DB_CONN, and require_auth.',
      )
    : unreachable(
        `${named[method]} over a connection that is not verified TLS, and was not given it`,
        `${squatter}; or, where this server is to be trusted with it, add require_auth=${method} to JHE_DB_CONN.`,
      )

const unbound = unreachable(
  'it does not bind the sign-in to its certificate, which channel_binding=require asks for',
  'Check that nothing between here and the server ends TLS; a pooler or PostgreSQL 10 cannot do it: then leave channel_binding out.',
)
const unfinished = unreachable(
  'it did not prove that it knows the password',
  'Somebody else may be listening there. Check the host and port in JHE_DB_CONN.',
)
const speechless = unreachable(
  'it asks for a way of sign-in other than a password (such as Kerberos or OAuth)',
  'Ask the database administrator for a role with a password.',
)
const passwordless = unreachable(
  'it asks for a password, and there is none',
  'Put it into JHE_DB_CONN, PGPASSWORD or a password file (~/.pgpass, readable by you alone, mode 0600).',
)

/** The authentication exchange of a connection. */
export interface AuthExchange {
  /** The last authentication method that the server asked for. */
  readonly asked: AuthMethod | undefined
  /** The server asks, and with SASL says how it can be answered. @throws JheError */
  ask(method: AuthMethod, mechanisms?: readonly string[]): void
  /** The server proved that it knows the password. */
  proved(): void
  /** The server lets the connection in. @throws JheError */
  accept(): void
  /** What to answer with. @throws JheError when the method may not be answered, or there is none */
  password(): string
}

const passwordOf = ({ client, passwordFile, name }: HostTarget): string | undefined => {
  if (typeof client.password === 'string') return client.password
  const { port = 5432, user = '', database = '' } = client
  if (passwordFile === undefined) return undefined
  return passwordFrom(passwordFile, { host: name, port, user, database })
}

/** Follows the authentication of one connection and sends the password only where the target allows it. */
export function createAuthExchange(target: HostTarget, isTls: boolean): AuthExchange {
  const { allowed, ruledOut, channelBinding } = target.auth
  let asked: AuthMethod | undefined
  let isBound = false
  let hasProved = false
  const require = (method: AuthMethod) => {
    if (!allowed.has(method)) throw refusal(method, ruledOut.has(method))
  }
  return {
    get asked() {
      return asked
    },
    ask: (method, mechanisms = []) => {
      asked = method
      require(method)
      isBound = isTls && mechanisms.includes('SCRAM-SHA-256-PLUS')
      if (channelBinding === 'require' && !isBound) throw unbound
      if (method === 'scram-sha-256' && !mechanisms.some((one) => one.startsWith('SCRAM-SHA-256')))
        throw speechless
    },
    proved: () => {
      hasProved = true
    },
    accept: () => {
      if (asked === undefined) require('none')
      if (asked === 'scram-sha-256' && !hasProved) throw unfinished
      if (channelBinding === 'require' && !(isBound && hasProved)) throw unbound
    },
    password: () => {
      require(asked ?? 'none')
      const password = passwordOf(target) ?? ''
      if (password === '') throw passwordless
      return password
    },
  }
}
