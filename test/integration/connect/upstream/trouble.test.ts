import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

import { describe, expect } from 'vitest'

import { readMessages } from '../../../../src/connect/upstream/message.js'
import { openBridgedHost } from '../../../support/connect/bridged-host.js'
import { serveLegacy } from '../../../support/connect/legacy-server.js'
import { it } from '../../../support/connect/opened.js'
import { createSampleServer } from '../../../support/connect/sample-server.js'
import {
  answerUsual,
  beginEvents,
  resultFor,
  sendEvent,
  sendJson,
  type Incoming,
} from '../../../support/connect/scripted-server.js'
import { freePort, holdPort } from '../../../support/loopback.js'

describe('a computer that slept', () => {
  it.for(['tools/list', 'tools/call'])(
    'does not hang on a dead connection with %s',
    async (method, { script }) => {
      const old = new Set<Socket>()
      let isAsleep = false
      let clock = Date.parse('2026-11-30T10:00:00Z')
      const { server, host } = await script(
        (incoming) => {
          // a connection from before the sleep takes bytes and says nothing
          if (!isAsleep) old.add(incoming.socket)
          else if (old.has(incoming.socket)) return
          if (!answerUsual(incoming)) sendJson(incoming.response, resultFor(incoming))
        },
        { now: () => new Date(clock), limits: { wakeMs: 500 } },
      )
      server.server.keepAliveTimeout = 600_000
      await host.ask('ping')
      // the connection comes to rest
      for (let turn = 0; turn < 50; turn += 1) await setImmediate()
      isAsleep = true
      clock += 3_600_000
      expect(await host.ask(method)).toHaveProperty('result')
      expect(host.received).toHaveLength(2)
    },
  )
})

/** A server that says the same to all; without an answer it cuts the connection of calls. */
const serveAt = async (port: number, answers: boolean) =>
  await holdPort(
    createServer((request, response) => {
      let text = ''
      request.on('data', (part: Buffer) => (text += part.toString()))
      request.once('end', () => {
        const [message = {}] = readMessages(text) ?? []
        if (!answers && message['method'] === 'tools/call') request.socket.destroy()
        else
          sendJson(response, { jsonrpc: '2.0', id: message['id'], result: {} }, 200, {
            connection: 'close',
          })
      })
    }),
    port,
    '127.0.0.1',
  )

describe('a server that is restarted', () => {
  it('F1: is waited for, and a call that reads is repeated', async ({ keep }) => {
    const port = await freePort()
    const first = await serveAt(port, false)
    let waits = 0
    const host = keep(
      openBridgedHost(`http://127.0.0.1:${port}/mcp`, {
        isRepeatable: () => true,
        wait: async () => {
          waits += 1
          if (waits === 1) await first.close()
          if (waits === 4) keep(await serveAt(port, true))
        },
      }),
    )
    await host.ask('ping')
    expect(await host.ask('tools/call', { name: 'read' })).toHaveProperty('result')
    expect(waits).toBe(4)
  })

  it('F2: forgets sessions, and goes on', async ({ keep }) => {
    const server = keep(await serveLegacy({ build: createSampleServer }))
    const host = keep(openBridgedHost(server.url, { isRepeatable: () => true }))
    await host.initialize()
    await server.forget()
    server.server.closeAllConnections()
    const params = { name: 'echo', arguments: { text: 'again' } }
    expect(await host.ask('tools/call', params)).toMatchObject({
      result: { content: [{ text: 'again' }] },
    })
    expect(server.sessions.size).toBe(1)
    await expect.poll(() => server.requests.filter((line) => line === 'GET').length).toBe(2)
  })
})

describe('T-cancel in the 2025 era', () => {
  it('passes notifications/cancelled on, and gives the call up', async ({ script }) => {
    const seen: unknown[] = []
    let open: Incoming | undefined
    const { host } = await script((incoming) => {
      const { response, message } = incoming
      if (message['method'] === 'tools/call') {
        open = incoming
        beginEvents(response)
      } else {
        if (message['method'] === 'notifications/cancelled') seen.push(message)
        answerUsual(incoming, 's')
      }
    })
    await host.initialize()
    const called = host.askAs(7, 'tools/call', { name: 'wait' })
    called.catch(() => undefined)
    await expect.poll(() => open).toBeDefined()
    const cancel = {
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'enough' },
    }
    await host.send(cancel)
    await expect(called).rejects.toThrow(/cancelled/)
    expect(seen).toEqual([cancel])
    if (open) sendEvent(open.response, resultFor(open))
    expect(host.received).toHaveLength(1)
  })

  it('reaches a call that waits for the server to be less busy', async ({ script }) => {
    const { host } = await script(
      ({ response }) => {
        response.writeHead(503, { 'retry-after': '20' }).end()
      },
      {
        wait: async (_ms, signal) => {
          await new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('stopped'))
            })
          })
        },
      },
    )
    const stop = new AbortController()
    const called = host.ask('tools/call', {}, stop.signal)
    stop.abort(new Error('a person has had enough'))
    await expect(called).rejects.toThrow('a person has had enough')
  })
})

/** Numbers from 0 to 1, the same in each run (mulberry32). */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

describe('chaos', () => {
  it.for([1, 2, 3])('seed %i: nothing is answered twice or wrongly', async (seed, { script }) => {
    const chance = seeded(seed)
    const done = new Map<unknown, number>()
    const { host } = await script(
      (incoming) => {
        const { request, response, socket, message } = incoming
        if (request.method === 'GET' || message['method'] !== 'tools/call') {
          answerUsual(incoming, 's')
          return
        }
        const { id } = message
        const answer = resultFor(incoming, { of: id })
        const fate = chance()
        // what is busy has done nothing yet
        const isBusy = fate >= 0.3 && fate < 0.35
        if (!isBusy) done.set(id, (done.get(id) ?? 0) + 1)
        if (fate < 0.1) socket.destroy()
        else if (fate < 0.2) {
          beginEvents(response)
          sendEvent(response, { jsonrpc: '2.0', method: 'notifications/message' })
          response.write(': cut\n\n', () => socket.destroy())
        } else if (fate < 0.3) {
          beginEvents(response)
          sendEvent(response, answer)
          sendEvent(response, answer)
          response.write(': cut\n\n', () => socket.destroy())
        } else if (isBusy) response.writeHead(503, { 'retry-after': '1' }).end()
        else if (fate < 0.4) response.writeHead(502).end()
        else if (fate < 0.45) sendJson(response, [answer, answer, { ...answer, id: 'unknown' }])
        else sendJson(response, answer)
      },
      { isRepeatable: ({ params }) => JSON.stringify(params).includes('read') },
    )
    await host.initialize()
    const asked = Array.from({ length: 300 }, async (_, at) => {
      const name = at % 2 === 0 ? 'read' : 'write'
      return await host.askAs(at, 'tools/call', { name })
    })
    const outcomes = await Promise.allSettled(asked)
    for (const [at, outcome] of outcomes.entries()) {
      const answers = host.received.filter((message) => message['id'] === at)
      if (outcome.status === 'rejected') expect(answers).toEqual([])
      else expect(answers).toEqual([{ jsonrpc: '2.0', id: at, result: { of: at } }])
    }
    // a call that writes is executed at most once, whatever became of its answer
    const writes = [...done].filter(([id]) => Number(id) % 2 === 1)
    expect(writes.filter(([, times]) => times > 1)).toEqual([])
    expect(done.size).toBe(asked.length)
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(200)
    expect(host.received.every(({ id }) => id !== 'unknown')).toBe(true)
  })
})
