import { afterEach, describe, expect, it } from 'vitest'

import { discover } from '../../../../src/connect/oauth/discovery/discover.js'
import type { Discovery, Pin } from '../../../../src/connect/oauth/oauth.js'
import { rejected } from '../../../support/caught.js'
import { contextOf } from '../../../support/connect/contexts.js'
import {
  issuerDocument,
  issuerPath,
  openidPath,
  resourceDocument,
  resourcePath,
} from '../../../support/connect/documents.js'
import {
  sendPage,
  startHandMade,
  type HandMade,
  type Pages,
} from '../../../support/connect/pages.js'

const started: HandMade[] = []

afterEach(async () => {
  for (const server of started.splice(0)) await server.close()
})

const start = async (pages: (origin: string) => Pages): Promise<HandMade> => {
  const server = await startHandMade(pages)
  started.push(server)
  return server
}

const find = async (
  { url }: HandMade,
  { path = '/mcp', metadata, pin }: { path?: string; metadata?: string; pin?: Pin } = {},
): Promise<Discovery> =>
  await discover(
    contextOf(`${url}${path}`),
    metadata === undefined ? {} : { resourceMetadata: metadata },
    pin,
  )

const serverWith =
  (change: (origin: string) => Pages) =>
  (origin: string): Pages => ({
    [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, origin),
    [issuerPath]: issuerDocument(origin),
    ...change(origin),
  })

describe('where the metadata of a server is', () => {
  it('at the address of the challenge', async () => {
    const server = await start((origin) => ({
      '/far/away': resourceDocument(`${origin}/mcp`, origin, { scopes_supported: ['read'] }),
      [issuerPath]: issuerDocument(origin),
    }))
    const found = await find(server, { metadata: `${server.url}/far/away` })
    expect(found).toEqual({
      issuer: server.url,
      resource: `${server.url}/mcp`,
      authorizationEndpoint: `${server.url}/authorize`,
      tokenEndpoint: `${server.url}/token`,
      registrationEndpoint: `${server.url}/register`,
      revocationEndpoint: `${server.url}/revoke`,
      namesIssuer: false,
      clientAuthentications: ['none'],
      acceptsDocuments: false,
      scopes: ['read'],
      offersOfflineAccess: false,
    })
    expect(server.lines()).toEqual(['GET /far/away', `GET ${issuerPath}`])
  })

  it('by path, then at the root, also where the challenge names none that is there', async () => {
    const server = await start((origin) => ({
      [resourcePath]: resourceDocument(origin, origin),
      [issuerPath]: issuerDocument(origin),
    }))
    const found = await find(server, { metadata: `${server.url}/gone` })
    expect(found.resource).toBe(server.url)
    expect(server.lines().slice(0, 3)).toEqual([
      'GET /gone',
      `GET ${resourcePath}/mcp`,
      `GET ${resourcePath}`,
    ])
  })

  it.each([
    ['/mcp', '/mcp', true],
    ['/mcp', '/mcp/', true],
    ['/mcp/', '/mcp', true],
    ['/mcp', '', true],
    ['/mcp', '/', true],
    ['/a/b/mcp', '/a', true],
    ['/mcp?x=1', '/mcp', true],
    ['/mcp', '/other', false],
    ['/mcp', '/mc', false],
    ['/mcp2', '/mcp', false],
    ['/mcp', '/mcp/deeper', false],
    ['/mcp', '/mcp#part', false],
    ['/mcp', '/mcp?x=2', false],
  ])('server %s, resource %s: %s', async (path, resource, isFine) => {
    const server = await start((origin) => ({
      '/prm': resourceDocument(`${origin}${resource}`, origin),
      [issuerPath]: issuerDocument(origin),
    }))
    const finding = find(server, { path, metadata: `${server.url}/prm` })
    if (isFine) expect((await finding).resource).toBe(`${server.url}${resource}`)
    else {
      const error = await rejected(finding)
      expect(error.code).toBe('ISSUER_FAILED')
      expect(error.message).toContain('it is of another resource')
      expect(server.lines()).not.toContain(`GET ${issuerPath}`)
    }
  })

  it('F52: a resource of another origin is refused, and its issuer never asked', async () => {
    const other = await start(() => ({}))
    const server = await start((origin) => ({
      [`${resourcePath}/mcp`]: resourceDocument('https://other.example/mcp?key=1', other.url),
      [issuerPath]: issuerDocument(origin),
    }))
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain('https://other.example/mcp.')
    expect(other.seen).toEqual([])
  })

  it('nowhere: its origin is the issuer, with metadata or default endpoints (MCP 2025-03-26)', async () => {
    const server = await start((origin) => ({ [issuerPath]: issuerDocument(origin) }))
    expect((await find(server)).revocationEndpoint).toBe(`${server.url}/revoke`)
    const bare = await start(() => ({}))
    expect(await find(bare)).toEqual({
      issuer: bare.url,
      resource: `${bare.url}/mcp`,
      authorizationEndpoint: `${bare.url}/authorize`,
      tokenEndpoint: `${bare.url}/token`,
      registrationEndpoint: `${bare.url}/register`,
      revocationEndpoint: undefined,
      namesIssuer: false,
      clientAuthentications: undefined,
      acceptsDocuments: false,
      scopes: undefined,
      offersOfflineAccess: false,
    })
  })
})

