import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createGzip } from 'node:zlib'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import {
  callMessage,
  initialize,
  parseLine,
  startRawHost,
  type RawHost,
} from '../../support/clients/raw-host.js'
import { answerWell } from '../../support/connect/faults/faulty-server.js'
import { peakMemory } from '../../support/connect/faults/peak-memory.js'
import {
  beginEvents,
  resultFor,
  sendEvent,
  serveScript,
  type Incoming,
  type Script,
  type ScriptedServer,
} from '../../support/connect/scripted-server.js'
import { ownHome } from '../../support/own-home.js'

const megabyte = 1_048_576
/** Enough for one message of the largest size, in megabytes. */
const most = 700

let server: ScriptedServer
let host: RawHost
let attack: Script
beforeEach(async () => {
  attack = answerWell
  server = await serveScript((incoming) => {
    const { params } = incoming.message
    if (JSON.stringify(params ?? null).includes('"attack"')) attack(incoming)
    else answerWell(incoming)
  })
  host = startRawHost({
    args: ['connect', server.url],
    env: { HOME: ownHome(), JHE_TOKEN_STORE: 'file' },
  })
  host.send(initialize)
  await host.answerTo(0)
  host.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
})
afterEach(async () => {
  host.process.stdout.resume()
  await host.end()
  await server.close()
})

/** Writes as fast as the other side reads, until it has gone. */
const pour = async (response: ServerResponse, parts: Iterable<string>): Promise<void> => {
  const gone = new AbortController()
  response.once('close', () => {
    gone.abort()
  })
  try {
    for (const part of parts)
      if (!response.write(part)) await once(response, 'drain', { signal: gone.signal })
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown
  }
}

const times = function* (count: number, part: string): Generator<string> {
  for (let at = 0; at < count; at += 1) yield part
}

const toError = async (script: Script, id: number): Promise<string> => {
  attack = script
  host.send(callMessage(id, 'attack'))
  return JSON.stringify((await host.answerTo(id)).result)
}

const expectAlive = async (id: number): Promise<void> => {
  host.send(callMessage(id, 'ask'))
  expect(JSON.stringify((await host.answerTo(id)).result)).toContain('fine')
  expect(peakMemory(host.process.pid)).toBeLessThan(most)
}

const bigPart = 'x'.repeat(megabyte)

const bombs: readonly (readonly [string, Script])[] = [
  [
    'a JSON answer of 300 MB',
    ({ response }) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .write('{"jsonrpc":"2.0","x":"')
      void pour(response, times(300, bigPart))
    },
  ],
  [
    'an event of 300 MB',
    ({ response }) => {
      beginEvents(response)
      response.write('data: {"x":"')
      void pour(response, times(300, bigPart))
    },
  ],
  [
    'an event of 300 lines of a megabyte',
    ({ response }) => {
      beginEvents(response)
      void pour(response, times(300, `data: ${bigPart}\n`))
    },
  ],
  [
    '300 MB out of a small compressed answer',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(response)
      gzip.on('error', () => undefined)
      const zip = async (): Promise<void> => {
        for (const part of times(300, bigPart)) if (!gzip.write(part)) await once(gzip, 'drain')
        gzip.end()
      }
      void zip()
    },
  ],
]

const noMessage =
  /SERVER_FAILED: .*not a JSON-RPC message\. Try again; .* tell the administrator of the server/

