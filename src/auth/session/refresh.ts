import { decodeJwt } from 'jose'
import { refreshTokenGrant } from 'openid-client'

import { jhe } from '../place.js'
import { OAuthError, redeemGrant, sessionOf, type Redeemed } from '../issuer/token-request.js'
import type { IssuerClient } from '../issuer/issuer-client.js'
import type { Machine } from '../../files/machine.js'
import { revokeSession } from '../issuer/revoke.js'
import type { StoreResolver } from '../store/session-store.js'
import { refreshUnderLease, type RefreshKind, type Renewed } from './leased-refresh.js'
import { recordName } from './session-kind.js'
import type { Clock, Session } from './session.js'
import { sessionExpired, signInRequired } from './sign-in-required.js'
import { isHarmless } from '../tokens/token-validation-error.js'

export interface RefreshOptions {
  readonly stores: StoreResolver
  readonly issuerClient: IssuerClient
  /** `JHE_TOKEN_DIR`, where the lease lies beside the session. */
  readonly dir: string
  readonly machine: Machine
  readonly now: Clock
}

const marginSeconds = 60

const endOfIdToken = ({ id_token }: Session): number => {
  try {
    return decodeJwt(id_token).exp ?? 0
  } catch {
    return 0
  }
}

/**
 * Whether the session should be renewed: 60 s before the earlier end of its access and ID token.
 * @param idTokenEnd `exp` of its ID token, where it is known already
 */
export function isRefreshDue(
  session: Session,
  now: Date,
  idTokenEnd = endOfIdToken(session),
): boolean {
  const end = Math.min(idTokenEnd, session.expires_at)
  return now.getTime() / 1000 >= end - marginSeconds
}

/**
 * When a session ends or is renewed, in seconds since the epoch: without a refresh token when its ID
 * token ends, otherwise when the first of its two tokens ends.
 */
export function endOfSession(session: Session): number {
  const idTokenEnd = endOfIdToken(session) || session.expires_at
  return session.refresh_token === null ? idTokenEnd : Math.min(idTokenEnd, session.expires_at)
}

/** Renews sessions: one request per session, however many calls and processes ask. */
export interface Refresher {
  /**
   * The stored session, renewed if it is due. A renewed one is stored before it is returned.
   * @throws JheError SIGN_IN_REQUIRED when no session is stored any more, SESSION_EXPIRED when JHE
   * has ended the session, TOKEN_INVALID for a refused ID token, ISSUER_UNREACHABLE and ISSUER_FAILED
   * when JHE fails; the session then stays stored
   */
  refresh(): Promise<Session>
}

/** The session to store; an answer whose ID token was refused for a harmless reason still brings new tokens. */
const renewedOf = (
  { issuerClient }: RefreshOptions,
  before: Session,
  redeemed: Redeemed,
): Renewed<Session> => {
  if (redeemed.verified) return { next: sessionOf(issuerClient, redeemed, before) }
  const { access_token, refresh_token, expires_at } = redeemed.tokens
  if (!isHarmless(redeemed.error)) throw redeemed.error
  const next = {
    ...before,
    access_token,
    refresh_token: refresh_token ?? before.refresh_token,
    expires_at,
  }
  return { next, error: redeemed.error }
}

const requestTokens = async (
  options: RefreshOptions,
  session: Session,
): Promise<Renewed<Session> | 'spent'> => {
  const { issuerClient, now } = options
  const token = session.refresh_token
  if (token === null) throw sessionExpired(issuerClient.issuer)
  try {
    const redeemed = await redeemGrant(
      issuerClient,
      async (config) => await refreshTokenGrant(config, token),
      { now, subject: session.subject },
    )
    return renewedOf(options, session, redeemed)
  } catch (thrown) {
    if (thrown instanceof OAuthError && thrown.error === 'invalid_grant') return 'spent'
    throw thrown
  }
}

const refreshKind = (options: RefreshOptions): RefreshKind<Session> => {
  const { issuerClient } = options
  return {
    name: recordName(issuerClient),
    login: jhe.login,
    request: async (session) => await requestTokens(options, session),
    revoke: async (unused) => await revokeSession(issuerClient, unused),
    required: () => signInRequired(issuerClient.issuer),
    expired: () => sessionExpired(issuerClient.issuer),
  }
}

export function createRefresher(options: RefreshOptions): Refresher {
  const leased = { ...options, kind: refreshKind(options) }
  const isDue = (session: Session): boolean => isRefreshDue(session, options.now())
  let underWay: Promise<Session> | undefined
  return {
    refresh: async () => {
      underWay ??= refreshUnderLease(leased, isDue).finally(() => {
        underWay = undefined
      })
      return await underWay
    },
  }
}
