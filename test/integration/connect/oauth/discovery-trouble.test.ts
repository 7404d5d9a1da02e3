import { describe, expect } from 'vitest'

import type { Pin } from '../../../../src/connect/oauth/oauth.js'
import { rejected } from '../../../support/caught.js'
import {
  issuerDocument,
  issuerPath,
  resourceDocument,
  resourcePath,
} from '../../../support/connect/documents.js'
import { find, it, serverWith } from '../../../support/connect/find.js'
import { sendPage, type HandMade, type Pages } from '../../../support/connect/pages.js'

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

  it.for(troubles)('of the server: %s', async ([, page, code, words], { start }) => {
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

  it.for(troubles)('of the issuer: %s', async ([, page, code, words], { start }) => {
    const server = await start(serverWith(() => ({ [issuerPath]: page })))
    const error = await rejected(find(server))
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
  })

  it('a server that is gone is unreachable, and the message names the step', async ({ start }) => {
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

  it('is found again', async ({ start }) => {
    const server = await start(serverWith(() => ({})))
    expect((await find(server, { pin: pinOf(server) })).issuer).toBe(server.url)
  })

  it('is chosen among several issuers', async ({ start }) => {
    const server = await start(
      serverWith((origin) => ({
        [`${resourcePath}/mcp`]: resourceDocument(`${origin}/mcp`, 'https://new.example', {
          authorization_servers: ['https://new.example', `${origin}/`],
        }),
      })),
    )
    expect((await find(server, { pin: pinOf(server) })).issuer).toBe(server.url)
  })

  it('another issuer is refused before it is asked anything', async ({ start }) => {
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

  it('another resource is refused', async ({ start }) => {
    const server = await start(
      serverWith((origin) => ({ [`${resourcePath}/mcp`]: resourceDocument(origin, origin) })),
    )
    const error = await rejected(find(server, { pin: pinOf(server) }))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(error.message).toContain(`before ${server.url}/mcp`)
    expect(server.lines()).not.toContain(`GET ${issuerPath}`)
  })

  it('metadata that is gone is another issuer', async ({ start }) => {
    const server = await start(() => ({}))
    const pin = { issuer: 'https://login.example', resource: `${server.url}/mcp` }
    const error = await rejected(find(server, { pin }))
    expect(error.code).toBe('SERVER_CHANGED')
  })
})
