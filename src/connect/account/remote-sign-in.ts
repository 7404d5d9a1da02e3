import { randomUUID } from 'node:crypto'

import { OAuthError } from '../../auth/issuer/token-request.js'
import type { Place } from '../../auth/place.js'
import type { SignInKind } from '../../auth/sign-in/attempt.js'
import type { StoreResolver } from '../../auth/store/session-store.js'
import { prepareAuthorization } from '../oauth/authorization.js'
import type { Challenge, Discovery, Registration, RemoteTokens } from '../oauth/oauth.js'
import { splitScopes, wantedScopes } from '../oauth/scopes.js'
import type { KnownServer } from './known-server.js'
import type { RemoteIssuer } from './remote-issuer.js'
import { ownerOf, type RemoteSession } from './remote-session.js'

export interface RemoteSignInOptions {
  readonly place: Place
  readonly issuer: RemoteIssuer
  readonly known: KnownServer
  readonly stores: StoreResolver<RemoteSession>
  /** What the server said that began the sign-in. */
  readonly challenge: Challenge
}

/** Scopes that are kept at a step-up (MCP 2026-07-28). */
const grantedBefore = async ({
  stores,
  challenge,
}: RemoteSignInOptions): Promise<readonly string[]> => {
  if (challenge.error !== 'insufficient_scope') return []
  try {
    return (await stores.read()).session?.scopes ?? []
  } catch {
    return []
  }
}

const isRefusedClient = (thrown: unknown): boolean =>
  thrown instanceof OAuthError && thrown.error === 'invalid_client'

/** What the session must keep of its client: another one may be registered while it lasts. */
const clientFields = ({ clientId, clientSecret, authentication, kind }: Registration) => ({
  client_id: clientId,
  ...(kind === 'registered' && {
    token_endpoint_auth_method: authentication,
    ...(clientSecret !== undefined && { client_secret: clientSecret }),
  }),
})

/** The session of the tokens of a sign-in. */
const sessionOf = (
  { context }: RemoteIssuer,
  { issuer, resource }: Discovery,
  registration: Registration,
  tokens: RemoteTokens,
): RemoteSession => ({
  server: context.server.href,
  issuer,
  resource,
  ...clientFields(registration),
  ...tokens,
  scopes: [...tokens.scopes],
  sign_in: randomUUID(),
})

const prepare = async (
  options: RemoteSignInOptions,
  { keptIn }: Parameters<SignInKind<RemoteSession>['prepare']>[0],
) => {
  const { issuer, known, challenge } = options
  const discovery = await issuer.ask(challenge)
  const registration = await issuer.clientForSignIn(discovery, keptIn)
  const scopes = wantedScopes(discovery, challenge, await grantedBefore(options))
  const request = await prepareAuthorization(issuer.context, discovery, registration, scopes)
  return {
    ...request,
    redeem: async (parameters: URLSearchParams, signal: AbortSignal) => {
      const tokens = await request.redeem(parameters, signal).catch(async (thrown: unknown) => {
        if (isRefusedClient(thrown)) await issuer.forgetClient(registration.clientId)
        throw thrown
      })
      const pin = { issuer: discovery.issuer, resource: discovery.resource }
      const { resourceMetadata } = challenge
      await known.remember({ pin, ...(resourceMetadata && { resourceMetadata }) }, keptIn)
      return sessionOf(issuer, discovery, registration, tokens)
    },
  }
}

/** Whether a session was stored by a sign-in after `before`, and is good for what was asked. */
const isNew = (
  session: RemoteSession,
  before: RemoteSession | undefined,
  { issuer, challenge }: RemoteSignInOptions,
): boolean => {
  if (session.sign_in === before?.sign_in) return false
  const { error, scope = '' } = challenge
  const needed = error === 'insufficient_scope' ? splitScopes(scope) : []
  if (!needed.every((name) => session.scopes.includes(name))) return false
  const { expires_at: end } = session
  return end === null || end * 1000 > issuer.context.now().getTime()
}

/** How people sign in at a server elsewhere: discovery, a client, code with PKCE (MCP 2026-07-28). */
export function remoteSignInKind(options: RemoteSignInOptions): SignInKind<RemoteSession> {
  const { place, issuer } = options
  const { server } = issuer.context
  return {
    place,
    owner: ownerOf(server),
    prepare: async (how) => await prepare(options, how),
    isSpentCode: (thrown) => thrown instanceof OAuthError && thrown.error === 'invalid_grant',
    isNew: async (session, before) => await Promise.resolve(isNew(session, before, options)),
    // nothing tells who signed in, and the client was looked at before
    personOf: () => undefined,
    lateTrouble: () => Promise.resolve(undefined),
  }
}
