import { JheError } from '../errors.js'
import { startCause, startError } from './postgres/start-error.js'
import { StartFailure } from './postgres/start-failure.js'

const textOf = (thrown: unknown, key: 'code' | 'message' | 'severity'): string => {
  if (typeof thrown !== 'object' || thrown === null || !(key in thrown)) return ''
  const value: unknown = Reflect.get(thrown, key)
  return typeof value === 'string' ? value : ''
}

/** SQLSTATE of PostgreSQL, or Node's error code. */
export const codeOf = (thrown: unknown): string => textOf(thrown, 'code')

const unavailable = (why: string, hint: string, cause: unknown): JheError =>
  new JheError('DATABASE_UNAVAILABLE', `The JHE database cannot be reached: ${why}.`, hint, {
    cause,
  })

interface Cause {
  readonly matches: RegExp
  readonly why: string
  readonly hint: string
}

/** Of PostgreSQL, and of PgBouncer. */
const outOfConnections = /^53300|no more connections/

/** Errors of an open session, tested in order against `<code> <message>`, which is not passed on. */
const causes: readonly Cause[] = [
  {
    matches: outOfConnections,
    why: 'it has no connection to spare',
    hint: 'Try again in a moment, or ask the database administrator to raise the limit.',
  },
  {
    matches: /^53/,
    why: 'it has run out of memory or disk',
    hint: 'Ask for less, and tell the database administrator.',
  },
  {
    matches: /cannot connect to server|server login/,
    why: 'the pooler in front of it cannot reach it',
    hint: 'Try again in a moment; if it stays, tell the database administrator.',
  },
  {
    matches: /^Query read timeout/,
    why: 'it stopped answering',
    hint: 'Check the VPN, and that the database runs.',
  },
  {
    matches: /^40/,
    why: 'it is a standby, and gave the question up to keep up with its primary',
    hint: 'Try again.',
  },
  {
    matches: /timeout/i,
    why: 'it timed out',
    hint: 'Check the VPN, and that the database runs.',
  },
  { matches: /^57P0|^08/, why: 'it is shutting down or starting', hint: 'Try again in a moment.' },
]

/** Whether the database, the role or a pooler has reached its limit of connections. */
export function isOutOfConnections(thrown: unknown): boolean {
  return outOfConnections.test(`${codeOf(thrown)} ${textOf(thrown, 'message')}`.trim())
}

/** Whether a pooler refused a session because of its startup options (PgBouncer: 08P01). */
export function isOptionsRefused(thrown: unknown): boolean {
  return codeOf(thrown) === '08P01' && /startup parameter/i.test(textOf(thrown, 'message'))
}

/**
 * Whether a failed connection is worth one more attempt on a fresh one: the server went away
 * between two calls. Statements only read, so asking twice is safe.
 */
export function isConnectionLoss(thrown: unknown): boolean {
  const text = `${codeOf(thrown)} ${textOf(thrown, 'message')}`.trim()
  // an idle session that the server ended is a loss, whatever its code
  if (text.startsWith('57P05')) return true
  if (/timeout/i.test(text)) return false
  return /^(57P0[12]|08|ECONNRESET|EPIPE)|Connection terminated|not queryable|connection error/i.test(
    text,
  )
}

/** Whether a standby gave a statement up because of what it had to replay: SQLSTATE 40001. */
export const isRecoveryConflict = (thrown: unknown): boolean => codeOf(thrown) === '40001'

/** Whether a server that was connected stopped answering. */
export const isSilent = (thrown: unknown): boolean =>
  textOf(thrown, 'message').startsWith('Query read timeout')

/** What the database answered to one statement. */
const statementError = (thrown: unknown): JheError | undefined => {
  const code = codeOf(thrown)
  if (code === '55P03') {
    return new JheError(
      'QUERY_TIMEOUT',
      'The database kept the question waiting: a table is being changed, as in an upgrade of JHE.',
      'Try again in a moment.',
      { cause: thrown },
    )
  }
  // 25P04: transaction_timeout, from PostgreSQL 17 on
  if (code === '57014' || code === '25P04') {
    return new JheError(
      'QUERY_TIMEOUT',
      'The database took too long to answer, so the question was stopped.',
      'Ask for less: a shorter time window, one data type or one patient. The indexes of `jhe-mcp sql --indexes` make whole studies fast; JHE_STATEMENT_TIMEOUT raises the limit.',
      { cause: thrown },
    )
  }
  if (code === '42501' && textOf(thrown, 'severity') !== 'FATAL') {
    return new JheError(
      'DATABASE_DENIED',
      'The database role may not read something that this question needs.',
      'Ask the database administrator to grant SELECT on the columns that `jhe-mcp sql` reads.',
      { cause: thrown },
    )
  }
  if (/^42(703|P01|883)/.test(code)) {
    return new JheError(
      'SCHEMA_UNSUPPORTED',
      'The database does not have the tables and columns that a known JHE version has.',
      'Restart jhe-mcp if JHE was upgraded while it ran; otherwise update jhe-mcp.',
      { cause: thrown },
    )
  }
  return undefined
}

/** Errors that end a session. */
const sessionError = (thrown: unknown): JheError => {
  const known = causes.find(({ matches }) =>
    matches.test(`${codeOf(thrown)} ${textOf(thrown, 'message')}`.trim()),
  )
  if (known !== undefined) return unavailable(known.why, known.hint, thrown)
  if (isConnectionLoss(thrown)) return unavailable('the connection was lost', 'Try again.', thrown)
  const start = startCause(new StartFailure(thrown, { isTls: false, asked: undefined }))
  if (start !== undefined) return unavailable(start.why, start.hint, thrown)
  return new JheError(
    'INTERNAL',
    'The database refused the question for a reason that jhe-mcp does not know.',
    'Set JHE_LOG_LEVEL=debug, ask again, and report the error code that stderr shows.',
    { cause: thrown },
  )
}

/** An error of the driver or of PostgreSQL as a JheError; its own text stays in `cause`. */
export function databaseError(thrown: unknown): JheError {
  if (thrown instanceof JheError) return thrown
  if (thrown instanceof StartFailure) return startError(thrown)
  return statementError(thrown) ?? sessionError(thrown)
}
