import { checkTimes } from '../tokens/id-token-claims.js'
import type { Identity, IdentitySource } from '../identity.js'
import type { IdentitySourceOptions, VerifiedSession } from './session-source.js'
import type { IssuerKeys } from '../issuer/issuer-keys.js'
import { isRefreshDue } from './refresh.js'

/** The session and person that the last call found. */
interface CachedSession extends Pick<VerifiedSession, 'session' | 'claims'> {
  readonly identity: Identity
}

const toCachedSession = ({ session, claims }: VerifiedSession): CachedSession => {
  const { subject, issuer, permissions } = claims
  return { session, claims, identity: { subject, issuer, studies: permissions?.studies ?? null } }
}

/**
 * Who is signed in. The person of the call before is returned after a short check where the session
 * file is the same, the token is still valid and no renewal is due.
 * @param inspect reads the store and verifies in full, with a renewal where one is due
 */
export function createCachedIdentity(
  { stores, issuerClient, now }: Omit<IdentitySourceOptions, 'refresher'>,
  keys: Pick<IssuerKeys, 'areCurrent'>,
  inspect: (signal: AbortSignal) => Promise<VerifiedSession>,
): IdentitySource {
  let cached: CachedSession | undefined

  const usable = (): CachedSession | undefined =>
    cached !== undefined && !isRefreshDue(cached.session, now(), cached.claims.exp)
      ? cached
      : undefined

  const revalidate = async (): Promise<CachedSession | undefined> => {
    const before = usable()
    if (before === undefined || (await stores.cached()) !== before.session) return undefined
    if (!keys.areCurrent(before.claims.jwks)) return undefined
    const { exp, iat, nbf } = before.claims
    checkTimes({ exp, iat, nbf }, now(), issuerClient.http.serverDate())
    return before
  }

  const reload = async (signal: AbortSignal): Promise<CachedSession> => {
    const found = await inspect(signal)
    return cached?.claims === found.claims ? cached : toCachedSession(found)
  }

  return {
    current: async (signal) => {
      signal.throwIfAborted()
      try {
        cached = (await revalidate()) ?? (await reload(signal))
        return cached.identity
      } catch (thrown) {
        cached = undefined
        throw thrown
      }
    },
  }
}
