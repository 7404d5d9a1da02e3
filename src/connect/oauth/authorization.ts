import * as client from 'openid-client'

import { configurationOf, createTokenFetch } from './issuer-configuration.js'
import type { Discovery, OAuthContext, Registration, RemoteAuthorizationRequest } from './oauth.js'
import { needsConsent } from './scopes.js'
import { requestTokens } from './token-request.js'
import { tokensOf } from './tokens.js'

/**
 * An authorization request: code with PKCE S256, `state` and `resource` (RFC 6749, section 4.1.1; RFC
 * 7636; RFC 8707). No request is sent.
 * @param scopes as `wantedScopes`; none leaves `scope` out
 */
export async function prepareAuthorization(
  context: OAuthContext,
  discovery: Discovery,
  registration: Registration,
  scopes: readonly string[],
): Promise<RemoteAuthorizationRequest> {
  const { redirect } = context
  const { resource } = discovery
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  // nothing is fetched for an address
  const { fetch } = createTokenFetch(context, { signal: AbortSignal.abort() })
  const address = client.buildAuthorizationUrl(configurationOf(discovery, registration, fetch), {
    redirect_uri: redirect.text,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    resource,
    ...(needsConsent(scopes) && { prompt: 'consent' }),
  })
  return {
    address: address.href,
    expected: {
      state: expectedState,
      issuer: discovery.issuer,
      namesIssuer: discovery.namesIssuer,
    },
    redeem: async (parameters, signal) => {
      const callback = new URL(redirect.text)
      callback.search = parameters.toString()
      const answer = await requestTokens(
        { context, discovery, registration },
        // the redirect address byte for byte (RFC 9700, section 2.1)
        { signal, form: { redirect_uri: redirect.text } },
        async (config) =>
          await client.authorizationCodeGrant(
            config,
            callback,
            { pkceCodeVerifier, expectedState },
            { resource },
          ),
      )
      return tokensOf(answer, context.now(), { refresh_token: null, scopes })
    },
  }
}
