import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a server of somebody else answers, by method and path. */
export type Answers = (
  base: string,
) => Readonly<Record<string, readonly [status: number, body?: unknown, headers?: Headers]>>
type Headers = Readonly<Record<string, string>>

const challenge = (base: string): Headers => ({
  'www-authenticate': `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`,
})

const resourceAt = '/.well-known/oauth-protected-resource/mcp'
const issuerAt = '/.well-known/oauth-authorization-server'

/** All that a well-made server says. */
export const good: Answers = (base) => ({
  'POST /mcp': [401, {}, challenge(base)],
  [`GET ${resourceAt}`]: [200, { resource: `${base}/mcp`, authorization_servers: [base] }],
  [`GET ${issuerAt}`]: [
    200,
    {
      issuer: base,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      registration_endpoint: `${base}/register`,
      jwks_uri: `${base}/jwks`,
      code_challenge_methods_supported: ['S256'],
    },
  ],
  'GET /jwks': [200, { keys: [{ kty: 'EC' }] }],
  'POST /register': [400, { error: 'invalid_client_metadata' }],
})

const withIssuer =
  (change: (base: string) => object): Answers =>
  (base) => ({
    ...good(base),
    [`GET ${issuerAt}`]: [200, { ...Object(good(base)[`GET ${issuerAt}`]?.[1]), ...change(base) }],
  })

const withResource =
  (change: (base: string) => object): Answers =>
  (base) => ({
    ...good(base),
    [`GET ${resourceAt}`]: [
      200,
      { resource: `${base}/mcp`, authorization_servers: [base], ...change(base) },
    ],
  })

const but =
  (change: ReturnType<Answers>): Answers =>
  (base) => ({ ...good(base), ...change })

/** What one server does wrong. */
export interface RemoteFault {
  /** Id of the check, and the outcome that it must have. */
  readonly outcome: string
  readonly answers: Answers
}

export const remoteFaults: readonly RemoteFault[] = [
  { outcome: 'remote.health trouble', answers: but({ 'GET /health': [502] }) },
  {
    outcome: 'remote.ready not_ready',
    answers: but({
      'GET /health': [200, {}],
      'GET /ready': [503, { ready: false, shared_state: 'STATE_UNAVAILABLE' }],
    }),
  },
  {
    outcome: 'remote.about other_address',
    answers: but({
      'GET /': [
        200,
        { name: 'jhe-mcp', version: '1', endpoints: { mcp: 'https://other.example/mcp' } },
      ],
    }),
  },
  { outcome: 'oauth.challenge open', answers: () => ({ 'POST /mcp': [200, {}] }) },
  { outcome: 'oauth.challenge nothing', answers: but({ 'POST /mcp': [404] }) },
  { outcome: 'oauth.challenge forbidden', answers: but({ 'POST /mcp': [403] }) },
  { outcome: 'oauth.challenge redirect', answers: but({ 'POST /mcp': [308] }) },
  { outcome: 'oauth.challenge trouble', answers: but({ 'POST /mcp': [500] }) },
  { outcome: 'oauth.challenge unnamed', answers: but({ 'POST /mcp': [401] }) },
  { outcome: 'oauth.resource missing', answers: but({ [`GET ${resourceAt}`]: [404] }) },
  {
    outcome: 'oauth.resource other',
    answers: withResource((base) => ({ resource: `${base.replace('http:', 'https:')}/mcp` })),
  },
  { outcome: 'oauth.resource wider', answers: withResource((base) => ({ resource: base })) },
  {
    outcome: 'oauth.resource no_issuer',
    answers: withResource(() => ({ authorization_servers: [] })),
  },
  { outcome: 'oauth.issuer missing', answers: but({ [`GET ${issuerAt}`]: [404] }) },
  { outcome: 'oauth.issuer other', answers: withIssuer((base) => ({ issuer: `${base}/` })) },
  {
    outcome: 'oauth.issuer incomplete',
    answers: withIssuer(() => ({ token_endpoint: undefined })),
  },
  {
    outcome: 'oauth.issuer plain_http',
    answers: withIssuer(() => ({ token_endpoint: 'http://idp.example.org/token' })),
  },
  {
    outcome: 'oauth.issuer no_pkce',
    answers: withIssuer(() => ({ code_challenge_methods_supported: ['plain'] })),
  },
  { outcome: 'oauth.jwks none', answers: but({ 'GET /jwks': [404] }) },
  {
    outcome: 'oauth.registration by_hand',
    answers: withIssuer(() => ({ registration_endpoint: undefined })),
  },
  { outcome: 'oauth.registration broken', answers: but({ 'POST /register': [404] }) },
]

/** A server that answers so; `origin` is told once it listens. */
export const serverOf = (answers: Answers, origin: () => string) =>
  createServer((request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '' } = request
    const [status, body, headers = {}] = answers(origin())[`${method} ${url}`] ?? [404]
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === undefined ? '' : JSON.stringify(body))
  })
