import { describe, expect } from 'vitest'

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

const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }

/** A wait that is noted and does not take its time. */
const noted = (waited: number[]) => (ms: number, signal: AbortSignal) => {
  waited.push(ms)
  return signal.aborted ? Promise.reject(new Error('stopped')) : Promise.resolve()
}

describe('the stream of an answer', () => {
  it('goes on elsewhere from the last event, when the server says', async ({ script }) => {
    const waited: number[] = []
    const cursors: unknown[] = []
    let asked: Incoming | undefined
    const { host } = await script(
      (incoming) => {
        const { request, response } = incoming
        if (request.method === 'GET') {
          if (asked === undefined) {
            response.writeHead(405).end()
            return
          }
          cursors.push(request.headers['last-event-id'])
          beginEvents(response)
          if (cursors.length === 1) {
            sendEvent(response, changed, 'b')
            response.end()
          } else {
            sendEvent(response, resultFor(asked, { isDone: true }), 'c')
            response.end()
          }
          return
        }
        if (answerUsual(incoming, 's')) return
        asked = incoming
        beginEvents(response)
        response.end('retry: 1234\nid: a\ndata: \n\n')
      },
      { wait: noted(waited) },
    )
    await host.initialize()
    const params = { name: 'write', arguments: {} }
    expect(await host.ask('tools/call', params)).toMatchObject({ result: { isDone: true } })
    expect(cursors).toEqual(['a', 'b'])
    expect(waited).toEqual([1_234, 1_234])
    expect(host.received.filter(({ method }) => method === changed.method)).toHaveLength(1)
  })

  it('is lost where the server does not go on', async ({ script }) => {
    const { host } = await script((incoming) => {
      if (answerUsual(incoming, 's')) return
      beginEvents(incoming.response)
      incoming.response.end('id: a\ndata: \n\n')
    })
    await host.initialize()
    await expect(host.ask('tools/call', { name: 'write' })).rejects.toThrow(/was lost/)
  })

  it('goes on with a server of the SDK that keeps events', async ({ keep }) => {
    const server = keep(
      await serveLegacy({
        hasEventStore: true,
        build: () => {
          const sample = createSampleServer()
          sample.registerTool('cut', {}, async ({ closeSSEStream, sendNotification }) => {
            closeSSEStream?.()
            await sendNotification({
              method: 'notifications/message',
              params: { level: 'info', data: 1 },
            })
            return { content: [{ type: 'text', text: 'after the cut' }] }
          })
          return sample
        },
      }),
    )
    const host = keep(openBridgedHost(server.url))
    await host.initialize()
    const answer = await host.ask('tools/call', { name: 'cut', arguments: {} })
    expect(answer).toMatchObject({ result: { content: [{ text: 'after the cut' }] } })
    expect(host.received.filter(({ method }) => method === 'notifications/message')).toHaveLength(1)
    expect(server.requests.filter((line) => line === 'POST tools/call')).toHaveLength(1)
  })
})

