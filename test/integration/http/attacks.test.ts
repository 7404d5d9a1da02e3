import { describe, expect, it } from 'vitest'

import { rawRequest, type Header } from '../../support/http/raw-exchange.js'
import {
  canary,
  lengthOf,
  listStudies,
  useAttackedServer,
  type AttackedServer,
} from '../../support/serve/attacked-server.js'

const attacked = useAttackedServer()

/** The bytes that a server gets. */
type Written = (of: AttackedServer) => Buffer

const chunked = (body: string): string =>
  `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`

describe('requests that two readers could read in two ways', () => {
  it.each<readonly [string, readonly number[], Written]>([
    ['as it should be', [200], (of) => of.changed({})],
    ['two lengths', [400], (of) => of.changed({}, ['Content-Length', '5'])],
    ['the same length twice', [400], (of) => of.changed({}, lengthOf(listStudies))],
    [
      'a length of two numbers',
      [400],
      (of) => of.changed({ headers: [...of.usual, ['Content-Length', '5, 6']] }),
    ],
    [
      'a length with a sign',
      [400],
      (of) => of.changed({ headers: [...of.usual, ['Content-Length', '+5']] }),
    ],
    [
      'a length and chunks',
      [400],
      (of) => of.changed({ body: chunked(listStudies) }, ['Transfer-Encoding', 'chunked']),
    ],
    [
      'chunks, but not at the end',
      [400],
      (of) => of.changed({ headers: [...of.usual, ['Transfer-Encoding', 'chunked, identity']] }),
    ],
    [
      'chunks by another name',
      [400],
      (of) => of.changed({ headers: [...of.usual, ['Transfer-Encoding', 'xchunked']] }),
    ],
    [
      'a chunk whose size is none',
      [400],
      (of) =>
        of.changed({
          headers: [...of.usual, ['Transfer-Encoding', 'chunked']],
          body: '0x5\r\nhello\r\n0\r\n\r\n',
        }),
    ],
    [
      'a trailer that is a header',
      [401],
      (of) =>
        of.changed({
          headers: [...of.without('Authorization'), ['Transfer-Encoding', 'chunked']],
          body: chunked(listStudies).replace(
            /\r\n$/,
            `Authorization: Bearer ${of.tokens.own}\r\n\r\n`,
          ),
        }),
    ],
    ['a blank before the colon', [400], (of) => of.changed({}, ['X-Odd ', canary])],
    ['a header over two lines', [400], (of) => of.changed({}, ['X-Odd', `a\r\n ${canary}`])],
    ['a bare carriage return', [400], (of) => of.changed({}, ['X-Odd', `a\rX-Other: ${canary}`])],
    ['a NUL', [400], (of) => of.changed({}, ['X-Odd', `a\0${canary}`])],
    [
      'lines that end in LF alone',
      [400],
      () => Buffer.from(`GET /mcp HTTP/1.1\nHost: localhost\n\n`),
    ],
    [
      'no host',
      [400],
      (of) => of.changed({ headers: [...of.without('Host'), lengthOf(listStudies)] }),
    ],
    ['two hosts, the first ours', [400], (of) => of.changed({}, ['Host', 'evil.example'])],
    [
      'two hosts, the second ours',
      [400],
      (of) =>
        of.changed({ headers: [['Host', 'evil.example'], ...of.usual, lengthOf(listStudies)] }),
    ],
    ['the same host twice', [400], (of) => of.changed({}, ['Host', `localhost:${of.port}`])],
    [
      'the tokens of two people',
      [400],
      (of) => of.changed({}, ['Authorization', `Bearer ${of.tokens.other}`]),
    ],
    ['two types', [400], (of) => of.changed({}, ['Content-Type', 'text/plain'])],
    [
      'two tokens in one header',
      [401],
      (of) =>
        of.changed({
          headers: [
            ...of.without('Authorization'),
            lengthOf(listStudies),
            ['Authorization', `Bearer ${of.tokens.own}, Bearer ${of.tokens.other}`],
          ],
        }),
    ],
    ['a body of another protocol', [400], () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['a TLS greeting', [400], () => Buffer.from('16030100a5010000a1', 'hex')],
    [
      'a change of protocol',
      [200],
      (of) => of.changed({}, ['Connection', 'Upgrade'], ['Upgrade', 'websocket']),
    ],
    ['an expectation of its own', [417], (of) => of.changed({}, ['Expect', canary])],
    ['headers of 17 KiB', [431], (of) => of.changed({}, ['X-Odd', canary.repeat(1_750)])],
    [
      '10,000 headers',
      [431],
      (of) => of.changed({}, ...Array.from({ length: 10_000 }, (_, n): Header => [`x${n}`, ''])),
    ],
    [
      '2,100 headers before the token',
      [400, 401, 403, 431],
      (of) =>
        of.changed({
          headers: [
            ...Array.from({ length: 2_100 }, (): Header => ['x', '']),
            ...of.usual,
            lengthOf(listStudies),
          ],
        }),
    ],
  ])('%s: %j', async (_what, statuses, bytes) => {
    const of = attacked()
    const told = await of.send(bytes(of))
    expect(told.statuses).toHaveLength(1)
    expect(statuses).toContain(told.statuses[0])
  })

  it('a request in the body of another is no request', async () => {
    const of = attacked()
    const inner = of.changed({})
    const told = await of.send(
      rawRequest({
        method: 'GET',
        target: '/health',
        headers: [...of.usual, lengthOf(inner)],
        body: inner,
      }),
    )
    expect(told.statuses).toEqual([200])
    expect(told.text).not.toContain('jsonrpc')
  })

  it('a refused body is not read as the next request', async () => {
    const of = attacked()
    const inner = of.changed({}).toString()
    const body = `${'x'.repeat(300_000)}${inner}`
    const told = await of.send(of.changed({ body }))
    expect(told.statuses).toEqual([413])
  })

  it('two people one behind the other on one connection get their own, in order', async () => {
    const of = attacked()
    const asking = (token: string, ...more: readonly Header[]): Buffer =>
      rawRequest({
        headers: [
          ...of.without('Authorization').filter(([name]) => name !== 'Connection'),
          ['Authorization', `Bearer ${token}`],
          lengthOf(listStudies),
          ...more,
        ],
        body: listStudies,
      })
    const { own, other } = of.tokens
    const sent = [asking(own), asking(other), asking(own, ['Connection', 'close'])]
    const { statuses, text } = await of.send(Buffer.concat(sent))
    expect(statuses).toEqual([200, 200, 200])
    const ids = [...text.matchAll(/"structuredContent":\{"studies":\[\{"id":(\d+)/g)].map(
      ([, id]) => id,
    )
    expect(ids).toEqual(['30001', '30004', '30001'])
  })
})

describe('addresses', () => {
  it.each<readonly [string, number]>([
    ['/mcp/', 200],
    [`/mcp?${canary}`, 200],
    ['//mcp', 404],
    ['/mcp//', 404],
    ['/mcp/..%2f', 404],
    ['/mcp/../mcp', 404],
    ['/./mcp', 404],
    ['/sse/../mcp', 404],
    ['/MCP', 404],
    ['/%6dcp', 404],
    ['/mcp%00', 404],
    ['/mcp;x=1', 404],
    ['/mcp#x', 404],
    ['\\mcp', 400],
    ['/mcp\\', 404],
    ['*', 404],
    ['//evil.example/mcp', 404],
    ['http://localhost/mcp', 404],
    ['http://evil.example/mcp', 404],
    ['/metrics', 404],
    ['/peer/messages', 404],
    [`/${canary}`, 404],
    [`/${canary.repeat(1_500)}`, 404],
  ])('POST %s: %i', async (target, status) => {
    const of = attacked()
    const told = await of.send(of.changed({ target }))
    expect(told.statuses).toEqual([status])
  })

  it.each(['', '/authorize', '/sse'])('a token in the query of %s is no token', async (path) => {
    const of = attacked()
    const headers = [...of.without('Authorization'), lengthOf(listStudies)]
    const target = `${path === '' ? '/mcp' : path}?access_token=${of.tokens.own}&x=${canary}`
    const told = await of.send(of.changed({ target, headers }))
    expect([401, 405]).toContain(told.statuses[0])
    expect(told.text).not.toContain(of.tokens.own)
  })

  it.each([
    '/authorize?client_id=%ff&redirect_uri=%',
    `/authorize?client_id=${canary}&client_id=${canary}`,
    `/authorize?${canary.repeat(1_400)}`,
    '/authorize/%ff',
    '/authorize/..%2f..%2ftoken',
    `/authorize/${canary}`,
    '/authorize//evil.example',
    '/consent/%ff',
    '/consent/%00',
    '/consent/../account',
    `/consent/${canary}/done`,
    `/consent/${canary}/done?wait=NaN`,
    '/consent//',
    '/consent',
    '/oauth/callback?code=%ff&state=%ff',
    `/oauth/callback?code=${canary}&state=a&state=b`,
    `/oauth/callback?error=${canary}&error_description=%00%ff`,
    '/oauth/callback?state[]=x',
    `/account?x=${canary}`,
    '/account/..',
    '/account/%2e%2e/mcp',
    '/.well-known/oauth-protected-resource/%ff',
    '/.well-known/oauth-protected-resource/mcp/../sse',
    '/.well-known/oauth-authorization-server//evil.example',
    '/.well-known/openid-configuration?x=%ff',
    '/jwks?kid=%ff',
    '/messages?sessionId=%ff',
    `/sse?sessionId=${canary}`,
    '/health?%ff',
    '/ready?%',
    '/?%ff',
    '/__proto__',
    '/constructor',
    '/consent/__proto__',
  ])('GET %s is answered with a page, a redirect or an error of its own', async (target) => {
    const of = attacked()
    const cookies = [
      'x',
      'jhe-x=1; jhe-x=2',
      `__Host-jhe-${canary}=${canary}`,
      '%ff=%ff; =; ;;',
      '',
    ]
    for (const cookie of cookies) {
      const headers: readonly Header[] = [
        ['Host', `localhost:${of.port}`],
        ['Cookie', cookie],
        ['Connection', 'close'],
      ]
      const told = await of.send(rawRequest({ method: 'GET', target, headers }))
      expect(told.statuses).toHaveLength(1)
      const head = told.text.toLowerCase().split('\r\n\r\n')[0] ?? ''
      // no redirect leaves this server for somebody else's
      expect(/\r\nlocation: (?:https?:)?\/\/(?!localhost)/.test(head)).toBe(false)
      if (!head.includes('content-type: text/html')) continue
      expect(head).toContain("frame-ancestors 'none'")
      expect(head).toContain("default-src 'none'")
      expect(told.text.split('\r\n\r\n')[1]).not.toContain(canary)
    }
  })
})

describe('methods', () => {
  const foreign: Header = ['Origin', 'https://evil.example']
  const preflight: Header = ['Access-Control-Request-Method', 'POST']

  it.each([
    '/mcp',
    '/sse',
    '/messages',
    '/token',
    '/register',
    '/revoke',
    '/consent/x',
    '/account',
    '/authorize',
    '/',
  ])('a preflight of a foreign page for %s allows nothing', async (target) => {
    const of = attacked()
    const told = await of.send(
      of.changed({ method: 'OPTIONS', target, body: '' }, foreign, preflight),
    )
    expect([403, 404, 405, 400]).toContain(told.statuses[0])
    expect(told.text.toLowerCase()).not.toContain('access-control-allow')
  })

  const paths = [
    '/',
    '/mcp',
    '/sse',
    '/messages',
    '/health',
    '/ready',
    '/authorize',
    '/token',
    '/register',
  ]
  const more = [
    '/revoke',
    '/jwks',
    '/consent/x',
    '/consent/x/done',
    '/oauth/callback',
    '/account',
    '/nowhere',
  ]
  const odd = [
    'HEAD',
    'OPTIONS',
    'TRACE',
    'PUT',
    'PATCH',
    'DELETE',
    'PROPFIND',
    'QUERY',
    'M-SEARCH',
  ]

  it.each([...paths, ...more])('others than its own at %s do nothing', async (target) => {
    const of = attacked()
    for (const method of odd) {
      const told = await of.send(of.changed({ method, target, body: '' }, ['X-Odd', canary]))
      expect(told.statuses.length, method).toBeLessThanOrEqual(1)
      const [, body = ''] = told.text.split('\r\n\r\n')
      // TRACE gives nothing back, HEAD has no body
      expect(body, method).not.toContain(canary)
      if (method === 'HEAD') expect(body).toBe('')
    }
  })

  it('CONNECT makes no tunnel', async () => {
    const of = attacked()
    const told = await of.send(`CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: localhost:${of.port}\r\n\r\n`)
    expect(told.statuses.filter((status) => status < 300)).toEqual([])
  })

  it('an unknown method is refused', async () => {
    const of = attacked()
    expect((await of.send(of.changed({ method: 'JHE' }))).statuses).toEqual([400])
  })
})
