import { Agent } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import {
  askHttpServer,
  closed,
  legacyMessage,
  messagesIn,
  modernMessage,
  openRequest,
  type HttpAsk,
} from '../../support/clients/http-request.js'
import { callMessage } from '../../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { isFree } from '../../support/loopback.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  openServedWorld,
  type ServedOptions,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

const subject = people.member.userId

let database: TestDatabase
let world: ServedWorld
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})
afterEach(async () => {
  await world.close()
})

/** This machine may be busy. */
const patient = { timeout: 30_000, interval: 10 }

interface Gate {
  readonly entered: () => number
  readonly open: () => void
}

/** A server whose calls stop in front of the database until the gate opens. */
const openGated = async (options: ServedOptions = {}): Promise<Gate> => {
  let entered = 0
  const gate = withResolvers()
  world = await openServedWorld({
    databaseUrl: database.url,
    changeApp: (app) => ({
      ...app,
      database: async () => {
        entered += 1
        await gate.promise
        return await app.database()
      },
    }),
    ...options,
  })
  return {
    entered: () => entered,
    open: () => {
      gate.resolve()
    },
  }
}

const withResolvers = () => {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const questionOf = (id: number): HttpAsk =>
  id % 2 === 0
    ? legacyMessage(subject, callMessage(id, 'list_studies'))
    : modernMessage(subject, id, 'tools/call', { name: 'list_studies', arguments: {} })

const answer = z.object({
  id: z.int(),
  result: z.looseObject({ structuredContent: z.looseObject({}) }),
})

const listening = async (free: boolean): Promise<void> => {
  await vi.waitFor(async () => {
    expect(await isFree(world.server.port)).toBe(free)
  }, patient)
}

describe('the end of a server', () => {
  it('F44: 50 calls under way get 50 answers', async () => {
    const gate = await openGated()
    const agent = new Agent({ keepAlive: true })
    const calls = Array.from({ length: 50 }, async (_, id) => {
      const reply = await askHttpServer(`${world.url}/mcp`, { ...questionOf(id), agent })
      return answer.parse(messagesIn(reply)[0]).id
    })
    await vi.waitFor(() => {
      expect(gate.entered()).toBe(50)
    }, patient)
    const drained = world.server.drain()
    await listening(true)
    gate.open()
    expect((await Promise.all(calls)).toSorted((a, b) => a - b)).toEqual([...Array(50).keys()])
    await drained
    agent.destroy()
  })

  it('goes on during the notice, says that it is not ready, and lets connections go', async () => {
    const gate = await openGated({ env: { JHE_DRAIN: '600s/25s' } })
    gate.open()
    void world.server.drain()
    const ready = await askHttpServer(`${world.url}/ready`)
    expect([ready.status, JSON.parse(ready.body)]).toMatchObject([503, { draining: true }])
    const agent = new Agent({ keepAlive: true })
    const told = await askHttpServer(`${world.url}/mcp`, { ...questionOf(1), agent })
    expect([told.status, told.headers['connection']]).toEqual([200, 'close'])
    expect((await askHttpServer(`${world.url}/live`)).status).toBe(200)
    agent.destroy()
  })

  it('what still comes afterwards on a kept connection is answered 503', async () => {
    const gate = await openGated()
    const socket = connect(world.server.port, '127.0.0.1')
    const { headers = {}, body = '' } = questionOf(0)
    const head = Object.entries({ ...headers, Host: 'localhost', 'Content-Length': body.length })
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const post = `POST /mcp HTTP/1.1\r\n${lines}\r\n${body}`
    socket.write(post)
    await vi.waitFor(() => {
      expect(gate.entered()).toBe(1)
    }, patient)
    // another answer keeps the server from its end
    const { promise, resolve } = withResolvers()
    world.broker.pages.set('/account', async (_request, response) => {
      await promise
      response.end('page')
    })
    const page = askHttpServer(`${world.url}/account`)
    await listening(false)
    const drained = world.server.drain()
    await listening(true)
    socket.write(post)
    gate.open()
    const all = await text(socket)
    resolve()
    expect((await page).body).toBe('page')
    expect(all.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503'])
    expect(all.slice(all.indexOf('HTTP/1.1 503'))).toMatch(/^connection: close/im)
    await drained
  })

  it('ends quietly when what is under way takes longer than it may', async () => {
    const gate = await openGated({ env: { JHE_DRAIN: '0s/0s' } })
    const call = askHttpServer(`${world.url}/mcp`, questionOf(1)).catch(() => 'cut')
    await vi.waitFor(() => {
      expect(gate.entered()).toBe(1)
    }, patient)
    await world.server.drain()
    gate.open()
    expect(await call).toBe('cut')
  })

  it('ends streams', async () => {
    const gate = await openGated()
    gate.open()
    const listen = modernMessage(subject, 1, 'subscriptions/listen', {
      notifications: { toolsListChanged: true },
    })
    const response = await openRequest(`${world.url}/mcp`, listen)
    expect(response.headers['content-type']).toBe('text/event-stream')
    await world.server.drain()
    await closed(response)
    expect(response.complete).toBe(true)
  })
})

describe('streams that stay open', () => {
  it('are limited by person and in all', async () => {
    const gate = await openGated({ env: { JHE_STREAMS: '1/2' } })
    gate.open()
    const listen = async (asking: number) =>
      await openRequest(
        `${world.url}/mcp`,
        modernMessage(asking, 1, 'subscriptions/listen', {
          notifications: { toolsListChanged: true },
        }),
      )
    const first = await listen(subject)
    const again = await listen(subject)
    const other = await listen(people.coordinator.userId)
    const third = await listen(people.loner.userId)
    expect([first, again, other, third].map(({ statusCode }) => statusCode)).toEqual([
      200, 429, 200, 429,
    ])
    first.destroy()
    await vi.waitFor(async () => {
      const next = await listen(subject)
      expect(next.statusCode).toBe(200)
    }, patient)
  })
})
