import { checkSessionTimes, checkTimes } from '../tokens/id-token-claims.js'
import type { IssuerClient } from '../issuer/issuer-client.js'
import type { IssuerKeys } from '../issuer/issuer-keys.js'
import type { SessionStore } from '../store/session-store.js'
import type { Clock, Jwks, Session } from './session.js'
import { TokenValidationError } from '../tokens/token-validation-error.js'
import { verifyIdToken, type TokenChecks, type VerifiedClaims } from '../tokens/verify-id-token.js'

/** Verifies a stored session. */
export interface SessionVerifier {
  /** With the keys that the issuer publishes: the signature once, the times in every call. */
  readonly verify: (store: SessionStore, session: Session) => Promise<VerifiedClaims>
}

/** The error of a stored token whose key JHE does not publish: JHE has changed its key, or the file is forged. */
const refusalOfStored = (thrown: unknown): unknown =>
  thrown instanceof TokenValidationError && ['unknown-key', 'signature'].includes(thrown.failure)
    ? new TokenValidationError('stored-key')
    : thrown

const isSameSet = (one: Jwks, other: Jwks): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

/**
 * Checks a session's ID token. One that was checked by the keys of its own file is checked again as
 * soon as the issuer answers.
 */
export function createSessionVerifier(
  { issuerClient, now }: { readonly issuerClient: IssuerClient; readonly now: Clock },
  keys: IssuerKeys,
): SessionVerifier {
  const { issuer, clientId, ignoresPermissions, http } = issuerClient
  let known: { readonly session: Session; readonly claims: VerifiedClaims } | undefined

  const verifyWith = async (
    session: Session,
    by: Pick<TokenChecks, 'jwks' | 'refetchJwks'>,
  ): Promise<VerifiedClaims> => {
    const serverDate = http.serverDate()
    const claims = await verifyIdToken(session.id_token, {
      ...by,
      issuer,
      clientId,
      ignoresPermissions,
      subject: session.subject,
      now: now(),
      ...(serverDate !== undefined && { serverDate }),
    })
    checkSessionTimes(session, now())
    return claims
  }

  const verifyInFull = async (session: Session): Promise<VerifiedClaims> => {
    const jwks = (await keys.get()) ?? session.jwks
    try {
      return await verifyWith(session, { jwks, refetchJwks: keys.refetch })
    } catch (thrown) {
      throw refusalOfStored(thrown)
    }
  }

  return {
    verify: async (store, session) => {
      if (known?.session === session && keys.areCurrent(known.claims.jwks)) {
        const { exp, iat, nbf } = known.claims
        checkTimes({ exp, iat, nbf }, now(), http.serverDate())
        return known.claims
      }
      const claims = await verifyInFull(session)
      if (!isSameSet(claims.jwks, session.jwks))
        await store.swap(session, { ...session, jwks: claims.jwks })
      known = { session, claims }
      return claims
    },
  }
}
