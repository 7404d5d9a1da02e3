import type { AuthMethod } from '../conninfo/require-auth.js'

const textOf = (thrown: unknown, key: string): string => {
  if (typeof thrown !== 'object' || thrown === null || !(key in thrown)) return ''
  const value: unknown = Reflect.get(thrown, key)
  return typeof value === 'string' ? value : ''
}

/** How far a connection came before it failed. */
export interface Circumstances {
  /** Whether it was to be TLS. */
  readonly isTls: boolean
  /** The last authentication method that the server asked for; undefined before the authentication. */
  readonly asked: AuthMethod | undefined
}

/** A connection that could not be opened, with what the driver or the server said of it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
  /** SQLSTATE, or Node's error code. */
  readonly code: string
  /** Set where the server itself answered. */
  readonly severity: string
  /** Function of the server that refused; poolers name none. */
  readonly routine: string
  readonly isTls: boolean
  readonly asked: AuthMethod | undefined

  constructor(cause: unknown, { isTls, asked }: Circumstances) {
    super(textOf(cause, 'message'), { cause })
    this.code = textOf(cause, 'code')
    this.severity = textOf(cause, 'severity')
    this.routine = textOf(cause, 'routine')
    this.isTls = isTls
    this.asked = asked
  }

  /** The server answered, and said no. */
  get isRefusal(): boolean {
    return this.severity !== ''
  }

  /** The server offers no TLS. */
  get isTlsMissing(): boolean {
    return this.message === 'The server does not support SSL connections'
  }

  /** The handshake failed. */
  get isTlsFailure(): boolean {
    return !this.isRefusal && /CERT|SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|SELF_/i.test(this.code)
  }
}

/** Not worth another attempt with or without TLS: full, or not ready. */
const isBusy = ({ code }: StartFailure): boolean => /^(53|57P)/.test(code)

/** Whether libpq would try the same host again with TLS instead of without, or the reverse. */
export function isWorthOtherTls(failure: StartFailure): boolean {
  if (failure.asked !== undefined || isBusy(failure)) return false
  return failure.isRefusal || (failure.isTls && (failure.isTlsMissing || failure.isTlsFailure))
}

const rank = (failure: StartFailure): number => {
  if (failure.asked !== undefined) return 0
  if (failure.isRefusal && failure.isTls) return 1
  if (failure.isTlsFailure) return 2
  return failure.isTlsMissing ? 4 : 3
}

/** The more informative of the failures with and without TLS. */
export const mostInformative = (failures: readonly StartFailure[]): StartFailure | undefined =>
  failures.toSorted((a, b) => rank(a) - rank(b))[0]
