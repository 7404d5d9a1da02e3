import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { PathHandler } from '../../../src/broker/broker.js'
import { askHttpServer, legacyMessage, type HttpReply } from '../../support/clients/http-request.js'
import { initialize } from '../../support/clients/raw-host.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  publicUrl,
  scopeless,
  tokenOf,
  type ServedOptions,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

let world: ServedWorld
const open = async (options: ServedOptions = {}): Promise<ServedWorld> => {
  world = await openServedWorld(options)
  return world
}
afterEach(async () => {
  await world.close()
})

const subject = people.coordinator.userId
const jsonIn = ({ body }: HttpReply): unknown => JSON.parse(body)
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

describe('the routes', () => {
  it('GET / tells what this is, the tools by their hash, and where what is', async () => {
    const { url } = await open()
    const told = await askHttpServer(`${url}/`)
    expect(told.status).toBe(200)
    expect(jsonIn(told)).toMatchObject({
      name: 'jhe-mcp',
      version: '0.0.0',
      tools_sha256: z
        .stringFormat('hash', /^[0-9a-f]{64}$/)
        .parse(z.looseObject({ tools_sha256: z.string() }).parse(jsonIn(told)).tools_sha256),
      endpoints: { mcp: `${publicUrl}/mcp`, sse: `${publicUrl}/sse` },
    })
  })

  it.each(['/health', '/live'])('GET %s asks for nothing that could be away', async (path) => {
    const { url, broker } = await open()
    broker.isDown = true
    const told = await askHttpServer(`${url}${path}`, { headers: { Host: '10.0.0.7:8001' } })
    expect([told.status, jsonIn(told)]).toEqual([200, { status: 'ok' }])
  })

  it.each([
    ['GET', '/mcp', 405],
    ['DELETE', '/mcp', 405],
    ['GET', '/sse', 405],
    ['POST', '/', 405],
    ['POST', '/ready', 405],
    ['GET', '/metrics', 404],
    ['POST', '/peer/messages', 404],
    ['POST', '/messages', 404],
    ['GET', '/nowhere', 404],
    ['GET', '//mcp', 404],
    ['HEAD', '/sse', 405],
    ['HEAD', '/', 200],
    ['HEAD', '/live', 200],
  ])('%s %s is %i', async (method, path, status) => {
    const { url } = await open()
    const told = await askHttpServer(`${url}${path}`, { method, headers: bearer(tokenOf(subject)) })
    expect(told.status).toBe(status)
    expect(told.headers['www-authenticate']).toBeUndefined()
  })

  it('405 names what is allowed', async () => {
    const { url } = await open()
    expect((await askHttpServer(`${url}/mcp`)).headers.allow).toBe('POST')
  })

  it('the handlers of the legacy transport get their paths, and it is closed with the server', async () => {
    const { url } = await open({
      sse: {
        handlerOf: (path, method) => async (_request, response) => {
          response.end(`${method} ${path}`)
          await Promise.resolve()
        },
        close: async () => {
          await Promise.resolve()
        },
      },
    })
    expect((await askHttpServer(`${url}/sse`)).body).toBe('GET /sse')
    const posted = await askHttpServer(`${url}/messages?sessionId=x`, { method: 'POST' })
    expect(posted.body).toBe('POST /messages')
  })

  it('only the internal listener answers /metrics and /peer/messages, and nothing else', async () => {
    const say =
      (text: string): PathHandler =>
      async (_request, response) => {
        response.end(text)
        await Promise.resolve()
      }
    const { server, url } = await open({
      env: { JHE_INTERNAL_LISTEN: '127.0.0.1:0' },
      internal: { metrics: say('metrics'), peer: say('peer') },
    })
    const inside = `http://127.0.0.1:${server.internalPort ?? 0}`
    expect((await askHttpServer(`${inside}/metrics`)).body).toBe('metrics')
    expect((await askHttpServer(`${inside}/peer/messages`, { method: 'POST' })).body).toBe('peer')
    expect((await askHttpServer(`${inside}/mcp`, { method: 'POST' })).status).toBe(404)
    expect((await askHttpServer(`${url}/metrics`)).status).toBe(404)
  })
})

