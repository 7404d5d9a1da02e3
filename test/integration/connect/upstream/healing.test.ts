import { describe, expect } from 'vitest'

import type { Message } from '../../../../src/connect/upstream/message.js'
import { rejected } from '../../../support/caught.js'
import type { HostOptions } from '../../../support/connect/bridged-host.js'
import { it } from '../../../support/connect/opened.js'
import {
  answerUsual,
  beginEvents,
  resultFor,
  sendEvent,
  sendJson,
  type Incoming,
  type Script,
} from '../../../support/connect/scripted-server.js'

const reading: HostOptions = { isRepeatable: () => true }
const call = { name: 'tool', arguments: {} }

const answer = (incoming: Incoming): void => {
  sendJson(incoming.response, resultFor(incoming, { isDone: true }))
}

/** Takes only the tokens named, and says what it wants. */
describe('a lost session', () => {
  const forgetting: (status: number, body: unknown) => Script = (status, body) => (incoming) => {
    const { request, response, message, before } = incoming
    const method = message['method']
    if (method === 'initialize') {
      answerUsual(incoming, before === 0 ? 'one' : 'two')
      return
    }
    if (request.headers['mcp-session-id'] === 'one' && method !== 'notifications/initialized')
      sendJson(response, body, status)
    else if (!answerUsual(incoming)) answer(incoming)
  }
  const error = (message: string, id: unknown) => ({
    jsonrpc: '2.0',
    error: { code: -32_000, message },
    id,
  })

  it.for([
    [404, error('Session not found', null)],
    [404, error('Session not found', 'server-error')],
    [404, {}],
    [400, error('Bad Request: No valid session ID provided', null)],
    [400, error('Bad Request: Server not initialized', null)],
  ] as const)('is begun again after %i %j', async ([status, body], { script }) => {
    const { server, host } = await script(forgetting(status, body))
    await host.initialize()
    expect(await host.ask('tools/list')).toMatchObject({ id: 1, result: { isDone: true } })
    expect(server.requests.filter((line) => !line.startsWith('GET'))).toEqual([
      'POST initialize',
      'POST notifications/initialized',
      'POST tools/list',
      'POST initialize',
      'POST notifications/initialized',
      'POST tools/list',
    ])
    expect(host.received).toHaveLength(2)
  })

  it('is begun again once for all who lost it', async ({ script }) => {
    const { server, host } = await script(forgetting(404, {}))
    await host.initialize()
    const answers = await Promise.all(Array.from({ length: 20 }, () => host.ask('tools/list')))
    expect(answers).toHaveLength(20)
    expect(server.requests.filter((line) => line === 'POST initialize')).toHaveLength(2)
  })

  it('does not repeat a call that may change something', async ({ script }) => {
    const { server, host } = await script(forgetting(404, {}))
    await host.initialize()
    expect((await rejected(host.ask('tools/call', call))).message).toMatch(/not repeated/)
    expect(server.requests.filter((line) => line === 'POST tools/call')).toHaveLength(1)
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
  })

  it('repeats a call that only reads', async ({ script }) => {
    const { host } = await script(forgetting(404, {}), reading)
    await host.initialize()
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
  })

  it('is not begun for ever', async ({ script }) => {
    const { server, host } = await script((incoming) => {
      if (!answerUsual(incoming, 'one')) sendJson(incoming.response, {}, 404)
    })
    await host.initialize()
    expect((await rejected(host.ask('tools/list'))).message).toMatch(/forgets every session/)
    expect(server.requests.filter((line) => line === 'POST initialize')).toHaveLength(2)
  })
})

