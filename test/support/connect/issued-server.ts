import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import Provider from 'oidc-provider'
import { z } from 'zod'

import { listenLocally } from '../http/http-listener.js'
import { createAdapter } from '../issuer/issuer-adapter.js'
import { misbehave, type Behaviour } from '../issuer/issuer-behaviour.js'
import { signInWithoutBrowser } from '../issuer/issuer-login.js'
import { sendJson } from './pages.js'

/** A server that has people sign in, with a real authorization server of its own at the same origin. */
export interface IssuedServer extends AsyncDisposable {
  /** Of MCP: `http://127.0.0.1:…/mcp` */
  readonly url: string
  readonly origin: string
  /** Every request in order of arrival: `POST /token`. */
  readonly requests: readonly string[]
  readonly count: (line: string) => number
  behave(change: Partial<Behaviour>): void
  /** Life of access tokens from now on, in seconds. */
  live(seconds: number): void
  /** What the metadata names from now on. */
  name(change: { readonly issuer?: string; readonly resource?: string }): void
  /** Forgets every client that has registered but the newest `keep`, as after a restart without a database. */
  forgetClients(keep?: number): void
  /** Signs a person in without a browser page. @returns the address the browser is sent back to. */
  signIn(address: string): Promise<URL>
  /** Whether the server takes what a request carries. */
  takes(authorization: string | undefined): Promise<boolean>
  /** What requests at the place of MCP have shown so far. */
  shown(): readonly string[]
  /** No token that was shown so far is taken any more at the place of MCP. */
  revoke(): void
  /** Scopes of the token that a request carries. */
  scopesOf(authorization: string | undefined): Promise<readonly string[]>
  /** Resolves when the next request has reached the token endpoint. */
  tokenRequest(): Promise<void>
}

export interface IssuedServerOptions {
  /** Life of an access token in seconds; 3600. */
  readonly accessSeconds?: number
  /** Where the metadata lies; the well-known place unless given. */
  readonly metadataPath?: string
  /** Ways for clients to authenticate that it offers; all unless given. */
  readonly authentications?: readonly string[]
  /** Answers at the place of MCP whoever shows a token. */
  readonly mcp?: RequestListener
}

const scopes = ['mcp:read', 'mcp:write'] as const

const configurationOf = (
  resource: () => string,
  accessSeconds: () => number,
  clients: Set<string>,
  authentications: readonly string[] | undefined,
): Record<string, unknown> => {
  const adapter = createAdapter()
  return {
    adapter: (model: string) => {
      const rows = adapter(model)
      if (model !== 'Client') return rows
      return {
        ...rows,
        upsert: async (id: string, payload: Readonly<Record<string, unknown>>) => {
          clients.add(id)
          await rows.upsert(id, payload)
        },
        find: async (id: string) => (clients.has(id) ? await rows.find(id) : undefined),
      }
    },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: scopes.join(' '), accessTokenFormat: 'opaque' }),
      },
    },
    ...(authentications && { clientAuthMethods: authentications }),
    cookies: { keys: ['a test issuer has no secrets'] },
    scopes: ['openid', ...scopes],
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessSeconds,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 600,
      Interaction: 600,
      IdToken: 3600,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id }),
    }),
    loadExistingGrant: async ({ oidc }: LoadContext) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session.accountId,
        clientId: oidc.client.clientId,
      })
      grant.addOIDCScope(['openid', ...scopes].join(' '))
      grant.addResourceScope(resource(), scopes.join(' '))
      await grant.save()
      return grant
    },
  }
}

interface LoadContext {
  readonly oidc: {
    readonly provider: Provider
    readonly session: { readonly accountId: string }
    readonly client: { readonly clientId: string }
  }
}

const tokenOf = (authorization: string | undefined): string =>
  /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''

/** The types of the package do not name what finds a token. */
const tokensOf = ({ AccessToken }: Provider) => ({
  find: async (token: string): Promise<{ readonly scope?: string | undefined } | undefined> => {
    const find: unknown = Reflect.get(AccessToken, 'find')
    if (typeof find !== 'function') throw new Error('no such function')
    const found: unknown = await Reflect.apply(find, AccessToken, [token])
    return tokenSchema.safeParse(found).data
  },
})

const tokenSchema = z.looseObject({ scope: z.string().optional() })

export async function startIssuedServer(options: IssuedServerOptions = {}): Promise<IssuedServer> {
  const { metadataPath = '/.well-known/oauth-protected-resource/mcp' } = options
  let { accessSeconds = 3600 } = options
  const behaviour: Behaviour = { mode: 'ok', latencyMs: 0 }
  const requests: string[] = []
  const clients = new Set<string>()
  const shown = new Set<string>()
  const revoked = new Set<string>()
  const listener = await listenLocally(() => undefined)
  const origin = listener.url
  const url = `${origin}/mcp`
  let named = { issuer: origin, resource: url }
  const provider = new Provider(
    origin,
    configurationOf(
      () => url,
      () => accessSeconds,
      clients,
      options.authentications,
    ),
  )
  const serve = provider.callback()
  const tokens = tokensOf(provider)

  const answerMcp = async (
    mcp: RequestListener,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const { authorization = '' } = request.headers
    shown.add(authorization)
    const found = await tokens.find(tokenOf(authorization))
    if (found !== undefined && !revoked.has(authorization)) {
      mcp(request, response)
      return
    }
    const challenge = `Bearer resource_metadata="${origin}${metadataPath}"`
    response.writeHead(401, { 'www-authenticate': challenge }).end()
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] ?? ''
    requests.push(`${request.method ?? ''} ${path}`)
    if (path === metadataPath) {
      sendJson(response, 200, {
        resource: named.resource,
        authorization_servers: [named.issuer],
        scopes_supported: ['mcp:read'],
      })
      return
    }
    if (path === '/mcp' && options.mcp !== undefined) {
      await answerMcp(options.mcp, request, response)
      return
    }
    if (path.startsWith('/interaction/')) {
      Object.assign(request, { originalUrl: request.url })
      const login = { accountId: '1001' }
      await provider.interactionFinished(request, response, { login, consent: {} })
      return
    }
    if (path === '/token') {
      listener.server.emit('token')
      const { mode, latencyMs } = behaviour
      if (latencyMs > 0) await delay(latencyMs)
      if (misbehave(mode, request, response)) return
      if (mode === 'late') response.end = () => response
    }
    await serve(request, response)
  }
  listener.server.on('request', (request, response) => void answer(request, response))

  return {
    url,
    origin,
    requests,
    count: (line) => requests.filter((given) => given === line).length,
    behave: (change) => void Object.assign(behaviour, change),
    live: (seconds) => {
      accessSeconds = seconds
    },
    name: (change) => {
      named = { ...named, ...change }
    },
    forgetClients: (keep = 0) => {
      for (const id of [...clients].slice(0, clients.size - keep)) clients.delete(id)
    },
    signIn: async (address) => await signInWithoutBrowser(new URL(address), 1001),
    takes: async (authorization) => (await tokens.find(tokenOf(authorization))) !== undefined,
    shown: () => [...shown],
    revoke: () => {
      for (const one of shown) revoked.add(one)
    },
    scopesOf: async (authorization) =>
      (await tokens.find(tokenOf(authorization)))?.scope?.split(' ') ?? [],
    tokenRequest: async () => {
      await once(listener.server, 'token')
    },
    [Symbol.asyncDispose]: async () => {
      await listener.close()
    },
  }
}
