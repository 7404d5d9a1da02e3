import type { ExpectedAnswer } from '../../auth/sign-in/callback/callback-check.js'
import type { RedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import type { Clock } from '../../auth/session/session.js'
import type { RemoteFetch } from '../remote-fetch.js'
import type { ServerUrl } from '../server-url.js'

/** What a server says with 401 or 403 (RFC 6750, section 3; RFC 9728, section 5.1). */
export interface Challenge {
  readonly resourceMetadata?: string
  readonly scope?: string
  /** `invalid_token`, `insufficient_scope` */
  readonly error?: string
}

/** What was found at the first sign-in; another issuer or resource later is refused. */
export interface Pin {
  readonly issuer: string
  /** RFC 8707: `resource` of the server's metadata, or its address. */
  readonly resource: string
}

/** How a server wants people to sign in (RFC 9728, RFC 8414). */
export interface Discovery extends Pin {
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly registrationEndpoint: string | undefined
  readonly revocationEndpoint: string | undefined
  /** RFC 9207, section 3 */
  readonly namesIssuer: boolean
  /** RFC 7591: the ways to authenticate at the token endpoint; undefined where not said. */
  readonly clientAuthentications: readonly string[] | undefined
  readonly acceptsDocuments: boolean
  /** Scopes that the server asks for; undefined for none named. */
  readonly scopes: readonly string[] | undefined
  /** Whether the issuer gives a refresh token for the scope `offline_access` (OpenID Connect Core, section 11). */
  readonly offersOfflineAccess: boolean
}

/** An OAuth client at one issuer. */
export interface Registration {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  /** RFC 7591 `token_endpoint_auth_method`. */
  readonly authentication: 'none' | 'client_secret_basic' | 'client_secret_post'
  /** `given` by the settings, a `document` whose address is the id, or made by registering. */
  readonly kind: 'given' | 'document' | 'registered'
  /** Seconds since the epoch when the secret ends; undefined for never. */
  readonly endsAt?: number | undefined
  /** The redirect address that was registered; another one needs another registration. */
  readonly redirectUri?: string | undefined
  /** Seconds since the epoch when it was made by registering. */
  readonly madeAt?: number | undefined
}

/** Tokens of one sign-in at a remote server; names as on the wire (RFC 6749, section 5.1). */
export interface RemoteTokens {
  readonly access_token: string
  readonly refresh_token: string | null
  /** Seconds since the epoch; null where the issuer says none. */
  readonly expires_at: number | null
  /** Scopes that were granted. */
  readonly scopes: readonly string[]
}

/** One authorization request; only this object holds its verifier. */
export interface RemoteAuthorizationRequest {
  /** Where the person's browser goes; it holds no secret and no personal data. */
  readonly address: string
  readonly expected: ExpectedAnswer
  /**
   * Exchanges the code for tokens.
   * @param parameters of a callback that passed every check
   * @throws OAuthError for a code or a client that the issuer refuses; JheError ISSUER_UNREACHABLE or
   * ISSUER_FAILED; the reason of `signal`
   */
  readonly redeem: (parameters: URLSearchParams, signal: AbortSignal) => Promise<RemoteTokens>
}

/** What the steps of OAuth need. */
export interface OAuthContext {
  readonly server: ServerUrl
  readonly fetch: RemoteFetch
  readonly redirect: RedirectUri
  readonly now: Clock
  /** Most milliseconds for a whole answer; 30 s unless given. */
  readonly answerMs?: number
}
