import * as client from 'openid-client'

import { JheError } from '../../errors.js'
import { redeemGrant, sessionOf } from '../issuer/token-request.js'
import { configurationFor, type IssuerClient } from '../issuer/issuer-client.js'
import type { Clock, Session } from '../session/session.js'
import { checkAuthorizationEndpoint } from './authorization-address.js'
import type { ExpectedAnswer } from './callback/callback-check.js'
import type { RedirectUri } from './callback/redirect-uri.js'

/** One authorization request; only this object holds its verifier and its nonce. */
export interface AuthorizationRequest<T = Session> {
  /** Where the person's browser goes; it holds no secret and no personal data. */
  readonly address: string
  readonly expected: ExpectedAnswer
  /**
   * Exchanges the code for tokens; JHE's verifies the ID token. Once only, unless the code was refused.
   * @param parameters of a callback that passed every check
   * @throws OAuthError for a code that JHE refuses; JheError TOKEN_INVALID, ISSUER_UNREACHABLE or ISSUER_FAILED; the reason of `signal`.
   */
  readonly redeem: (parameters: URLSearchParams, signal: AbortSignal) => Promise<T>
}

export interface AuthorizationOptions {
  readonly issuerClient: IssuerClient
  readonly redirect: RedirectUri
  /** Scopes with one blank between, `openid` among them. */
  readonly scopes: string
  readonly now: Clock
  /** Whether JHE asks who it is though the browser is signed in there (`prompt=login`). */
  readonly fresh?: boolean
}

/**
 * RFC 7636, section 4.2; a JHE without S256 is refused rather than asked with less (MCP 2026-07-28).
 * @throws JheError ISSUER_FAILED
 */
export function requireS256(metadata: client.ServerMetadata): void {
  if (metadata.code_challenge_methods_supported?.includes('S256') === true) return
  throw new JheError(
    'ISSUER_FAILED',
    'JHE does not offer PKCE with S256, without which a sign-in is not safe, so no browser was opened.',
    'Check JHE_BASE_URL (or JHE_ISSUER); if it is right, ask the administrator of JHE to offer S256.',
  )
}

/** The same client with requests that end with `signal` and repeat the redirect address byte for byte. */
const forExchange = (
  { http, ...rest }: IssuerClient,
  redirect: RedirectUri,
  signal: AbortSignal,
): IssuerClient => ({
  ...rest,
  http: {
    ...http,
    fetch: async (url, options) => {
      if (options.body instanceof URLSearchParams) options.body.set('redirect_uri', redirect.text)
      const both = options.signal ? AbortSignal.any([options.signal, signal]) : signal
      return await http.fetch(url, { ...options, signal: both })
    },
  },
})

/**
 * Asks JHE how it signs people in and makes an authorization request of its answer: code with PKCE
 * S256, `state` and `nonce` (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).
 * @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED, before any browser is involved.
 */
export async function prepareAuthorization({
  issuerClient,
  redirect,
  scopes,
  now,
  fresh = false,
}: AuthorizationOptions): Promise<AuthorizationRequest> {
  const metadata = await issuerClient.metadata()
  requireS256(metadata)
  checkAuthorizationEndpoint(metadata.authorization_endpoint, issuerClient.issuer)
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const address = client.buildAuthorizationUrl(
    configurationFor(metadata, issuerClient, { keys: [] }),
    {
      redirect_uri: redirect.text,
      scope: scopes,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...(fresh && { prompt: 'login' }),
    },
  )
  return {
    address: address.href,
    expected: {
      state: expectedState,
      issuer: issuerClient.issuer,
      namesIssuer: metadata.authorization_response_iss_parameter_supported === true,
    },
    redeem: async (parameters, signal) => {
      const callback = new URL(redirect.text)
      callback.search = parameters.toString()
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
      const redeemed = await redeemGrant(
        forExchange(issuerClient, redirect, signal),
        async (config) => await client.authorizationCodeGrant(config, callback, checks),
        { now, nonce: expectedNonce },
      ).catch((thrown: unknown) => {
        signal.throwIfAborted()
        throw thrown
      })
      if (!redeemed.verified) throw redeemed.error
      return sessionOf(issuerClient, redeemed)
    },
  }
}
