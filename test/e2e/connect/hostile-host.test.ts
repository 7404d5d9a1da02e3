import { once } from 'node:events'

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
import { serveScript, type ScriptedServer } from '../../support/connect/scripted-server.js'
import { ownHome } from '../../support/own-home.js'

let server: ScriptedServer
let host: RawHost
let isSilent: boolean
beforeEach(async () => {
  isSilent = false
  server = await serveScript((incoming) => {
    if (!isSilent || incoming.message['method'] !== 'tools/call') answerWell(incoming)
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
  host.process.stdin.destroy()
  host.process.kill('SIGKILL')
  await server.close()
})

/** Writes as fast as the bridge reads. */
const pour = async (count: number, part: (at: number) => string): Promise<void> => {
  for (let at = 0; at < count; at += 1)
    if (!host.process.stdin.write(part(at))) await once(host.process.stdin, 'drain')
}

const expectAlive = async (id: number): Promise<void> => {
  host.send(callMessage(id, 'ask'))
  expect(JSON.stringify((await host.answerTo(id)).result)).toContain('fine')
  expect(peakMemory(host.process.pid)).toBeLessThan(400)
}

const line = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`

describe('a hostile host', () => {
  it('a line of 100 MB is dropped, and the next is read', async () => {
    const part = 'x'.repeat(1_048_576)
    host.process.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"')
    await pour(100, () => part)
    host.process.stdin.write('"}}\n')
    await expectAlive(2)
    expect(await host.end()).toBe(0)
    expect(host.stderr().match(/more than 4 MB/g)).toHaveLength(1)
  })

  it('200,000 cancels of what is not there reach nobody', async () => {
    const method = 'notifications/cancelled'
    await pour(200_000, (requestId) => line({ method, params: { requestId } }))
    await expectAlive(1)
    expect(server.requests).not.toContain(`POST ${method}`)
  })

  it('3,000 requests at once are answered, each once', async () => {
    await pour(3_000, (at) => line({ id: at + 1, method: 'tools/call', params: { name: 'ask' } }))
    await expect.poll(() => host.lines.length, { timeout: 50_000 }).toBe(3_001)
    expect(new Set(host.lines.map((text) => parseLine(text).id)).size).toBe(3_001)
    await expectAlive(5_000)
  })

  it('requests without end to a server that does not answer are not read without end', async () => {
    isSilent = true
    let written = 0
    let isOver = false
    const pouring = pour(1_000_000, (at) => {
      written = at
      if (isOver) throw new Error('over')
      return line({ id: `request ${at}`, method: 'tools/call', params: { name: 'ask' } })
    })
    pouring.catch(() => undefined)
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBeGreaterThan(1_000)
    isOver = true
    expect(written).toBeLessThan(100_000)
    expect(peakMemory(host.process.pid)).toBeLessThan(400)
  })

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf', ''])(
    'a method of the name "%s" is passed on, and leaves no line',
    async (method) => {
      host.send({ jsonrpc: '2.0', id: 1, method })
      await host.answerTo(1)
      expect(server.requests).toContain(`POST ${method}`.trim())
      await expectAlive(2)
    },
  )
})

describe('the end of the process', () => {
  it.each(['SIGABRT', 'SIGQUIT', 'SIGSEGV'] as const)(
    'at %s says nothing of a call',
    async (signal) => {
      isSilent = true
      host.send(callMessage(1, 'ask', { q: 'canary-of-the-question' }))
      await expect.poll(() => server.requests, { timeout: 20_000 }).toContain('POST tools/call')
      host.process.kill(signal)
      await host.exited
      expect(host.lines.join('') + host.stderr()).not.toContain('canary')
    },
  )

  it('without memory says nothing of a call', async () => {
    const small = startRawHost({
      args: ['connect', server.url],
      env: { HOME: ownHome(), NODE_OPTIONS: '--max-old-space-size=24' },
    })
    isSilent = true
    small.send(initialize)
    await small.answerTo(0)
    const q = Array.from({ length: 50_000 }, (_, at) => ({ canary: `canary-${at}` }))
    small.process.stdin.on('error', () => undefined)
    for (let id = 1; id < 60; id += 1) small.send(callMessage(id, 'ask', { q }))
    await small.exited
    expect(small.stderr()).toContain('heap')
    expect(small.stderr()).not.toContain('canary')
  })
})
