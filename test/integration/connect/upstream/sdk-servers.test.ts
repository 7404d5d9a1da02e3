import { afterEach, describe, expect, it } from 'vitest'

import { openBridgedHost, type BridgedHost } from '../../../support/connect/bridged-host.js'
import { serveLegacy, type LegacyServer } from '../../../support/connect/legacy-server.js'
import { createSampleServer } from '../../../support/connect/sample-server.js'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.close()
})

const keep = <T extends { close(): Promise<void> }>(part: T): T => {
  opened.push(part)
  return part
}

const kinds = [
  ['with sessions', { hasSessions: true }],
  ['without sessions', { hasSessions: false }],
  ['with an event store', { hasEventStore: true }],
  ['with JSON answers', { isJson: true }],
] as const

const open = async (
  options: Partial<Parameters<typeof serveLegacy>[0]>,
): Promise<{ server: LegacyServer; host: BridgedHost }> => {
  const server = keep(await serveLegacy({ build: createSampleServer, ...options }))
  return { server, host: keep(openBridgedHost(server.url)) }
}

describe.each(kinds)('a server of the SDK’s first major %s', (_name, options) => {
  it('is initialized, lists and is called', async () => {
    const { host } = await open(options)
    expect(await host.initialize()).toMatchObject({ result: { serverInfo: { name: 'sample' } } })
    const list = await host.ask('tools/list')
    expect(list).toMatchObject({ jsonrpc: '2.0', id: 1 })
    expect(await host.ask('tools/call', { name: 'echo', arguments: { text: 'hello' } })).toEqual({
      jsonrpc: '2.0',
      id: 2,
      result: { content: [{ type: 'text', text: 'hello' }] },
    })
  })
})

describe('a server of the SDK’s first major', () => {
  it('sends progress before its answer', async () => {
    const { host } = await open({})
    await host.initialize()
    const params = { name: 'count', arguments: { to: 3 }, _meta: { progressToken: 'p' } }
    await host.ask('tools/call', params)
    const methods = host.received.map((message) => message['method'] ?? 'answer')
    expect(methods.slice(1)).toEqual([...Array<string>(3).fill('notifications/progress'), 'answer'])
  })

  it('asks the host, and gets its answer', async () => {
    const { host } = await open({})
    await host.initialize({ elicitation: {} })
    const asked = host.next((message) => message['method'] === 'elicitation/create')
    const answered = host.ask('tools/call', { name: 'ask' })
    const { id } = await asked
    const result = { action: 'accept', content: { which: 'this' } }
    await host.send({ jsonrpc: '2.0', id, result })
    expect(await answered).toMatchObject({ result: { content: [{ text: 'accept this' }] } })
  })

  it('sends its own notifications on the stream of its own', async () => {
    const { server, host } = await open({})
    await host.initialize()
    await expect.poll(() => server.requests).toContain('GET')
    const [session] = [...server.sessions.values()]
    session?.server.sendToolListChanged()
    const changed = await host.next(({ method }) => method === 'notifications/tools/list_changed')
    expect(changed).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' })
  })

  it('has its session ended at the close', async () => {
    const { server, host } = await open({})
    await host.initialize()
    await host.close()
    expect(server.sessions.size).toBe(0)
    expect(server.requests).toContain('DELETE')
  })

  it('that forgets the session gets a new one, and a call that only reads again', async () => {
    const { server, host } = await open({})
    await host.initialize()
    await server.forget()
    expect(await host.ask('tools/list')).toHaveProperty('result.tools')
    expect(server.requests.filter((line) => line === 'POST initialize')).toHaveLength(2)
    await server.forget()
    await expect(host.ask('tools/call', { name: 'count', arguments: { to: 1 } })).rejects.toThrow(
      /forgotten the session/,
    )
  })
})
