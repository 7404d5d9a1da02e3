import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

import type Provider from 'oidc-provider'

import { createMemory } from './memory.js'
import { noSuchSignInPage } from './pages.js'

export interface ProviderOptions {
  readonly clientId: string
  /** Of a confidential client; without it the client is public. */
  readonly clientSecret?: string | undefined
  /** The one redirect address that is registered, compared as text. */
  readonly redirectUri: string
  /** `sub` of each person who can sign in. */
  readonly subjects: readonly string[]
}

/** Lifetimes of JHE, in seconds. */
export const jheLifetimes = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  IdToken: 36_000,
  Interaction: 600,
}

const ttl = { ...jheLifetimes, Grant: 86_400, RefreshToken: 86_400, Session: 86_400 }

const createKeys = async (): Promise<object> => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] }
}

interface GrantContext {
  readonly oidc: {
    readonly provider: Provider
    readonly session: { readonly accountId: string }
  }
}

/** Grants scopes without a consent page, as JHE does. @param scope separated by blanks */
export const grantWithoutConsent =
  (clientId: string, scope: string): ((context: GrantContext) => Promise<object>) =>
  async ({ oidc }) => {
    const { accountId } = oidc.session
    const grant = new oidc.provider.Grant({ accountId, clientId })
    grant.addOIDCScope(scope)
    await grant.save()
    return grant
  }

/** Where the page of one sign-in is. */
export const interactionPath = (uid: string): string => `/o/interaction/${uid}`

/** JHE's setup that does not depend on clients and people: paths below `/o`, PKCE, refresh tokens. */
export const jheSetup: Readonly<Record<string, unknown>> = {
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true, allowedPolicy: () => true },
    rpInitiatedLogout: { enabled: false },
  },
  routes: {
    authorization: '/authorize/',
    token: '/token/',
    revocation: '/revoke_token/',
    introspection: '/introspect/',
    userinfo: '/userinfo/',
    jwks: '/.well-known/jwks.json',
  },
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  interactions: {
    url: (_context: unknown, { uid }: { readonly uid: string }) => interactionPath(uid),
  },
}

/** A client as JHE registers jhe-mcp: public, authorization code, refresh tokens. */
export const publicClient = (
  clientId: string,
  redirectUris: readonly string[],
): Readonly<Record<string, unknown>> => ({
  client_id: clientId,
  application_type: 'web',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: redirectUris,
})

/** A client as JHE registers a served jhe-mcp: with a secret. */
const confidentialClient = (
  clientId: string,
  clientSecret: string,
  redirectUris: readonly string[],
): Readonly<Record<string, unknown>> => ({
  ...publicClient(clientId, redirectUris),
  client_secret: clientSecret,
  token_endpoint_auth_method: 'client_secret_basic',
})

const cookie = (name: string): string => `jhe_mcp_demo_${name}`

/** Names of the cookies that a browser is remembered by; cookies know no ports, hence a prefix. */
const cookieNames = {
  interaction: cookie('interaction'),
  resume: cookie('resume'),
  session: cookie('session'),
}

/**
 * The `Cookie` header without the browser's session, so that every sign-in asks who to be: nobody
 * would find the other people of the demo otherwise.
 */
export const withoutSession = (header: string): string =>
  header
    .split(/;\s*/)
    .filter((pair) => !pair.startsWith(cookieNames.session))
    .join('; ')

/** The configuration of the demo's issuer: JHE's setup with one client, RS256 and rotating refresh tokens. */
export async function configurationOf(
  options: ProviderOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { clientId, clientSecret, redirectUri, subjects } = options
  return {
    adapter: createMemory(),
    jwks: await createKeys(),
    ...jheSetup,
    clients: [
      clientSecret === undefined
        ? publicClient(clientId, [redirectUri])
        : confidentialClient(clientId, clientSecret, [redirectUri]),
    ],
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: cookieNames,
    },
    scopes: ['openid'],
    responseTypes: ['code'],
    ttl,
    rotateRefreshToken: () => true,
    findAccount: (_context: unknown, accountId: string) =>
      subjects.includes(accountId) ? { accountId, claims: () => ({ sub: accountId }) } : undefined,
    loadExistingGrant: grantWithoutConsent(clientId, 'openid'),
    renderError: (context: { type: string; body: unknown }) => {
      context.type = 'html'
      context.body = noSuchSignInPage
    },
  }
}
