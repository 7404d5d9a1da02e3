import { toJheError, type JheError } from '../../errors.js'
import { orLate } from '../../or-late.js'
import type { IssuerClient } from './issuer-client.js'
import { slowIssuer } from './issuer-errors.js'
import type { Clock, Jwks } from '../session/session.js'

/**
 * The keys that the issuer publishes, fetched once per process. The keys in the session file are
 * stored beside the token that they verify, so they are used only while the issuer cannot be reached.
 */
export interface IssuerKeys {
  /**
   * The published keys; waits for them 3 s at most.
   * @returns undefined while the issuer cannot be reached
   */
  get(): Promise<Jwks | undefined>
  /** Asks again, for a token that names a key which is not among them. @throws as `IssuerClient.jwks` */
  readonly refetch: () => Promise<Jwks>
  /** Whether a token verified with these keys needs no second verification now. */
  areCurrent(used: Jwks): boolean
  /** Why the issuer's keys could not be fetched; undefined where they could. */
  trouble(): JheError | undefined
}

export interface IssuerKeysOptions {
  readonly issuerClient: Pick<IssuerClient, 'issuer' | 'jwks'>
  readonly now: Clock
  /** Most milliseconds that a question waits for the keys; 3 s. */
  readonly limitMs?: number
}

/** How long after a failure the keys are not fetched again. */
const retryAfterMs = 30_000

/** No request is sent before the first call. */
export function createIssuerKeys({
  issuerClient,
  now,
  limitMs = 3000,
}: IssuerKeysOptions): IssuerKeys {
  let published: Jwks | undefined
  let underWay: Promise<void> | undefined
  let trouble: { readonly error: JheError; readonly until: number } | undefined

  const note = (error: JheError): void => {
    trouble = { error, until: now().getTime() + retryAfterMs }
  }

  const isResting = (): boolean => trouble !== undefined && now().getTime() < trouble.until

  const refetch = async (): Promise<Jwks> => {
    published = await issuerClient.jwks()
    trouble = undefined
    return published
  }

  const fetchOnce = async (): Promise<void> => {
    try {
      await refetch()
    } catch (thrown) {
      note(toJheError(thrown))
    } finally {
      underWay = undefined
    }
  }

  return {
    get: async () => {
      if (published !== undefined || isResting()) return published
      underWay ??= fetchOnce()
      const first = await orLate(underWay, limitMs, 'late')
      if (first === 'late') note(slowIssuer(issuerClient.issuer))
      return published
    },
    refetch,
    areCurrent: (used) => (published === undefined ? isResting() : published === used),
    trouble: () => trouble?.error,
  }
}