describe('the stream of the server’s own messages', () => {
  it('is opened again from the last event, later and later', async ({ script }) => {
    const waited: number[] = []
    const cursors: unknown[] = []
    const { host } = await script(
      (incoming) => {
        const { request, response } = incoming
        if (request.method !== 'GET') {
          answerUsual(incoming, 's')
          return
        }
        cursors.push(request.headers['last-event-id'])
        if (cursors.length > 5) return
        if (cursors.length === 5) {
          beginEvents(response)
          sendEvent(response, changed)
        } else if (cursors.length === 1) {
          beginEvents(response)
          response.end('id: 7\ndata: \n\n')
        } else response.writeHead(503).end()
      },
      { wait: noted(waited) },
    )
    await host.initialize()
    await host.next(({ method }) => method === changed.method)
    expect(cursors).toEqual([undefined, '7', '7', '7', '7'])
    expect(waited).toEqual([1_000, 1_000, 2_000, 4_000])
  })

  it('is not asked for again where the server has none', async ({ script }) => {
    const { server, host } = await script((incoming) => {
      if (!answerUsual(incoming, 's')) sendJson(incoming.response, resultFor(incoming))
    })
    await host.initialize()
    await expect.poll(() => server.requests).toContain('GET')
    await host.ask('ping')
    expect(server.requests.filter((line) => line === 'GET')).toHaveLength(1)
    expect(host.upstream).toBeDefined()
  })

  it('carries the answer to a request that was answered 202', async ({ script }) => {
    let stream: Incoming | undefined
    const { host } = await script((incoming) => {
      const { request, response, message } = incoming
      if (request.method === 'GET') {
        beginEvents(response)
        sendEvent(response, changed)
        stream = incoming
      } else if (message['method'] !== 'tools/call') answerUsual(incoming, 's')
      else {
        response.writeHead(202).end()
        if (stream) sendEvent(stream.response, resultFor(incoming, { isDone: true }))
      }
    })
    await host.initialize()
    await host.next(({ method }) => method === changed.method)
    expect(await host.ask('tools/call', {})).toMatchObject({ result: { isDone: true } })
  })

  it('has requests of the server, each once, and takes their answers', async ({ script }) => {
    const answers: unknown[] = []
    const { server, host } = await script((incoming) => {
      const { request, response, message } = incoming
      if (request.method === 'GET') {
        beginEvents(response)
        const question = { jsonrpc: '2.0', id: 5, method: 'roots/list', unknown: { kept: true } }
        sendEvent(response, question)
        sendEvent(response, question)
        sendEvent(response, changed)
        return
      }
      if (message['method'] === undefined) answers.push(message)
      answerUsual(incoming, 's')
    })
    await host.initialize()
    await host.next(({ method }) => method === changed.method)
    const asked = host.received.filter(({ method }) => method === 'roots/list')
    expect(asked).toEqual([
      { jsonrpc: '2.0', id: 5, method: 'roots/list', unknown: { kept: true } },
    ])
    await host.send({ jsonrpc: '2.0', id: 5, result: { roots: [] } })
    expect(answers).toEqual([{ jsonrpc: '2.0', id: 5, result: { roots: [] } }])
    expect(server.requests.filter((line) => line === 'POST answer')).toHaveLength(1)
  })

  it('keeps the session alive by pings', async ({ script }) => {
    const { server, host } = await script(
      (incoming) => {
        const { request, response, message } = incoming
        if (request.method === 'GET') beginEvents(response)
        else if (message['method'] === 'ping') sendJson(response, resultFor(incoming))
        else answerUsual(incoming, 's')
      },
      { limits: { pingMs: 20 } },
    )
    await host.initialize()
    await expect
      .poll(() => server.requests.filter((line) => line === 'POST ping').length)
      .toBeGreaterThan(1)
    expect(host.received).toHaveLength(1)
  })
})

describe('messages', () => {
  it('pass as they came: unknown fields, order of keys, numbers, batches', async ({ script }) => {
    const sent =
      '{"jsonrpc":"2.0","z":[1,{"b":1,"a":2}],"result":{"n":9007199254740991,"f":1e-7,"u":"\\u2028ü"},"id":1,"_x":null}'
    const seen: string[] = []
    const { host } = await script((incoming) => {
      seen.push(JSON.stringify(incoming.message))
      incoming.response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
      incoming.response.end(`[${JSON.stringify(changed)},${sent}]`)
    })
    await host.askAs(1, 'custom/method', { zeta: 1, alpha: { y: [], x: null } })
    expect(seen).toEqual([
      '{"jsonrpc":"2.0","id":1,"method":"custom/method","params":{"zeta":1,"alpha":{"y":[],"x":null}}}',
    ])
    expect(host.received.map((message) => JSON.stringify(message))).toEqual([
      JSON.stringify(changed),
      JSON.stringify(JSON.parse(sent)),
    ])
  })
})
