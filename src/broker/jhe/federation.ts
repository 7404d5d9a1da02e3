import * as client from 'openid-client'

import { configurationFor } from '../../auth/issuer/issuer-client.js'
import { redeemGrant, type Redeemed } from '../../auth/issuer/token-request.js'
import type { Clock } from '../../auth/session/session.js'
import { checkAuthorizationEndpoint } from '../../auth/sign-in/authorization-address.js'
import { requireS256 } from '../../auth/sign-in/authorization-request.js'
import { checkCallback } from '../../auth/sign-in/callback/callback-check.js'
import { JheError } from '../../errors.js'
import type { UpstreamSession } from '../../state/store.js'
import type { UpstreamClient } from './upstream-client.js'

/** What ties an answer of JHE to the request that one browser made. */
export interface SignInProof {
  readonly state: string
  readonly nonce: string
  /** RFC 7636, section 4.1 */
  readonly verifier: string
}

/** Who has signed in at JHE. */
export interface SignedIn {
  /** `core_jheuser.id` */
  readonly subject: number
  readonly email: string | undefined
  readonly session: UpstreamSession
}

/** Signing people in at JHE, by any replica: all that it must know later is the proof. */
export interface Federation {
  /**
   * The address at JHE where a browser signs in: code with PKCE S256, `state` and `nonce`.
   * @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED
   */
  authorize(proof: SignInProof): Promise<URL>
  /**
   * Exchanges the code of a callback and verifies the ID token in full (OpenID Connect Core, section
   * 3.1.3.7).
   * @throws JheError SIGN_IN_DENIED, CALLBACK_REJECTED, CONFIG_INVALID, TOKEN_INVALID,
   * ISSUER_UNREACHABLE or ISSUER_FAILED
   */
  redeem(parameters: URLSearchParams, proof: SignInProof): Promise<SignedIn>
}

export interface FederationOptions {
  readonly client: UpstreamClient
  /** `<public URL>/oauth/callback`, as registered at JHE. */
  readonly redirectUri: string
  readonly now: Clock
}

/**
 * The session of a verified answer.
 * @param before the session that was refreshed: its refresh token stays when none was sent
 */
export function upstreamSessionOf(
  { tokens, idToken, claims }: Extract<Redeemed, { verified: true }>,
  now: Date,
  before?: UpstreamSession,
): UpstreamSession {
  return {
    issuer: claims.issuer,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    idToken,
    accessEndsAt: tokens.expires_at,
    idTokenEndsAt: claims.exp,
    confirmedAt: Math.floor(now.getTime() / 1000),
    studies: claims.permissions?.studies ?? null,
  }
}

const notOurs = (): JheError =>
  new JheError(
    'CALLBACK_REJECTED',
    'The answer to the sign-in is malformed.',
    'Start again from the program that you want to connect.',
  )

/** `email` where JHE knows it; never the scopes of a client, which JHE would refuse. */
const scopesOf = ({ scopes_supported: known = [] }: client.ServerMetadata): string =>
  known.includes('email') ? 'openid email' : 'openid'

export function createFederation({
  client: upstream,
  redirectUri,
  now,
}: FederationOptions): Federation {
  const { issuerClient, measured } = upstream

  const codeOf = (parameters: URLSearchParams, state: string, namesIssuer: boolean): URL => {
    const verdict = checkCallback(parameters, { state, namesIssuer, issuer: issuerClient.issuer })
    if (verdict.kind === 'refused') throw verdict.error
    if (verdict.kind === 'ignored') throw notOurs()
    const callback = new URL(redirectUri)
    callback.search = parameters.toString()
    return callback
  }

  return {
    authorize: async ({ state, nonce, verifier }) => {
      const metadata = await upstream.metadata()
      requireS256(metadata)
      checkAuthorizationEndpoint(metadata.authorization_endpoint, issuerClient.issuer)
      return client.buildAuthorizationUrl(configurationFor(metadata, issuerClient, { keys: [] }), {
        redirect_uri: redirectUri,
        scope: scopesOf(metadata),
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
    },
    redeem: async (parameters, { state, nonce, verifier }) => {
      const metadata = await upstream.metadata()
      const namesIssuer = metadata.authorization_response_iss_parameter_supported === true
      const callback = codeOf(parameters, state, namesIssuer)
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      }
      const redeemed = await measured(
        'token',
        async () =>
          await redeemGrant(
            issuerClient,
            async (config) => await client.authorizationCodeGrant(config, callback, checks),
            { now, nonce },
          ),
      )
      if (!redeemed.verified) throw redeemed.error
      const { subject, email } = redeemed.claims
      return { subject, email, session: upstreamSessionOf(redeemed, now()) }
    },
  }
}