describe('GET /ready', () => {
  it('F30: is 503 and names what is missing, by code, until everything is there', async () => {
    const { url, broker, log } = await open()
    broker.isDown = true
    const told = await askHttpServer(`${url}/ready`)
    expect([told.status, jsonIn(told)]).toEqual([
      503,
      {
        ready: false,
        draining: false,
        sign_in: 'STATE_UNAVAILABLE',
        shared_state: 'ok',
        database: 'INTERNAL',
      },
    ])
    expect(log.filter((line) => line.includes('Not ready.'))).toHaveLength(1)
  })

  it('tells the log why and what to do, once until all is there again', async () => {
    const { url, broker, log } = await open()
    broker.isDown = true
    const why = () =>
      log.filter((line) => line.includes('The state is not reachable. Try again in a moment.'))
    await askHttpServer(`${url}/ready`)
    await askHttpServer(`${url}/ready`)
    expect(why()).toHaveLength(1)
  })
})

describe('F13: trouble of ours is never a challenge', () => {
  it.each([
    ['no token', undefined, 401, 'invalid_token'],
    ['a bad token', 'nobody', 401, 'invalid_token'],
    ['a token without the scope', scopeless, 403, 'insufficient_scope'],
  ])('%s', async (_what, token, status, error) => {
    const { url } = await open()
    const headers = token === undefined ? {} : bearer(token)
    const told = await askHttpServer(`${url}/mcp`, { method: 'POST', headers })
    expect(told.status).toBe(status)
    expect(told.headers['www-authenticate']).toMatch(/^Bearer /)
    expect(told.headers['www-authenticate']).toContain(`error="${error}"`)
    expect(told.headers['www-authenticate']).toContain('scope="jhe:read"')
    expect(jsonIn(told)).toMatchObject({ error })
  })

  it('state, keys or JHE away: 503, when to come back, no challenge', async () => {
    const { url, broker } = await open()
    broker.isDown = true
    const told = await askHttpServer(`${url}/mcp`, legacyMessage(subject, initialize))
    expect(told.status).toBe(503)
    expect(told.headers['retry-after']).toBe('5')
    expect(told.headers['www-authenticate']).toBeUndefined()
  })

  it('a broker that fails in a way nobody foresaw', async () => {
    const { url, broker } = await open()
    broker.authenticate = async () => await Promise.reject(new Error('secret-of-the-broker'))
    const told = await askHttpServer(`${url}/mcp`, legacyMessage(subject, initialize))
    expect([told.status, told.headers['www-authenticate']]).toEqual([503, undefined])
    expect(`${told.body} ${world.log.join(' ')}`).not.toContain('secret-of-the-broker')
  })
})

describe('F23: the challenge points to the metadata of the address that was typed in', () => {
  it.each([
    ['/mcp', '/mcp'],
    ['/mcp/', '/mcp'],
    ['/mcp?a=b', '/mcp'],
    ['/sse', '/sse'],
    ['/sse/', '/sse'],
  ])('POST %s', async (path, resource) => {
    const { url } = await open()
    const told = await askHttpServer(`${url}${path}`, { method: 'POST' })
    expect(told.headers['www-authenticate']).toContain(
      `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource${resource}"`,
    )
  })
})

describe('headers of every answer', () => {
  it.each(['/', '/mcp', '/nowhere', '/live'])('%s', async (path) => {
    const { url } = await open()
    const { headers } = await askHttpServer(`${url}${path}`)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('ask browsers to stay with https where the public address is', async () => {
    const { url } = await open({ env: { JHE_PUBLIC_URL: 'https://jhe.example.org' } })
    const { headers } = await askHttpServer(`${url}/live`)
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })
})

describe('the log', () => {
  it('holds no query, no token and no path that may be secret', async () => {
    const { broker, url, log } = await open()
    broker.pages.set('/consent/secret-id', async (_request, response) => {
      response.end()
      await Promise.resolve()
    })
    await askHttpServer(`${url}/consent/secret-id?code=secret-code`)
    await askHttpServer(`${url}/mcp?access_token=secret-token`, {
      method: 'POST',
      headers: bearer('secret-token'),
    })
    expect(log.join('\n')).toContain('"/consent"')
    expect(log.join('\n')).not.toContain('secret')
  })
})