describe('where the metadata of an issuer is', () => {
  it.each([
    ['', issuerPath],
    ['', openidPath],
    ['/', issuerPath],
    ['/tenant', `${issuerPath}/tenant`],
    ['/tenant/', `${issuerPath}/tenant`],
    ['/tenant', `${openidPath}/tenant`],
    ['/tenant', `/tenant${openidPath}`],
    ['/a/b', `/a/b${openidPath}`],
  ])('issuer %s: %s', async (path, at) => {
    const server = await start((origin) => ({
      [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, `${origin}${path}`),
      [at]: issuerDocument(`${origin}${path}`, {
        scopes_supported: ['openid', 'offline_access'],
        client_id_metadata_document_supported: true,
        authorization_response_iss_parameter_supported: true,
      }),
    }))
    const found = await find(server)
    expect(found).toMatchObject({
      issuer: `${server.url}${path}`,
      namesIssuer: true,
      acceptsDocuments: true,
      offersOfflineAccess: true,
    })
  })

  it('one that is wrong does not hide a good one', async () => {
    const server = await start(
      serverWith((origin) => ({
        [issuerPath]: issuerDocument('https://other.example'),
        [openidPath]: issuerDocument(origin),
      })),
    )
    expect((await find(server)).issuer).toBe(server.url)
  })

  it('a server that names an issuer without metadata is told so', async () => {
    const server = await start(serverWith(() => ({ [issuerPath]: 404 })))
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(`${server.url}/ has none`)
  })
})

const wrong: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ['F52: another issuer', 'says that it is another issuer', { issuer: 'https://evil.example' }],
  ['another issuer by path', 'says that it is another issuer', { issuer: 'http://127.0.0.1:1/x' }],
  ['no PKCE', 'PKCE with S256', { code_challenge_methods_supported: undefined }],
  ['PKCE downgrade', 'PKCE with S256', { code_challenge_methods_supported: ['plain'] }],
  ['PKCE as a text', 'PKCE with S256', { code_challenge_methods_supported: 'S256' }],
  [
    'javascript:',
    'authorization_endpoint is not',
    { authorization_endpoint: 'javascript:alert(1)' },
  ],
  ['data:', 'authorization_endpoint is not', { authorization_endpoint: 'data:text/html,x' }],
  ['file:', 'authorization_endpoint is not', { authorization_endpoint: 'file:///etc/passwd' }],
  [
    'far http',
    'authorization_endpoint is not',
    { authorization_endpoint: 'http://login.example/' },
  ],
  [
    'a user name',
    'authorization_endpoint is not',
    { authorization_endpoint: 'https://a:b@c.example/' },
  ],
  ['a blank', 'authorization_endpoint is not', { authorization_endpoint: ' https://c.example/' }],
  ['far http for tokens', 'token_endpoint is not', { token_endpoint: 'http://login.example/t' }],
  [
    'far http to register',
    'registration_endpoint is not',
    { registration_endpoint: 'http://x.example' },
  ],
  ['far http to revoke', 'revocation_endpoint is not', { revocation_endpoint: 'ftp://x.example' }],
  ['no token endpoint', 'token_endpoint is missing', { token_endpoint: undefined }],
  ['a number', 'issuer is missing or malformed', { issuer: 1 }],
]

describe('metadata that is refused', () => {
  it.each(wrong)('%s', async (_name, words, change) => {
    const server = await start(
      serverWith((origin) => ({ [issuerPath]: issuerDocument(origin, change) })),
    )
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(
      `Signing in at ${server.url} failed at the metadata of its sign-in server`,
    )
    expect(error.message).toContain(words)
    expect(error.hint).toMatch(/administrator/)
  })

  it.each([
    ['no resource', { resource: undefined }, 'resource is missing'],
    ['issuers as a text', { authorization_servers: 'x' }, 'authorization_servers is missing'],
    [
      'a javascript: issuer',
      { authorization_servers: ['javascript:x'] },
      'not an https:// address',
    ],
    [
      'a far http issuer',
      { authorization_servers: ['http://x.example'] },
      'not an https:// address',
    ],
    [
      'an issuer with a query',
      { authorization_servers: ['https://x.example/?a=b'] },
      'not an https:// address',
    ],
  ])('of the resource: %s', async (_name, change, words) => {
    const server = await start((origin) => ({
      [resourcePath]: resourceDocument(origin, origin, change),
      [issuerPath]: issuerDocument(origin),
    }))
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(words)
  })
})