describe('429 and 503', () => {
  it.for([
    [429, '2', 2_000],
    [503, '7', 7_000],
    [503, 'Mon, 30 Nov 2026 10:00:20 GMT', 20_000],
  ] as const)('%i wait as long as %s says', async ([status, after, ms], { script }) => {
    const waited: number[] = []
    const { server, host } = await script(
      (incoming) => {
        if (incoming.before > 0) answer(incoming)
        else incoming.response.writeHead(status, { 'retry-after': after }).end()
      },
      {
        now: () => new Date('2026-11-30T10:00:00Z'),
        wait: (waitMs) => {
          waited.push(waitMs)
          return Promise.resolve()
        },
      },
    )
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(waited).toEqual([ms])
    expect(server.requests).toHaveLength(2)
  })

  it('end in an error where the server stays busy', async ({ script }) => {
    const { host } = await script(({ response }) => {
      response.writeHead(503).end()
    })
    expect((await rejected(host.ask('tools/call', call))).code).toBe('SERVER_BUSY')
  })
})

const losses: readonly (readonly [string, Script])[] = [
  [
    'cut before the head',
    ({ socket }) => {
      socket.destroy()
    },
  ],
  [
    'cut in the middle of a stream',
    ({ response, socket }) => {
      beginEvents(response)
      response.write('data: {"jsonrpc"', () => socket.destroy())
    },
  ],
  [
    'cut in the middle of JSON',
    ({ response, socket }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
      response.write('{"jsonrpc"', () => socket.destroy())
    },
  ],
  [
    'a stream that ends without the answer',
    ({ response }) => {
      beginEvents(response)
      response.end()
    },
  ],
  [
    'status 504',
    ({ response }) => {
      response.writeHead(504).end()
    },
  ],
]

describe.for(losses)('a lost connection: %s', ([, lose]) => {
  const losing =
    (times: number): Script =>
    (incoming) => {
      if (answerUsual(incoming)) return
      if (incoming.before < times) lose(incoming)
      else answer(incoming)
    }

  it('repeats a call that only reads, once', async ({ script }) => {
    const { server, host } = await script(losing(1), reading)
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(server.requests).toHaveLength(2)
    expect(host.received).toHaveLength(1)
  })

  it('fails where that is lost too', async ({ script }) => {
    const { server, host } = await script(losing(5), reading)
    expect((await rejected(host.ask('tools/call', call))).code).toBe('SERVER_UNREACHABLE')
    expect(server.requests).toHaveLength(2)
  })

  it('repeats lists whatever is known of tools', async ({ script }) => {
    const { host } = await script(losing(1))
    expect(await host.ask('tools/list')).toMatchObject({ result: { isDone: true } })
  })

  it('never repeats a call that may change something', async ({ script }) => {
    const { server, host } = await script(losing(1))
    const error = await rejected(host.ask('tools/call', call))
    expect(error.hint).toMatch(/whether it was done/)
    expect(server.requests).toHaveLength(1)
  })

  it('never answers the server twice', async ({ script }) => {
    const { server, host } = await script((incoming) => {
      if (incoming.message['method'] === undefined) incoming.socket.destroy()
      else answerUsual(incoming)
    })
    await host.initialize()
    await rejected(host.send({ jsonrpc: '2.0', id: 'of the server', result: {} }))
    expect(server.requests.filter((line) => line === 'POST answer')).toHaveLength(1)
  })
})

describe('an answer of a try that was given up', () => {
  it('comes too late for the next', async ({ script }) => {
    let late: (() => void) | undefined
    let clock = Date.parse('2026-11-30T10:00:00Z')
    const { host } = await script(
      (incoming) => {
        const { response, before } = incoming
        if (answerUsual(incoming)) return
        if (before > 0) {
          late?.()
          answer(incoming)
          return
        }
        beginEvents(response)
        late = () => {
          sendEvent(response, resultFor(incoming, { isLate: true }))
        }
        // the computer sleeps, and the next message finds out
        clock += 3_600_000
        void host.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' })
      },
      { ...reading, now: () => new Date(clock) },
    )
    expect(await host.ask('tools/call', call)).toMatchObject({ result: { isDone: true } })
    expect(host.received.filter((message: Message) => 'result' in message)).toHaveLength(1)
  })
})
