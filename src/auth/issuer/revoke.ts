import { tokenRevocation } from 'openid-client'

import { configurationFor, createIssuerClient, type IssuerClient } from './issuer-client.js'
import type { Session } from '../session/session.js'

/** Whether the tokens were revoked at JHE, or only removed from this computer. */
export type Revocation = 'revoked' | 'local only'

/**
 * Revokes the tokens at the issuer (RFC 7009): the refresh token first, as JHE ends its access token
 * with it, then the access token. Never throws: signing out must work without a network.
 * @param limitMs most milliseconds for all requests together; 5 s unless given
 */
export async function revokeSession(
  { issuer, clientId, clientSecret, http }: IssuerClient,
  session: Pick<Session, 'access_token' | 'refresh_token' | 'jwks'>,
  limitMs = 5000,
): Promise<Revocation> {
  const deadline = AbortSignal.timeout(limitMs)
  const hurried = createIssuerClient(
    { issuer, clientId },
    {
      ...http,
      fetch: async (url, init) =>
        await http.fetch(url, {
          ...init,
          signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
        }),
    },
    { clientSecret },
  )
  try {
    const config = configurationFor(await hurried.metadata(), hurried, session.jwks)
    if (session.refresh_token !== null)
      await tokenRevocation(config, session.refresh_token, { token_type_hint: 'refresh_token' })
    await tokenRevocation(config, session.access_token, { token_type_hint: 'access_token' })
    return 'revoked'
  } catch {
    return 'local only'
  }
}