describe('a hostile server', () => {
  it.each(bombs)('%s is given up', async (_is, script) => {
    expect(await toError(script, 1)).toMatch(/SERVER_FAILED: .*more than .* bytes/)
    await expectAlive(2)
  })

  it.each([
    ['gzip that is none', 'gzip', /SERVER_UNREACHABLE: .*was lost .* Look whether it was done /],
    ['a coding of the language', 'constructor', noMessage],
    ['a coding of nobody', '__proto__', noMessage],
  ])('%s', async (_is, coding, says) => {
    const script: Script = ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding })
      response.end('{"jsonrpc"')
    }
    expect(await toError(script, 1)).toMatch(says)
    await expectAlive(2)
  })

  it('200 MB of notifications wait for a host that does not read, and its requests go on', async () => {
    const text = 'y'.repeat(100_000)
    const note = {
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', data: text },
    }
    let isAttacked = false
    let isSeen = false
    attack = (incoming) => {
      if (incoming.message['id'] === 2) {
        isSeen = true
        answerWell(incoming)
        return
      }
      isAttacked = true
      const { response } = incoming
      beginEvents(response)
      void pour(response, times(2_000, `data: ${JSON.stringify(note)}\n\n`)).then(() => {
        sendEvent(response, resultFor(incoming, { content: [{ type: 'text', text: 'done' }] }))
        response.end()
      })
    }
    host.process.stdout.pause()
    host.send(callMessage(1, 'attack'))
    await expect.poll(() => isAttacked, { timeout: 20_000 }).toBe(true)
    host.send(callMessage(2, 'attack'))
    await expect.poll(() => isSeen, { timeout: 20_000 }).toBe(true)
    expect(peakMemory(host.process.pid)).toBeLessThan(250)
    host.process.stdout.resume()
    expect(JSON.stringify((await host.answerTo(1)).result)).toContain('done')
    expect(host.lines.filter((line) => line.includes('notifications/message'))).toHaveLength(2_000)
    expect(peakMemory(host.process.pid)).toBeLessThan(250)
    await expectAlive(3)
  })

  it('floods of changes and of questions: the host gets no more than it can answer', async () => {
    attack = (incoming) => {
      const { response } = incoming
      beginEvents(response)
      const flood = function* (): Generator<string> {
        for (let id = 0; id < 5_000; id += 1) {
          for (const method of ['elicitation/create', 'sampling/createMessage'])
            yield `data: ${JSON.stringify({ jsonrpc: '2.0', id: `${method} ${id}`, method, params: {} })}\n\n`
          yield 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'
          yield 'data: no message\n\n'
        }
      }
      void pour(response, flood()).then(() => {
        sendEvent(response, resultFor(incoming, { content: [] }))
        response.end()
      })
    }
    host.send(callMessage(1, 'attack'))
    await host.answerTo(1)
    const questions = host.lines.filter((line) => /"method":"(elicitation|sampling)/.test(line))
    expect(questions.length).toBeLessThanOrEqual(1_000)
    expect(host.stderr().length).toBeLessThan(10_000)
    await expectAlive(2)
  })

  it('ids of its questions may be those of the host', async () => {
    const answered: unknown[] = []
    attack = (incoming: Incoming) => {
      beginEvents(incoming.response)
      sendEvent(incoming.response, {
        jsonrpc: '2.0',
        id: 1,
        method: 'elicitation/create',
        params: {},
      })
      sendEvent(incoming.response, {
        jsonrpc: '2.0',
        id: 1,
        method: 'elicitation/create',
        params: {},
      })
      answered.push(incoming.message['id'])
      sendEvent(incoming.response, resultFor(incoming, { content: [] }))
    }
    host.send(callMessage(1, 'attack'))
    expect((await host.answerTo(1)).result).toEqual({ content: [] })
    expect(host.lines.filter((line) => parseLine(line).method !== undefined)).toHaveLength(1)
    host.send({ jsonrpc: '2.0', id: 1, result: { action: 'decline' } })
    await expect.poll(() => server.requests, { timeout: 30_000 }).toContain('POST answer')
    await expectAlive(2)
  })

  it('names of the language, and unseen characters, are passed on as they are', async () => {
    const result =
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},"content":[],"\\u0007":"\\u001b[2J"}'
    attack = ({ message, response }) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(`{"jsonrpc":"2.0","id":${String(message['id'])},"result":${result}}`)
    }
    host.send(callMessage(1, 'attack'))
    await host.answerTo(1)
    expect(host.lines.at(-1)).toContain(result)
    await expectAlive(2)
  })
})
