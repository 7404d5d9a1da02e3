import { describe, expect, it } from 'vitest'

import { type Header } from '../../support/http/raw-exchange.js'
import { canary, useAttackedServer } from '../../support/serve/attacked-server.js'

const attacked = useAttackedServer()

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
