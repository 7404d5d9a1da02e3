import { refreshTokenGrant, tokenRevocation } from 'openid-client'

import type { Revocation } from '../../auth/issuer/revoke.js'
import type { ReadTokenAnswer } from '../../auth/issuer/token-answer.js'
import { OAuthError } from '../../auth/issuer/token-request.js'
import { configurationOf, createTokenFetch } from './issuer-configuration.js'
import type { Discovery, OAuthContext, Registration, RemoteTokens } from './oauth.js'
import { splitScopes } from './scopes.js'
import { requestTokens, type TokenParties } from './token-request.js'

/** A year in seconds: what is longer is read as a mistake. */
const longest = 366 * 86_400

/**
 * The tokens of an answer.
 * @param before what stays where the answer does not say (RFC 6749, section 5.1 and 6)
 */
export function tokensOf(
  answer: ReadTokenAnswer,
  now: Date,
  before: Pick<RemoteTokens, 'refresh_token' | 'scopes'>,
): RemoteTokens {
  const { access_token, refresh_token, expires_in, scope } = answer
  return {
    access_token,
    refresh_token: refresh_token ?? before.refresh_token,
    expires_at:
      expires_in === undefined
        ? null
        : Math.floor(now.getTime() / 1000 + Math.min(expires_in, longest)),
    scopes: scope === undefined ? before.scopes : splitScopes(scope),
  }
}

const outcomeOf = (thrown: unknown, { registration }: TokenParties): 'spent' | 'unregistered' => {
  if (!(thrown instanceof OAuthError)) throw thrown
  // a client that may not refresh is known: only a person brings new tokens
  if (['invalid_grant', 'unauthorized_client'].includes(thrown.error)) return 'spent'
  if (registration.kind === 'registered' && thrown.error === 'invalid_client') return 'unregistered'
  throw thrown
}

/**
 * Renews the tokens (RFC 6749, section 6; RFC 8707, section 2.2).
 * @returns `spent` where the issuer has ended the session, where there is no refresh token or the client
 * may use none, `unregistered` where it does not know the registration any more: a person must sign in
 * @throws OAuthError for another OAuth error; JheError ISSUER_UNREACHABLE or ISSUER_FAILED; the reason of `signal`
 */
export async function refreshTokens(
  context: OAuthContext,
  discovery: Discovery,
  registration: Registration,
  ...[tokens, signal]: readonly [RemoteTokens, AbortSignal]
): Promise<RemoteTokens | 'spent' | 'unregistered'> {
  const token = tokens.refresh_token
  if (token === null) return 'spent'
  const parties = { context, discovery, registration }
  try {
    const answer = await requestTokens(
      parties,
      { signal },
      async (config) => await refreshTokenGrant(config, token, { resource: discovery.resource }),
    )
    return tokensOf(answer, context.now(), tokens)
  } catch (thrown) {
    return outcomeOf(thrown, parties)
  }
}

/**
 * Revokes the tokens at the issuer (RFC 7009): the refresh token first, then the access token. Never
 * throws: signing out must work without a network.
 * @param limitMs most milliseconds for both requests together
 */
export async function revokeTokens(
  context: OAuthContext,
  discovery: Discovery,
  registration: Registration,
  ...[tokens, limitMs]: readonly [RemoteTokens, number]
): Promise<Revocation> {
  if (discovery.revocationEndpoint === undefined) return 'local only'
  const { fetch } = createTokenFetch(context, { signal: AbortSignal.timeout(limitMs) })
  const config = configurationOf(discovery, registration, fetch)
  const { refresh_token, access_token } = tokens
  try {
    if (refresh_token !== null)
      await tokenRevocation(config, refresh_token, { token_type_hint: 'refresh_token' })
    await tokenRevocation(config, access_token, { token_type_hint: 'access_token' })
    return 'revoked'
  } catch {
    return 'local only'
  }
}
