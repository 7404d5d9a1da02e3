import type { AuthorizationRequest } from '../../auth/sign-in/authorization-request.js'
import type {
  Challenge,
  Discovery,
  OAuthContext,
  Pin,
  Registration,
  RemoteTokens,
} from '../oauth/oauth.js'

/** The OAuth client that the settings name; none has one registered. */
export interface WantedClient {
  readonly clientId?: string
  readonly clientSecret?: string
}

/** The steps of OAuth at a server elsewhere. */
export interface OAuthSteps {
  /** @throws JheError SERVER_CHANGED where the server now names another issuer or resource than `pin` */
  readonly discover: (
    context: OAuthContext,
    challenge: Challenge,
    pin: Pin | undefined,
  ) => Promise<Discovery>
  /** @param known used again where it still serves */
  readonly register: (
    context: OAuthContext,
    discovery: Discovery,
    wanted: WantedClient,
    known: Registration | undefined,
  ) => Promise<Registration>
  readonly prepareAuthorization: (
    context: OAuthContext,
    discovery: Discovery,
    registration: Registration,
    scopes: readonly string[],
  ) => Promise<AuthorizationRequest<RemoteTokens>>
  /** @returns `spent` for a refused refresh token, `unregistered` for a refused client */
  readonly refreshTokens: (
    context: OAuthContext,
    discovery: Discovery,
    registration: Registration,
    tokens: RemoteTokens,
    signal: AbortSignal,
  ) => Promise<RemoteTokens | 'spent' | 'unregistered'>
  /** Never throws. */
  readonly revokeTokens: (
    context: OAuthContext,
    discovery: Discovery,
    registration: Registration,
    tokens: RemoteTokens,
    limitMs: number,
  ) => Promise<'revoked' | 'local only'>
}
