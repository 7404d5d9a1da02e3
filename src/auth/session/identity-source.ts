import { toJheError, type JheError } from '../../errors.js'
import { orAbort } from '../../or-abort.js'
import { orLate } from '../../or-late.js'
import { slowIssuer } from '../issuer/issuer-errors.js'
import { createIssuerKeys } from '../issuer/issuer-keys.js'
import { createCachedIdentity } from './cached-identity.js'
import { isRefreshDue } from './refresh.js'
import { createSessionVerifier } from './session-verifier.js'
import type { IdentitySourceOptions, SessionSource, VerifiedSession } from './session-source.js'
import { sessionExpired, signInRequired } from './sign-in-required.js'
import { isHarmless, TokenValidationError } from '../tokens/token-validation-error.js'
import type { VerifiedClaims } from '../tokens/verify-id-token.js'

/** How long a failed renewal is not tried again while the ID token still serves. */
const retryAfterMs = 30_000
/** How long a call waits for a renewal while the ID token is still valid. */
const renewalTimeoutMs = 5_000

const isTolerable = (error: JheError): boolean =>
  ['ISSUER_UNREACHABLE', 'ISSUER_FAILED', 'TOKEN_INVALID'].includes(error.code) && isHarmless(error)

const unlessExpired = async (verified: Promise<VerifiedClaims>): Promise<VerifiedClaims | null> => {
  try {
    return await verified
  } catch (thrown) {
    if (thrown instanceof TokenValidationError && thrown.failure === 'expired') return null
    throw thrown
  }
}

/**
 * The person whose session is stored: verified at every call, renewed when due. A cancelled call does
 * not cancel a renewal that others wait for.
 */
export function createIdentitySource(options: IdentitySourceOptions): SessionSource {
  const { stores, issuerClient, refresher, now } = options
  const { issuer } = issuerClient
  const keys = createIssuerKeys({
    issuerClient,
    now,
    ...(options.keysLimitMs !== undefined && { limitMs: options.keysLimitMs }),
  })
  const { verify } = createSessionVerifier(options, keys)
  let trouble: { readonly error: JheError; readonly until: number } | undefined

  const note = (error: JheError): void => {
    trouble = { error, until: now().getTime() + retryAfterMs }
  }

  const renew = async (): Promise<VerifiedSession> => {
    const session = await refresher.refresh()
    const store = await stores.current()
    const claims = await verify(store, session)
    trouble = undefined
    return { session, claims, store }
  }

  /** Renews; returns the valid session instead where that takes too long or fails in a tolerable way. */
  const renewOr = async (good: VerifiedSession): Promise<VerifiedSession> => {
    if (trouble !== undefined && now().getTime() < trouble.until) return good
    const work = renew().catch((thrown: unknown) => {
      const error = toJheError(thrown)
      if (!isTolerable(error)) throw error
      note(error)
      return good
    })
    const first = await orLate(work, renewalTimeoutMs, undefined)
    if (first !== undefined) return first
    note(slowIssuer(issuer))
    return good
  }

  const inspectStored = async (): Promise<VerifiedSession> => {
    const { store, session } = await stores.read()
    if (session === undefined) throw signInRequired(issuer)
    const claims = await unlessExpired(verify(store, session))
    const good = claims && { session, claims, store }
    if (good !== null && !isRefreshDue(session, now(), good.claims.exp)) trouble = undefined
    else if (session.refresh_token !== null) return await (good ? renewOr(good) : renew())
    if (good === null) throw sessionExpired(issuer)
    return good
  }

  // the work is shared: it goes on for other callers when this one is aborted
  const inspect = async (signal: AbortSignal): Promise<VerifiedSession> => {
    signal.throwIfAborted()
    return await orAbort(inspectStored(), signal)
  }

  return {
    ...createCachedIdentity(options, keys, inspect),
    inspect,
    renewalTrouble: () => trouble?.error ?? keys.trouble(),
  }
}
