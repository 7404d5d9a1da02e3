import { describe, expect } from 'vitest'

import { rejected } from '../../../support/caught.js'
import {
  issuerDocument,
  issuerPath,
  openidPath,
  resourceDocument,
  resourcePath,
} from '../../../support/connect/documents.js'
import { find, it, serverWith } from '../../../support/connect/find.js'

describe('where the metadata of a server is', () => {
  it('at the address of the challenge', async ({ start }) => {
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

  it('by path, then at the root, also where the challenge names none that is there', async ({
    start,
  }) => {
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

  it.for<readonly [string, string, boolean]>([
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
  ])('server %s, resource %s: %s', async ([path, resource, isFine], { start }) => {
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

  it('F52: a resource of another origin is refused, and its issuer never asked', async ({
    start,
  }) => {
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

  it('nowhere: its origin is the issuer, with metadata or default endpoints (MCP 2025-03-26)', async ({
    start,
  }) => {
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
  it.for<readonly [string, string]>([
    ['', issuerPath],
    ['', openidPath],
    ['/', issuerPath],
    ['/tenant', `${issuerPath}/tenant`],
    ['/tenant/', `${issuerPath}/tenant`],
    ['/tenant', `${openidPath}/tenant`],
    ['/tenant', `/tenant${openidPath}`],
    ['/a/b', `/a/b${openidPath}`],
  ])('issuer %s: %s', async ([path, at], { start }) => {
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

  it('one that is wrong does not hide a good one', async ({ start }) => {
    const server = await start(
      serverWith((origin) => ({
        [issuerPath]: issuerDocument('https://other.example'),
        [openidPath]: issuerDocument(origin),
      })),
    )
    expect((await find(server)).issuer).toBe(server.url)
  })

  it('a server that names an issuer without metadata is told so', async ({ start }) => {
    const server = await start(serverWith(() => ({ [issuerPath]: 404 })))
    const error = await rejected(find(server))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain(`${server.url}/ has none`)
  })
})
