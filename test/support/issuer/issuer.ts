import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

import Provider from 'oidc-provider'

import { misbehave, send, type Behaviour, type TokenMode } from './issuer-behaviour.js'
import { configurationOf, type IssuerOptions } from './issuer-configuration.js'
import { finishInteraction, signInWithoutBrowser } from './issuer-login.js'

export type { IssuerOptions, IssuerPerson } from './issuer-configuration.js'
export type { TokenMode } from './issuer-behaviour.js'

/** One request that reached the token endpoint and what came of it. */
export interface RecordedGrant {
  readonly grant_type: string | undefined
  readonly redirect_uri: string | undefined
  readonly code_verifier: string | undefined
  readonly subject: string | undefined
  readonly outcome: 'success' | 'error'
}

export interface Issuer {
  /** `http://<host>:<port>/o`, as JHE mounts its OAuth server. */
  readonly issuer: string
  /** Base address without `/o`, for `JHE_BASE_URL`. */
  readonly baseUrl: string
  readonly clientId: string
  readonly grants: readonly RecordedGrant[]
  /** Every request in order of arrival: `POST /o/token/`. */
  readonly requests: readonly string[]
  /** Changes the token endpoint's behaviour from the next request on. */
  behave(change: { readonly mode?: TokenMode; readonly latencyMs?: number }): void
  /** Keeps the token endpoint from answering. @returns lets it answer again */
  hold(): () => void
  /** Signs a person in without a browser page. @returns the address the browser is sent back to. */
  signIn(authorizationUrl: string | URL, subject: number): Promise<URL>
  /** A refresh token as a finished sign-in would have left it. */
  issueRefreshToken(subject: number): Promise<string>
  /** An access token of another client, as `otherClients` names it. */
  issueAccessToken(subject: number, of: { clientId: string; scope: string }): Promise<string>
  /** Resolves when the next request has reached the token endpoint. */
  tokenRequest(): Promise<void>
  close(): Promise<void>
}

const tokenPath = '/o/token/'

const omit = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null
    ? Object.fromEntries(Object.entries(body).filter(([key]) => key !== name))
    : body

const withUsername = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'client_id' in body
    ? { ...body, username: 'somebody@example.com' }
    : body

/** A token answer as servers of other make write it. */
const bend = (mode: TokenMode, body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('access_token' in body)) return body
  if (mode === 'text-expiry' && 'expires_in' in body)
    return { ...body, expires_in: String(body.expires_in) }
  if (mode === 'no-token-type') return omit(body, 'token_type')
  return mode === 'mac-token' ? { ...body, token_type: 'mac' } : body
}

const adjustLikeJhe = (provider: Provider, options: IssuerOptions, behaviour: Behaviour): void => {
  provider.use(async (context, next) => {
    await next()
    if (context.path === '/.well-known/openid-configuration') {
      const listed =
        options.listsRevocation === true ? context.body : omit(context.body, 'revocation_endpoint')
      const plain = omit(
        omit(listed, 'introspection_endpoint'),
        'authorization_response_iss_parameter_supported',
      )
      const document = options.sendsIss === true ? listed : plain
      if (typeof document === 'object' && document !== null)
        context.body = options.discovery?.({ ...document }) ?? document
    }
    // DOT names the person by an e-mail address alone
    if (context.path === '/introspect/') context.body = withUsername(omit(context.body, 'sub'))
    if (context.path === '/token/' && behaviour.mode === 'keep-refresh-token')
      context.body = omit(context.body, 'refresh_token')
    if (context.path === '/token/' && behaviour.mode === 'no-id-token')
      context.body = omit(context.body, 'id_token')
    if (context.path === '/token/') context.body = bend(behaviour.mode, context.body)
    const location = context.response.get('location')
    if (options.sendsIss !== true && location?.includes('code=') === true) {
      const url = new URL(location)
      url.searchParams.delete('iss')
      context.response.set('location', url.href)
    }
  })
}

const recordGrants = (provider: Provider, grants: RecordedGrant[]): void => {
  for (const outcome of ['success', 'error'] as const)
    provider.on(`grant.${outcome}`, ({ oidc }) => {
      grants.push({
        grant_type: oidc.params?.['grant_type'],
        redirect_uri: oidc.params?.['redirect_uri'],
        code_verifier: oidc.params?.['code_verifier'],
        subject: oidc.entities?.Account?.accountId,
        outcome,
      })
    })
}

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/**
 * A real OpenID provider over HTTP, set up like JHE: public client, PKCE, RS256, opaque access tokens,
 * refresh tokens that rotate with no grace and no family revocation, no revocation endpoint in discovery.
 */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const clientId = options.clientId ?? 'jhe-mcp'
  const behaviour: Behaviour = { mode: 'ok', latencyMs: 0 }
  const grants: RecordedGrant[] = []
  const requests: string[] = []
  const server = createServer()
  const port = await listen(server)
  const baseUrl = `http://${options.host ?? '127.0.0.1'}:${String(port)}`
  const issuer = `${baseUrl}/o`
  const provider = new Provider(issuer, await configurationOf(options, clientId, behaviour))
  adjustLikeJhe(provider, options, behaviour)
  recordGrants(provider, grants)
  const serve = provider.callback()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/'
    requests.push(`${request.method ?? ''} ${url.split('?')[0] ?? ''}`)
    if (url.startsWith('/o/interaction/')) {
      await finishInteraction(provider, request, response)
      return
    }
    if (url === tokenPath) {
      server.emit('token')
      const { mode, latencyMs, held } = behaviour
      if (latencyMs > 0) await delay(latencyMs)
      await held
      if (misbehave(mode, request, response)) return
      if (mode === 'late') response.end = () => response
    }
    if (!url.startsWith('/o/')) {
      send(response, 404, 'text/html', '<h1>Not found</h1>')
      return
    }
    Object.assign(request, { originalUrl: url })
    request.url = url.slice(2)
    await serve(request, response)
  }
  server.on('request', (request, response) => void answer(request, response))

  return {
    issuer,
    baseUrl,
    clientId,
    grants,
    requests,
    behave: (change) => void Object.assign(behaviour, change),
    hold: () => {
      let release: () => void = () => undefined
      behaviour.held = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        release()
      }
    },
    signIn: async (url, subject) => await signInWithoutBrowser(new URL(url), subject),
    issueRefreshToken: async (subject) => {
      const grant = new provider.Grant({ accountId: String(subject), clientId })
      grant.addOIDCScope('openid email')
      const client = await provider.Client.find(clientId)
      return await new provider.RefreshToken({
        accountId: String(subject),
        client,
        grantId: await grant.save(),
        gty: 'authorization_code',
        scope: 'openid email',
      }).save()
    },
    issueAccessToken: async (subject, of) => {
      const accountId = String(subject)
      const grant = new provider.Grant({ accountId, clientId: of.clientId })
      grant.addOIDCScope(of.scope)
      const client = await provider.Client.find(of.clientId)
      return await new provider.AccessToken({
        accountId,
        client,
        grantId: await grant.save(),
        gty: 'authorization_code',
        scope: of.scope,
      }).save()
    },
    tokenRequest: async () => {
      await once(server, 'token')
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
