import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

import { createAdapter } from './issuer-adapter.js'
import { finishInteraction } from './issuer-login.js'

/** A person who can sign in at the test issuer; the login name is the subject in digits. */
export interface IssuerPerson {
  readonly subject: number
  readonly email?: string
  /** `jhe_permissions`; null or absent for a JHE that does not send the claim. */
  readonly permissions?: {
    readonly studies: readonly number[]
    readonly organizations: readonly {
      readonly id: number
      readonly name: string
      readonly role: string
    }[]
  } | null
}

/**
 * How the token endpoint answers: `ok`; `hang` never answers and redeems nothing; `late` redeems and
 * never answers; `drop` closes the connection; `html-502`, `html-200`, `json-500` and `429` as they say;
 * `keep-refresh-token` leaves `refresh_token` out of the answer and does not rotate; `no-id-token`
 * leaves `id_token` out; any other name is OAuth's `error` with status 400.
 */
export type TokenMode =
  | 'ok'
  | 'hang'
  | 'late'
  | 'drop'
  | 'html-502'
  | 'html-200'
  | 'json-500'
  | '429'
  | 'keep-refresh-token'
  | 'no-id-token'
  | `error:${string}`

export interface IssuerOptions {
  readonly people?: readonly IssuerPerson[]
  /** Host in the issuer's own address; `127.0.0.1` unless given. */
  readonly host?: '127.0.0.1' | 'localhost'
  readonly clientId?: string
  readonly redirectUris?: readonly string[]
  /** Life of an access token in seconds; 3600 as in JHE of 2025. */
  readonly accessTokenSeconds?: number
  /** Life of an ID token in seconds; 36000 as in JHE. */
  readonly idTokenSeconds?: number
  /** Whether the redirect carries `iss` (RFC 9207); JHE sends none. */
  readonly sendsIss?: boolean
  /** Whether discovery lists the revocation endpoint; JHE's does not. */
  readonly listsRevocation?: boolean
  /** Last change to the discovery document before it is sent. */
  readonly discovery?: (document: Record<string, unknown>) => Record<string, unknown>
}

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
  /** Signs a person in without a browser page. @returns the address the browser is sent back to. */
  signIn(authorizationUrl: string | URL, subject: number): Promise<URL>
  /** A refresh token as a finished sign-in would have left it. */
  issueRefreshToken(subject: number): Promise<string>
  /** Resolves when the next request has reached the token endpoint. */
  tokenRequest(): Promise<void>
  close(): Promise<void>
}

const tokenPath = '/o/token/'

interface Behaviour {
  mode: TokenMode
  latencyMs: number
}

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type }).end(body)
}

/** @returns whether the request has been dealt with and must not reach the provider. */
const misbehave = (
  mode: TokenMode,
  request: IncomingMessage,
  response: ServerResponse,
): boolean => {
  if (mode === 'hang') return true
  if (mode === 'drop') request.socket.destroy()
  else if (mode === 'html-502') send(response, 502, 'text/html', '<h1>Bad gateway</h1>')
  else if (mode === 'html-200') send(response, 200, 'text/html', '<h1>Hello</h1>')
  else if (mode === 'json-500') send(response, 500, 'application/json', '{"error":"server_error"}')
  else if (mode === '429') send(response, 429, 'application/json', '{"error":"slow_down"}')
  else if (mode.startsWith('error:'))
    send(response, 400, 'application/json', JSON.stringify({ error: mode.slice(6) }))
  else return false
  return true
}

const omit = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null
    ? Object.fromEntries(Object.entries(body).filter(([key]) => key !== name))
    : body

const claimsOf = (person: IssuerPerson): Record<string, unknown> => ({
  sub: String(person.subject),
  ...(person.email === undefined ? {} : { email: person.email }),
  ...(person.permissions === null || person.permissions === undefined
    ? {}
    : { jhe_permissions: person.permissions }),
})

/** `aud`, `iss` and so on come from the package; this is how JHE differs from its defaults. */
const configurationOf = async (
  options: IssuerOptions,
  clientId: string,
  behaviour: Behaviour,
): Promise<Record<string, unknown>> => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const people = new Map((options.people ?? []).map((p) => [String(p.subject), p]))
  return {
    adapter: createAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
    clients: [
      {
        client_id: clientId,
        application_type: 'web',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://localhost:8765/callback', ...(options.redirectUris ?? [])],
      },
    ],
    cookies: { keys: ['a test issuer has no secrets'] },
    scopes: ['openid', 'email'],
    claims: { openid: ['sub', 'jhe_permissions'], email: ['email'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: { enabled: false },
    },
    routes: {
      authorization: '/authorize/',
      token: '/token/',
      revocation: '/revoke_token/',
      userinfo: '/userinfo/',
      jwks: '/.well-known/jwks.json',
    },
    pkce: { required: () => true },
    ttl: {
      AccessToken: options.accessTokenSeconds ?? 3600,
      IdToken: options.idTokenSeconds ?? 36_000,
      AuthorizationCode: 60,
      RefreshToken: 10 * 365 * 86_400,
      Grant: 10 * 365 * 86_400,
      Interaction: 600,
      Session: 600,
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: () => behaviour.mode !== 'keep-refresh-token',
    findAccount: (_context: unknown, id: string) => {
      const person = people.get(id)
      return person && { accountId: id, claims: () => claimsOf(person) }
    },
    interactions: {
      url: (_context: unknown, interaction: { readonly uid: string }) =>
        `/o/interaction/${interaction.uid}`,
    },
    loadExistingGrant: async (context: {
      readonly oidc: {
        readonly provider: Provider
        readonly session: { readonly accountId: string }
      }
    }) => {
      const { provider, session } = context.oidc
      const grant = new provider.Grant({ accountId: session.accountId, clientId })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  }
}

const adjustLikeJhe = (provider: Provider, options: IssuerOptions, behaviour: Behaviour): void => {
  provider.use(async (context, next) => {
    await next()
    if (context.path === '/.well-known/openid-configuration') {
      const listed =
        options.listsRevocation === true ? context.body : omit(context.body, 'revocation_endpoint')
      const plain = omit(listed, 'authorization_response_iss_parameter_supported')
      const document = options.sendsIss === true ? listed : plain
      if (typeof document === 'object' && document !== null)
        context.body = options.discovery?.({ ...document }) ?? document
    }
    if (context.path === '/token/' && behaviour.mode === 'keep-refresh-token')
      context.body = omit(context.body, 'refresh_token')
    if (context.path === '/token/' && behaviour.mode === 'no-id-token')
      context.body = omit(context.body, 'id_token')
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

const cookiesOf = (response: Response): [string, string][] =>
  response.headers.getSetCookie().map((line) => {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    return [pair.slice(0, at), pair.slice(at + 1)]
  })

/** Follows redirects with a cookie jar, fills in the sign-in form and stops at a foreign address. */
const signInWithoutBrowser = async (start: URL, subject: number): Promise<URL> => {
  const jar = new Map<string, string>()
  const visit = async (url: URL, form?: Record<string, string>): Promise<URL> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const [name, value] of cookiesOf(response)) jar.set(name, value)
    const location = response.headers.get('location')
    if (location === null) {
      if (response.status !== 200 || form)
        throw new Error(`${String(response.status)} at ${url.pathname}`)
      return await visit(url, { login: String(subject) })
    }
    const next = new URL(location, url)
    return next.host === start.host ? await visit(next) : next
  }
  return await visit(start)
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
      const { mode, latencyMs } = behaviour
      if (latencyMs > 0) await delay(latencyMs)
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
