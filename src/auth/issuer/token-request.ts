import type { Configuration, TokenEndpointResponse } from 'openid-client'
import { customFetch, ResponseBodyError } from 'openid-client'

import { JheError } from '../../errors.js'
import { clientTrouble } from './client-trouble.js'
import { longestAccessToken } from '../tokens/id-token-claims.js'
import { IssuerAnswer, issuerFailed } from './issuer-errors.js'
import { configurationFor, toIssuerError, type IssuerClient } from './issuer-client.js'
import type { Clock, Jwks, Session } from '../session/session.js'
import { recordAnswer } from './token-answer.js'
import { TokenValidationError } from '../tokens/token-validation-error.js'
import { verifyIdToken, type VerifiedClaims } from '../tokens/verify-id-token.js'

export interface RedeemedTokens {
  readonly access_token: string
  /** Absent when the issuer sent none; the one before stays good (RFC 6749, section 6). */
  readonly refresh_token: string | undefined
  /** Seconds since the epoch. */
  readonly expires_at: number
}

/** The outcome of a token request: a verified ID token, or tokens whose ID token was refused. */
export type Redeemed =
  | {
      readonly verified: true
      readonly tokens: RedeemedTokens
      readonly idToken: string
      readonly claims: VerifiedClaims
    }
  | { readonly verified: false; readonly tokens: RedeemedTokens; readonly error: JheError }

export interface GrantChecks {
  readonly now: Clock
  /** On the first sign-in. */
  readonly nonce?: string
  /** On a refresh. */
  readonly subject?: number
}

interface Asked {
  readonly isSignIn: boolean
  /** Whether the client has a secret. */
  readonly isConfidential: boolean
}

const messageOf = (error: string, { isSignIn, isConfidential }: Asked): JheError => {
  if (error === 'invalid_client')
    return isConfidential ? clientTrouble.secret() : clientTrouble.unknown()
  if (error === 'unauthorized_client') return clientTrouble.grantType()
  if (error === 'invalid_grant' && isSignIn) return clientTrouble.spentCode()
  return issuerFailed.refused(error, undefined)
}

/** `error` of the token endpoint (RFC 6749, section 5.2), such as `invalid_grant`. */
export class OAuthError extends JheError {
  readonly error: string

  /** @param words what a person is told */
  constructor(error: string, cause: unknown, words: Pick<JheError, 'message' | 'hint'>) {
    super('ISSUER_FAILED', words.message, words.hint, { cause })
    this.error = error
  }
}

/** The error of a failed exchange; at a sign-in, a 500 of JHE usually means that it cannot sign the ID token. */
const failureOf = (failure: unknown, issuer: string, asked: Asked): JheError => {
  if (failure instanceof ResponseBodyError)
    return new OAuthError(failure.error, failure, messageOf(failure.error, asked))
  const error = toIssuerError(failure, issuer)
  return asked.isSignIn && error instanceof IssuerAnswer && error.status === 500
    ? clientTrouble.unsigned(error)
    : error
}

/**
 * Sends one grant through openid-client and verifies the ID token with this program's own checks and
 * messages. The keys are fetched first, so that only the answer itself can fail after the issuer has
 * rotated a token.
 * @param request the grant: `authorizationCodeGrant` or `refreshTokenGrant` with the given configuration
 * @throws OAuthError for an OAuth error; JheError ISSUER_UNREACHABLE or ISSUER_FAILED
 */
export async function redeemGrant(
  issuerClient: IssuerClient,
  request: (config: Configuration) => Promise<TokenEndpointResponse>,
  checks: GrantChecks,
): Promise<Redeemed> {
  const metadata = await issuerClient.metadata()
  const jwks = await issuerClient.jwks()
  const config = configurationFor(metadata, issuerClient, jwks)
  const recorded = recordAnswer(issuerClient.http.fetch)
  config[customFetch] = recorded.fetch
  let failure: unknown
  try {
    await request(config)
  } catch (thrown) {
    failure = thrown
  }
  const answer = recorded.answer()
  if (answer === undefined)
    throw failureOf(failure, issuerClient.issuer, {
      isSignIn: checks.nonce !== undefined,
      isConfidential: issuerClient.clientSecret !== undefined,
    })
  const { access_token, refresh_token, id_token, expires_in } = answer
  const lifetime = Math.min(expires_in, longestAccessToken)
  const expires_at = Math.floor(checks.now().getTime() / 1000 + lifetime)
  const tokens = { access_token, refresh_token, expires_at }
  try {
    if (id_token === undefined) throw clientTrouble.noIdToken()
    const claims = await verifyAnswer(id_token, access_token, { issuerClient, jwks, checks })
    if (failure !== undefined) throw toIssuerError(failure, issuerClient.issuer)
    return { verified: true, tokens, idToken: id_token, claims }
  } catch (thrown) {
    const error = thrown instanceof JheError ? thrown : new TokenValidationError('malformed')
    return { verified: false, tokens, error }
  }
}

interface VerifyContext {
  readonly issuerClient: IssuerClient
  readonly jwks: Jwks
  readonly checks: GrantChecks
}

const verifyAnswer = async (
  idToken: string,
  accessToken: string,
  { issuerClient, jwks, checks }: VerifyContext,
): Promise<VerifiedClaims> => {
  const { issuer, clientId, http, ignoresPermissions } = issuerClient
  const serverDate = http.serverDate()
  return await verifyIdToken(idToken, {
    issuer,
    clientId,
    ignoresPermissions,
    jwks,
    accessToken,
    now: checks.now(),
    ...(checks.nonce !== undefined && { nonce: checks.nonce }),
    ...(checks.subject !== undefined && { subject: checks.subject }),
    ...(serverDate !== undefined && { serverDate }),
  })
}

/**
 * The session of a verified answer.
 * @param before the session that was refreshed: its refresh token stays when none was sent
 */
export function sessionOf(
  { issuer, clientId }: Pick<IssuerClient, 'issuer' | 'clientId'>,
  { tokens, idToken, claims }: Extract<Redeemed, { verified: true }>,
  before?: Session,
): Session {
  const email = claims.email ?? before?.email
  return {
    issuer,
    client_id: clientId,
    subject: claims.subject,
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token ?? before?.refresh_token ?? null,
    id_token: idToken,
    expires_at: tokens.expires_at,
    jwks: claims.jwks,
    ...(email !== undefined && { email }),
  }
}
