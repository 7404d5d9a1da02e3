import { afterEach, describe, expect, it } from 'vitest'

import { askHttpServer, legacyMessage, type HttpReply } from '../../support/clients/http-request.js'
import { initialize } from '../../support/clients/raw-host.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  publicUrl,
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

const page = async (
  path: string,
  status: number,
  method = 'GET',
): Promise<{ ask: (headers?: Readonly<Record<string, string>>) => Promise<HttpReply> }> => {
  const { broker, url } = await open()
  broker.pages.set(path, async (_request, response) => {
    response.writeHead(status).end('page')
    await Promise.resolve()
  })
  return { ask: async (headers = {}) => await askHttpServer(`${url}${path}`, { method, headers }) }
}

describe('F38: a foreign Host or Origin is refused', () => {
  it.each([
    ['/mcp', 'POST', { Host: 'evil.example' }, 403],
    ['/sse', 'POST', { Host: 'evil.example' }, 403],
    ['/', 'GET', { Host: 'evil.example' }, 403],
    ['/mcp', 'POST', { Origin: 'https://evil.example' }, 403],
    ['/mcp', 'POST', { Origin: 'null' }, 403],
    ['/mcp', 'POST', { Origin: 'http://localhost:6274' }, 200],
    ['/mcp', 'POST', { Origin: 'https://console.example' }, 200],
    ['/mcp', 'POST', { Host: '127.0.0.1:9999' }, 200],
    ['/mcp', 'POST', {}, 200],
  ])('%s %s with %o is %i', async (path, method, headers, status) => {
    const { url, broker } = await open({ env: { JHE_ALLOWED_ORIGINS: 'https://console.example' } })
    const message = legacyMessage(subject, initialize)
    const told = await askHttpServer(`${url}${path}`, {
      ...(method === 'POST' ? message : {}),
      method,
      headers: { ...(method === 'POST' ? message.headers : {}), ...headers },
    })
    expect(told.status).toBe(status)
    if (status === 403) expect(broker.asked).toEqual([])
  })

  it('says by which name to ask, and once in the log what is most often the cause', async () => {
    const { url, log } = await open()
    const ask = async () => await askHttpServer(`${url}/`, { headers: { Host: 'backend:8001' } })
    expect((await ask()).body).toBe(`This server is known as ${publicUrl}: ask there.\n`)
    await ask()
    expect(log.filter((line) => line.includes('must pass on the Host header'))).toHaveLength(1)
    expect(log.join()).not.toContain('backend')
  })

  it.each([
    ['POST', { Origin: 'https://evil.example' }, 403],
    ['POST', { Host: 'evil.example' }, 403],
    // what browsers send of a page that keeps its address to itself
    ['POST', { Origin: 'null' }, 200],
    ['GET', { Origin: 'https://evil.example' }, 200],
    ['GET', { Host: 'evil.example' }, 403],
  ])('a page, %s with %o is %i', async (method, headers, status) => {
    const { ask } = await page('/consent/1', 200, method)
    expect((await ask(headers)).status).toBe(status)
  })
})

describe('F39: addresses come from JHE_PUBLIC_URL alone', () => {
  it('whatever the headers say', async () => {
    const { url } = await open()
    const headers = {
      Host: '127.0.0.1',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=evil.example;proto=https',
    }
    const challenge = await askHttpServer(`${url}/mcp`, { method: 'POST', headers })
    const told = await askHttpServer(`${url}/`, { headers })
    const all = `${String(challenge.headers['www-authenticate'])} ${told.body}`
    expect(all).not.toContain('evil.example')
    expect(all.match(/https?:\/\/(?!www\.npmjs\.com)[^/"]+/g)).toSatisfy((found: string[]) =>
      found.every((one) => one === publicUrl),
    )
  })
})
