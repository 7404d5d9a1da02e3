import type { Revocation } from '../../auth/issuer/revoke.js'
import type { Place } from '../../auth/place.js'
import { refreshUnderLease, type LeasedRefreshOptions } from '../../auth/session/leased-refresh.js'
import { sessionExpired, signInRequired } from '../../auth/session/sign-in-required.js'
import { JheError } from '../../errors.js'
import { orLate } from '../../or-late.js'
import { refreshTokens, revokeTokens } from '../oauth/tokens.js'
import type { RemoteIssuer } from './remote-issuer.js'
import { remoteSessionKind, type RemoteSession } from './remote-session.js'

export interface RemoteRefreshOptions extends Omit<LeasedRefreshOptions<RemoteSession>, 'kind'> {
  readonly place: Place
  readonly issuer: RemoteIssuer
}

/** Less than what the lease allows. */
const requestMs = 20_000
const revokeMs = 5_000

/**
 * Revokes the tokens of a session (RFC 7009), within 5 s. Never throws: signing out must work without
 * a network.
 */
export const revokeRemote = async (
  issuer: RemoteIssuer,
  session: RemoteSession,
): Promise<Revocation> => await orLate(revokeAt(issuer, session), revokeMs, 'local only')

const revokeAt = async (issuer: RemoteIssuer, session: RemoteSession): Promise<Revocation> => {
  try {
    const discovery = await issuer.found()
    if (discovery.issuer !== session.issuer) return 'local only'
    const registration = await issuer.clientOf(session, discovery)
    return await revokeTokens(issuer.context, discovery, registration, session, revokeMs)
  } catch {
    return 'local only'
  }
}

const request = async ({ issuer }: RemoteRefreshOptions, session: RemoteSession) => {
  const discovery = await issuer.found()
  // tokens go to the issuer that made them, and to no other
  if (discovery.issuer !== session.issuer) return 'spent'
  const registration = await issuer.clientOf(session, discovery)
  const signal = AbortSignal.timeout(requestMs)
  const renewed = await refreshTokens(issuer.context, discovery, registration, session, signal)
  if (renewed === 'unregistered') await issuer.forgetClient(session.client_id)
  if (renewed === 'unregistered' || renewed === 'spent') return 'spent'
  return { next: { ...session, ...renewed, scopes: [...renewed.scopes] } }
}

const isOver = (thrown: unknown): boolean =>
  thrown instanceof JheError && ['SIGN_IN_REQUIRED', 'SESSION_EXPIRED'].includes(thrown.code)

/** Renews the session at one server: one request, however many calls and processes ask. */
export interface RemoteRefresher {
  /**
   * @param isDue judged of the session that is stored once this process has its turn
   * @returns the stored session; undefined where there is none any more
   * @throws JheError ISSUER_UNREACHABLE, ISSUER_FAILED, SERVER_CHANGED: the session stays stored
   */
  refresh(isDue: (session: RemoteSession) => boolean): Promise<RemoteSession | undefined>
}

export function createRemoteRefresher(options: RemoteRefreshOptions): RemoteRefresher {
  const { issuer, place } = options
  const { server } = issuer.context
  const kind = {
    name: remoteSessionKind(server, place).name,
    login: place.login,
    request: async (session: RemoteSession) => await request(options, session),
    revoke: async (unused: RemoteSession) => await revokeRemote(issuer, unused),
    required: () => signInRequired(server.origin, place),
    expired: () => sessionExpired(server.origin, place),
  }
  return {
    refresh: async (isDue) => {
      try {
        // outside the lease, which is for the one request
        await issuer.found()
        return await refreshUnderLease({ ...options, kind }, isDue)
      } catch (thrown) {
        if (isOver(thrown)) return undefined
        issuer.doubt()
        throw thrown
      }
    },
  }
}