describe('trouble is not taken for absence', () => {
  const troubles: readonly (readonly [string, Pages[string], string, string])[] = [
    ['500', 500, 'ISSUER_FAILED', 'status 500'],
    [
      '502 with a page',
      (_seen, response) => {
        sendPage(response, 502)
      },
      'ISSUER_FAILED',
      'status 502',
    ],
    ['429', 429, 'ISSUER_FAILED', 'status 429'],
    [
      'a page of a captive portal',
      (_seen, response) => {
        sendPage(response)
      },
      'ISSUER_FAILED',
      'web page',
    ],
    [
      '511',
      (_seen, response) => {
        sendPage(response, 511)
      },
      'ISSUER_FAILED',
      'web page',
    ],
    [
      'no JSON',
      (_seen, response) => {
        response.end('{"resource":')
      },
      'ISSUER_FAILED',
      'status 200',
    ],
    [
      'an image',
      (_seen, response) => {
        response.writeHead(200, { 'content-type': 'image/png' }).end('x')
      },
      'ISSUER_FAILED',
      'image/png',
    ],
    [
      'a list',
      (_seen, response) => {
        response.end('[]')
      },
      'ISSUER_FAILED',
      'malformed',
    ],
    [
      '302 to elsewhere',
      (_seen, response) => {
        response.writeHead(302, { location: 'https://evil.example/?a=b' }).end()
      },
      'SERVER_CHANGED',
      'https://evil.example',
    ],
    [
      'a body of 1 MB',
      (_seen, response) => {
        response.end(' '.repeat(1_000_000))
      },
      'ISSUER_FAILED',
      'longer than 256 kB',
    ],
    [
      'a body without end',
      (_seen, response) => {
        const more = (): void => {
          if (!response.destroyed) response.write(' '.repeat(65_536), more)
        }
        more()
      },
      'ISSUER_FAILED',
      'longer than 256 kB',
    ],
    [
      'a body that breaks off',
      (_seen, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('{', () => response.destroy())
      },
      'ISSUER_FAILED',
      'broke off',
    ],
    [
      'a connection that breaks off',
      (_seen, response) => {
        response.destroy()
      },
      'ISSUER_UNREACHABLE',
      'the connection broke',
    ],
  ]

  it.each(troubles)('of the server: %s', async (_name, page, code, words) => {
    const server = await start((origin) => ({
      [`${resourcePath}/mcp`]: page,
      [issuerPath]: issuerDocument(origin),
    }))
    const error = await rejected(find(server))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('?')
    expect(server.lines()).not.toContain(`GET ${issuerPath}`)
  })

  it.each(troubles)('of the issuer: %s', async (_name, page, code, words) => {
    const server = await start(serverWith(() => ({ [issuerPath]: page })))
    const error = await rejected(find(server))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
  })

  it('a server that is gone is unreachable, and the message names the step', async () => {
    const server = await start(() => ({}))
    await server.close()
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_UNREACHABLE')
    expect(error.message).toContain('protected resource metadata')
    expect(error.message).toContain('the connection was refused')
    expect(error.hint).toContain('Check the address of the server')
  })
})

describe('F52: what was found at the first sign-in', () => {
  const pinOf = ({ url }: HandMade): Pin => ({ issuer: url, resource: `${url}/mcp` })

  it('is found again', async () => {
    const server = await start(serverWith(() => ({})))
    expect((await find(server, { pin: pinOf(server) })).issuer).toBe(server.url)
  })

  it('is chosen among several issuers', async () => {
    const server = await start(
      serverWith((origin) => ({
        [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, 'https://new.example', {
          authorization_servers: ['https://new.example', `${origin}/`],
        }),
      })),
    )
    expect((await find(server, { pin: pinOf(server) })).issuer).toBe(server.url)
  })

  it('another issuer is refused before it is asked anything', async () => {
    const evil = await start((origin) => ({ [issuerPath]: issuerDocument(origin) }))
    const server = await start(serverWith(() => ({})))
    const pin = pinOf(server)
    server.become((origin) => ({
      [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, evil.url),
    }))
    const error = await rejected(find(server, { pin }))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(error.message).toContain(evil.url)
    expect(error.message).toContain(server.url)
    expect(error.hint).toContain('jhe-mcp logout')
    expect(evil.seen).toEqual([])
  })

  it('another resource is refused', async () => {
    const server = await start(
      serverWith((origin) => ({ [`${resourcePath}/mcp`]: resourceDocument(origin, origin) })),
    )
    const error = await rejected(find(server, { pin: pinOf(server) }))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(error.message).toContain(`before ${server.url}/mcp`)
    expect(server.lines()).not.toContain(`GET ${issuerPath}`)
  })

  it('metadata that is gone is another issuer', async () => {
    const server = await start(() => ({}))
    const pin = { issuer: 'https://login.example', resource: `${server.url}/mcp` }
    const error = await rejected(find(server, { pin }))
    expect(error.code).toBe('SERVER_CHANGED')
  })
})
