import { describe, expect, it } from 'vitest'

import { earlyLimits } from '../../../../src/connect/host/early-replies.js'
import type { Seen } from '../../../../src/connect/seen/seen-store.js'
import { closedAfterTest } from '../../../support/closed-after-test.js'
import { discover, initialize } from '../../../support/clients/raw-host.js'
import {
  openBridgeInProcess,
  type BridgeInProcess,
  type InProcessOptions,
} from '../../../support/connect/host/bridge-in-process.js'
import { startSample, type SampleServer } from '../../../support/connect/host/sample-servers.js'

const sample = async (): Promise<SampleServer> =>
  closedAfterTest(await startSample('SDK 2, both eras'))
const bridge = (url: string, options?: InProcessOptions): BridgeInProcess =>
  closedAfterTest(openBridgeInProcess(url, options))

const eras = [
  ['2025', initialize],
  ['2026-07-28', discover],
] as const

/** What a bridge has seen of a server when it has answered once. */
const seenOf = async (server: SampleServer): Promise<Seen | undefined> => {
  const limits = { knownMs: 60_000, strangerMs: 60_000, laterMs: 60_000 }
  const first = bridge(server.url, { limits })
  await first.ask(1, 'initialize', initialize.params)
  first.send({ method: 'notifications/initialized' })
  for (const [at, method] of ['tools/list', 'prompts/list', 'resources/list'].entries())
    await first.ask(at + 2, method)
  await first.close()
  return first.seen()
}

const echo = { name: 'echo', arguments: { text: 'hello' } }
const isListChange = (message: Readonly<Record<string, unknown>>): boolean =>
  message['method'] === 'notifications/tools/list_changed'

describe.each(eras)('F53: a host of %s whose server never answers', (_era, greeting) => {
  const params = (more: object = {}) =>
    greeting === discover ? { ...discover.params, ...more } : more

  it.each([{}, { first: 'token' }])('is answered from what was seen last (%j)', async (tokens) => {
    const server = await sample()
    const remembered = await seenOf(server)
    server.silence(true)
    const { ask } = bridge(server.url, { tokens, ...(remembered && { remembered }) })
    const hello = await ask(1, greeting.method, greeting.params)
    expect(JSON.stringify(hello)).toContain('Ask echo.')
    expect(JSON.stringify(hello)).toContain('"version":"1.2.3"')
    expect(JSON.stringify(await ask(2, 'tools/list', params()))).toContain('echo')
    expect(JSON.stringify(await ask(3, 'prompts/list', params()))).toContain('greet')
    expect((await ask(4, 'resources/list', params()))['result']).toMatchObject({ resources: [] })
  })

  it('is greeted, signed in too, without the wait that its lists have', async () => {
    const server = await sample()
    const remembered = await seenOf(server)
    server.silence(true)
    const limits = { ...earlyLimits, knownMs: 3_600_000 }
    const tokens = { first: 'token' }
    const { ask } = bridge(server.url, { limits, tokens, ...(remembered && { remembered }) })
    const hello = await ask(1, greeting.method, greeting.params)
    expect(JSON.stringify(hello)).toContain('Ask echo.')
  })

  it('is told what is wrong where nothing was ever seen', async () => {
    const server = await sample()
    server.silence(true)
    const { ask } = bridge(server.url)
    const hello = await ask(1, greeting.method, greeting.params)
    expect(JSON.stringify(hello)).toContain('are not known yet')
    expect((await ask(2, 'tools/list', params()))['result']).toMatchObject({ tools: [] })
  })

  it('is never answered from memory where it calls, reads or gets', async () => {
    const server = await sample()
    const remembered = await seenOf(server)
    server.silence(true)
    const { ask, send, received } = bridge(server.url, { ...(remembered && { remembered }) })
    await ask(1, greeting.method, greeting.params)
    send({ id: 2, method: 'tools/call', params: params(echo) })
    send({ id: 3, method: 'resources/read', params: params({ uri: 'sample://page' }) })
    send({ id: 4, method: 'prompts/get', params: params({ name: 'greet' }) })
    await ask(5, 'tools/list', params())
    await ask(6, 'prompts/list', params())
    expect(received.map(({ id }) => id)).toEqual([1, 5, 6])
  })
})

describe('F53: a host that was answered from memory', () => {
  const stale: Seen = {
    results: {
      initialize: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'sample', version: '0.9' },
      },
      'tools/list': { tools: [{ name: 'gone', inputSchema: { type: 'object' } }] },
    },
    fingerprint: undefined,
  }

  it('is told of the change when the server has answered (2025)', async () => {
    const server = await sample()
    const { ask, send, next } = bridge(server.url, { remembered: stale })
    const hello = await ask(1, 'initialize', initialize.params)
    expect(JSON.stringify(hello)).toContain('0.9')
    send({ method: 'notifications/initialized' })
    const told = await ask(2, 'tools/list')
    if (JSON.stringify(told).includes('gone')) await next(isListChange)
    expect(JSON.stringify(await ask(3, 'tools/list'))).toContain('echo')
  })

  it('is told through its open stream (2026-07-28)', async () => {
    const server = await sample()
    const { ask, send, next } = bridge(server.url, { remembered: stale })
    await ask(1, 'server/discover', discover.params)
    const notifications = { toolsListChanged: true }
    send({ id: 'l', method: 'subscriptions/listen', params: { ...discover.params, notifications } })
    const told = await ask(2, 'tools/list', discover.params)
    if (JSON.stringify(told).includes('gone')) {
      const { params } = await next(isListChange)
      expect(params).toHaveProperty(['_meta', 'io.modelcontextprotocol/subscriptionId'], 'l')
    }
    expect(JSON.stringify(await ask(3, 'tools/list', discover.params))).toContain('echo')
  })

  it('gets the answer to its call, though its greeting was answered before the server was', async () => {
    const server = await sample()
    const { ask, send } = bridge(server.url, { remembered: stale })
    send({ id: 1, method: 'initialize', params: initialize.params })
    send({ method: 'notifications/initialized' })
    const answer = await ask(2, 'tools/call', echo)
    expect(JSON.stringify(answer)).toContain('hello')
  })

  it('is told nothing twice', async () => {
    const server = await sample()
    const { ask, send, received, next } = bridge(server.url, { remembered: stale })
    await ask(1, 'initialize', initialize.params)
    send({ method: 'notifications/initialized' })
    await ask(2, 'tools/list')
    await ask(3, 'tools/call', echo)
    await next(({ id }) => id === 3)
    expect(received.filter(({ id }) => id === 1)).toHaveLength(1)
    expect(received.filter(({ id }) => id === 2)).toHaveLength(1)
  })
})
