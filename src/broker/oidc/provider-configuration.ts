import type { ProviderContext } from 'oidc-provider'

import type { OidcAdapter, ServeKeys } from '../../state/store.js'
import { isRecord } from '../../record.js'
import type { Addresses } from '../addresses.js'
import { scope } from '../broker.js'
import type { DocumentFetch } from '../clients/client-documents.js'
import { registrationId, type NarrowedClient } from '../clients/narrow-client.js'
import type { KeySet } from '../tokens/key-ring.js'

/** Lifetimes in seconds. */
export interface Lifetimes {
  readonly access: number
  /** Of a grant, however often it is used. */
  readonly grant: number
  /** Of a grant that is not used. */
  readonly idle: number
}

export interface ProviderSettings {
  readonly addresses: Addresses
  readonly lifetimes: Lifetimes
  readonly secrets: ReturnType<ServeKeys['secrets']>
  readonly adapter: (model: string) => OidcAdapter
  readonly registers: boolean
  /** How documents of clients are fetched; undefined where they are not. */
  readonly documents: DocumentFetch | undefined
  readonly allowsDocument: (address: string) => boolean
  /** Renders an error that cannot be told to a client. */
  readonly renderError: (context: ProviderContext, out: { readonly error: string }) => void
}

/** Seconds for a person to read the consent page and to sign in at JHE. */
const interactionTime = 1800
const codeTime = 60

const cookies = ({ addresses, secrets }: ProviderSettings): object => {
  const isSecure = addresses.protocol === 'https'
  // `__Host-` demands the path `/`, but these cookies are each for one interaction alone
  const name = (kind: string): string => `${isSecure ? '__Secure-' : ''}jhe-${kind}`
  const common = { httpOnly: true, sameSite: 'lax', secure: isSecure, signed: true }
  return {
    keys: secrets.map((secret) => secret.toString('base64url')),
    names: { interaction: name('consent'), resume: name('resume'), session: name('session') },
    long: common,
    short: common,
  }
}

interface TokenLike {
  readonly iiat?: number
  readonly grantId?: string
}

const lifetimesOf = ({ lifetimes }: ProviderSettings): object => ({
  AccessToken: lifetimes.access,
  AuthorizationCode: codeTime,
  Grant: lifetimes.grant,
  Interaction: interactionTime,
  RefreshToken: (_context: unknown, { iiat }: TokenLike) => {
    const age = iiat === undefined ? 0 : Math.floor(Date.now() / 1000) - iiat
    return Math.max(1, Math.min(lifetimes.idle, lifetimes.grant - age))
  },
  Session: interactionTime,
})

const resourceIndicators = (
  settings: ProviderSettings,
  keySet: KeySet,
  InvalidTarget: new () => Error,
): object => {
  const { resource } = settings.addresses
  const server = {
    scope,
    audience: resource,
    accessTokenFormat: 'jwt',
    accessTokenTTL: settings.lifetimes.access,
    jwt: { sign: { alg: 'ES256', kid: keySet.keys[0]?.kid } },
  }
  return {
    enabled: true,
    defaultResource: () => resource,
    useGrantedResource: () => true,
    getResourceServerInfo: (_context: unknown, indicator: string) => {
      if (indicator !== resource) throw new InvalidTarget()
      return server
    },
  }
}

const isNarrowed = (body: unknown): body is NarrowedClient =>
  isRecord(body) && Array.isArray(body['redirect_uris'])

const clientId = ({ oidc }: ProviderContext): string => {
  // the request was narrowed before it came here
  if (!isNarrowed(oidc.body)) throw new TypeError('the registration was not narrowed')
  return registrationId(oidc.body)
}

const features = (
  settings: ProviderSettings,
  keySet: KeySet,
  InvalidTarget: new () => Error,
): object => ({
  devInteractions: { enabled: false },
  dPoP: { enabled: false },
  pushedAuthorizationRequests: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  userinfo: { enabled: false },
  revocation: {
    enabled: true,
    allowedPolicy: (_context: unknown, client: { clientId: string }, token: { clientId: string }) =>
      client.clientId === token.clientId,
  },
  registration: {
    enabled: settings.registers,
    idFactory: clientId,
    issueRegistrationAccessToken: false,
  },
  resourceIndicators: resourceIndicators(settings, keySet, InvalidTarget),
  clientIdMetadataDocument: {
    enabled: settings.documents !== undefined,
    ack: 'draft-02',
    allowFetch: (_context: unknown, address: string) => settings.allowsDocument(address),
    cacheDuration: { min: 60, max: 86_400 },
  },
})

/**
 * The configuration of oidc-provider for public clients of one resource: authorization code with
 * PKCE S256, JWT access tokens, rotating refresh tokens, no ID tokens, no sessions.
 */
export function providerConfiguration(
  settings: ProviderSettings,
  keySet: KeySet,
  InvalidTarget: new () => Error,
): Readonly<Record<string, unknown>> {
  return {
    adapter: settings.adapter,
    jwks: { keys: keySet.keys.map(({ kid, jwk }) => ({ ...jwk, kid, alg: 'ES256', use: 'sig' })) },
    cookies: cookies(settings),
    features: features(settings, keySet, InvalidTarget),
    routes: {
      authorization: '/authorize',
      token: '/token',
      registration: '/register',
      revocation: '/revoke',
      jwks: '/jwks',
    },
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    clientAuthMethods: ['none'],
    responseTypes: ['code'],
    scopes: [scope],
    pkce: { required: () => true },
    ttl: lifetimesOf(settings),
    clientBasedCORS: () => false,
    expiresWithSession: () => false,
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    revokeGrantPolicy: () => true,
    allowOmittingSingleRegisteredRedirectUri: true,
    extraTokenClaims: (_context: unknown, { grantId }: TokenLike) => ({ gid: grantId }),
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    loadExistingGrant: async ({ oidc }: ProviderContext) => {
      const id = oidc.result?.consent?.grantId
      return id === undefined ? undefined : await oidc.provider.Grant.find(id)
    },
    interactions: {
      url: (_context: unknown, { uid }: { readonly uid: string }) =>
        settings.addresses.urlOf(`/consent/${uid}`),
    },
    ...(settings.documents === undefined ? {} : { fetch: settings.documents }),
    renderError: settings.renderError,
  }
}
