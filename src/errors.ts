import { clean } from './text/clean.js'

/**
 * Everything that can go wrong, as a closed list. A code is what programs and the README's
 * troubleshooting table key on; the message and the hint are what a person reads.
 */
export const errorCodes = [
  'CONFIG_INVALID',
  'SIGN_IN_REQUIRED',
  'SIGN_IN_DENIED',
  'SIGN_IN_TIMEOUT',
  'CALLBACK_PORT_BUSY',
  'CALLBACK_REJECTED',
  'SESSION_EXPIRED',
  'TOKEN_INVALID',
  'ISSUER_UNREACHABLE',
  'ISSUER_FAILED',
  'CREDENTIALS_LOCKED',
  'INPUT_INVALID',
  'NEEDS_INPUT',
  'NOT_VISIBLE',
  'QUERY_TIMEOUT',
  'ACCOUNT_INACTIVE',
  'DATABASE_UNAVAILABLE',
  'DATABASE_DENIED',
  'DATABASE_ROLE_UNSAFE',
  'SCHEMA_UNSUPPORTED',
  'BRAKED',
  'RATE_LIMITED',
  'SERVER_BUSY',
  'SERVER_UNREACHABLE',
  'SERVER_FAILED',
  'SERVER_CHANGED',
  'STATE_UNAVAILABLE',
  'INTERNAL',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What a call lacks, in a form that a program can offer to a person. */
export interface Needs {
  /** Name of the argument; `study` for the study of the whole session. */
  readonly argument: string
  readonly reason: string
  /** Values that it may take, and what people call them. */
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** An error as it is sent on the wire. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  /** Of NEEDS_INPUT. */
  readonly needs?: Needs
}

/** The `_meta` key under which the result of a call holds its error as data. */
export const errorKey = 'jhe-mcp/error'

/** An error as a person or a model reads it: never JSON, which hosts take for a structured answer. */
export const errorText = ({ code, message, hint }: ErrorBody): string =>
  `${code}: ${message} ${hint}`

const longest = 2_000

/**
 * The one error class. `message` says what happened and why, `hint` the next step. Both are
 * constant sentences with at most the caller's own values and names of data types: never other text
 * from the database or the issuer, never a person's name, a token or a connection string. Whatever
 * they quote, each is one line without unseen characters, of at most 2,000 characters. The original
 * goes to `cause`, which only the redacting log may read.
 */
export class JheError extends Error {
  override readonly name = 'JheError'
  readonly code: ErrorCode
  readonly hint: string
  /** Of NEEDS_INPUT. */
  readonly needs: Needs | undefined

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    options?: ErrorOptions & { readonly needs?: Needs },
  ) {
    super(clean(message, longest), options)
    this.code = code
    this.hint = clean(hint, longest)
    this.needs = options?.needs
  }

  toBody(): ErrorBody {
    const { code, message, hint, needs } = this
    return { code, message, hint, ...(needs === undefined ? {} : { needs }) }
  }
}

/** Any thrown value as a JheError; another error becomes INTERNAL, with its text only in `cause`. */
export function toJheError(thrown: unknown): JheError {
  if (thrown instanceof JheError) return thrown
  return new JheError(
    'INTERNAL',
    'jhe-mcp failed in a way it did not foresee.',
    'Try again. If it happens again, set JHE_LOG_LEVEL=debug, repeat, and report the stderr lines.',
    { cause: thrown },
  )
}

/** Exit code of the command line for each error (0 is done, 130 interrupted). */
export const exitCodes: Readonly<Record<ErrorCode, 1 | 2 | 3 | 4>> = {
  CONFIG_INVALID: 2,
  SIGN_IN_REQUIRED: 3,
  SIGN_IN_DENIED: 3,
  SIGN_IN_TIMEOUT: 3,
  CALLBACK_PORT_BUSY: 3,
  CALLBACK_REJECTED: 3,
  SESSION_EXPIRED: 3,
  TOKEN_INVALID: 3,
  ISSUER_UNREACHABLE: 4,
  ISSUER_FAILED: 4,
  CREDENTIALS_LOCKED: 3,
  INPUT_INVALID: 2,
  NEEDS_INPUT: 2,
  NOT_VISIBLE: 1,
  QUERY_TIMEOUT: 1,
  ACCOUNT_INACTIVE: 3,
  DATABASE_UNAVAILABLE: 4,
  DATABASE_DENIED: 1,
  DATABASE_ROLE_UNSAFE: 1,
  SCHEMA_UNSUPPORTED: 1,
  BRAKED: 1,
  RATE_LIMITED: 1,
  SERVER_BUSY: 1,
  SERVER_UNREACHABLE: 4,
  SERVER_FAILED: 4,
  SERVER_CHANGED: 1,
  STATE_UNAVAILABLE: 4,
  INTERNAL: 1,
}
