import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { exportJWK } from 'jose'
import Provider from 'oidc-provider'

import { jheLifetimes } from '../../../src/demo/issuer/provider-configuration.js'
import { createAdapter } from '../issuer/issuer-adapter.js'
import { visitWithForm } from '../issuer/issuer-login.js'
import { testKey } from '../issuer/tokens.js'
import { resourceDocument, resourcePath } from './documents.js'
import { sendJson } from './pages.js'

/** A real provider of MCP's kind and the server that it guards, on one port. */
export interface McpProvider {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly issuer: string
  readonly serverUrl: string
  /** Every request in order: `POST /tenant/token`. */
  readonly lines: readonly string[]
  /** What was sent with each grant that succeeded. */
  readonly forms: readonly URLSearchParams[]
  /** Signs the person in, as a browser does. @returns where the browser is sent back to */
  signIn(address: string): Promise<URL>
  /** What the provider knows of an access token: null where it is none any more. */
  tokenOf(value: string): Promise<{ readonly aud: unknown; readonly scope: unknown } | null>
  /** Forgets a client. */
  forget(clientId: string): Promise<void>
  close(): Promise<void>
}

export interface ProviderOptions {
  /** Path of the issuer; none unless given. */
  readonly path?: string
  /** Ways to authenticate that it offers. */
  readonly authentications?: readonly string[]
  /** Clients that it knows. */
  readonly clients?: readonly object[]
}

const subject = '10002'

const configurationOf = (path: string, serverUrl: string, options: ProviderOptions) => ({
  clients: options.clients ?? [],
  clientAuthMethods: options.authentications ?? ['none'],
  cookies: { keys: ['a test provider has no secrets'] },
  ttl: { ...jheLifetimes, RefreshToken: 86_400, Grant: 86_400, Session: 600, Interaction: 600 },
  scopes: ['openid', 'offline_access', 'read', 'write'],
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    revocation: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'read write',
        audience: serverUrl,
        accessTokenFormat: 'opaque',
      }),
    },
  },
  findAccount: (_context: unknown, accountId: string) => ({
    accountId,
    claims: () => ({ sub: accountId }),
  }),
  interactions: {
    url: (_context: unknown, { uid }: { readonly uid: string }) => `${path}/interaction/${uid}`,
  },
})

const keys = async () => ({
  keys: [{ ...(await exportJWK(testKey.privateKey)), kid: testKey.kid, alg: 'RS256', use: 'sig' }],
})

const approve = async (
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: subject, clientId: String(params['client_id']) })
  const { scope } = params
  grant.addOIDCScope(typeof scope === 'string' ? scope : '')
  grant.addResourceScope(String(params['resource']), 'read write')
  const grantId = await grant.save()
  await provider.interactionFinished(request, response, {
    login: { accountId: subject },
    consent: { grantId },
  })
}

export async function startProvider(options: ProviderOptions = {}): Promise<McpProvider> {
  const { path = '' } = options
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  const origin = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`
  const issuer = `${origin}${path}`
  const serverUrl = `${origin}/mcp`
  const adapter = createAdapter()
  const provider = new Provider(issuer, {
    adapter,
    jwks: await keys(),
    ...configurationOf(path, serverUrl, options),
  })
  const serve = provider.callback()
  const lines: string[] = []
  const forms: URLSearchParams[] = []
  provider.on('grant.success', ({ oidc }) => {
    const sent = ['grant_type', 'resource', 'redirect_uri'].map((name): [string, string] => [
      name,
      oidc.params?.[name] ?? '',
    ])
    forms.push(new URLSearchParams(sent))
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/'
    lines.push(`${request.method ?? ''} ${url.split('?')[0] ?? ''}`)
    if (url === `${resourcePath}/mcp`)
      sendJson(response, 200, resourceDocument(serverUrl, issuer, { scopes_supported: ['read'] }))
    else if (url.startsWith(`${path}/interaction/`)) await approve(provider, request, response)
    else if (url.startsWith(`${path}/`)) {
      Object.assign(request, { originalUrl: url })
      request.url = url.slice(path.length)
      await serve(request, response)
    } else response.writeHead(404).end()
  }
  server.on('request', (request, response) => void answer(request, response))
  return {
    origin,
    issuer,
    serverUrl,
    lines,
    forms,
    signIn: async (address) => await visitWithForm(new URL(address), {}),
    tokenOf: async (value) => {
      const token = await adapter('AccessToken').find(value)
      return token === undefined ? null : { aud: token['aud'], scope: token['scope'] }
    },
    forget: async (clientId) => {
      await adapter('Client').destroy(clientId)
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
