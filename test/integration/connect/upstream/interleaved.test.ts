import { parseJSONRPCMessage, type JSONRPCMessage } from '@modelcontextprotocol/client'
import {
  JSONRPCMessageSchema,
  type JSONRPCMessage as LegacyMessage,
} from '@modelcontextprotocol/sdk/types.js'
import { describe, expect } from 'vitest'

import { BridgeTransport } from '../../../support/connect/bridge-transport.js'
import { openBridgedHost } from '../../../support/connect/bridged-host.js'
import { serveModern } from '../../../support/connect/modern-server.js'
import { it } from '../../../support/connect/opened.js'
import { connectHttpHost } from '../../../support/clients/http-clients.js'
import {
  connectLegacyTo,
  connectModernTo,
  eras,
  type Era,
  type Host,
  type Progress,
} from '../../../support/clients/mcp-clients.js'

const bridged = async (era: Era, url: string): Promise<Host> =>
  era === '2025'
    ? await connectLegacyTo(
        new BridgeTransport<LegacyMessage>(url, (message) => JSONRPCMessageSchema.parse(message)),
      )
    : await connectModernTo(
        new BridgeTransport<JSONRPCMessage>(url, (message) => parseJSONRPCMessage(message)),
      )

const callAll = async (host: Host, count: number): Promise<unknown[]> =>
  await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const told: Progress[] = []
      const args = { to: at % 7, name: `caller ${at}` }
      const result = await host.call('count', args, (progress) => told.push(progress))
      return { result, told: told.map(({ progress }) => progress) }
    }),
  )

describe.each(eras)('a client of the %s era', (era) => {
  it('gets through the bridge what it gets without, 500 calls at once', async ({ keep }) => {
    const server = keep(await serveModern())
    const direct = keep(await connectHttpHost(era, server.url, 'none'))
    const through = keep(await bridged(era, server.url))
    expect(await through.listTools()).toEqual(await direct.listTools())
    const [own, other] = [await callAll(through, 500), await callAll(direct, 500)]
    expect(own).toEqual(other)
  }, 300_000)
})

const meta = {
  _meta: {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'test-host', version: '1' },
  },
}

describe('a server of the 2026 era', () => {
  it('T-cancel: the signal of a request closes its POST', async ({ keep }) => {
    const server = keep(await serveModern())
    const host = keep(openBridgedHost(server.url))
    const stop = new AbortController()
    const params = { name: 'wait', arguments: {}, ...meta }
    const called = host.ask('tools/call', params, stop.signal)
    await expect.poll(() => server.headers.length).toBe(1)
    stop.abort(new Error('cancelled by a person'))
    await expect(called).rejects.toThrow('cancelled by a person')
    await expect.poll(() => server.cancelled()).toBe(1)
    expect(host.received).toEqual([])
  })

  it('T-cancel: so does notifications/cancelled, which is not sent', async ({ keep }) => {
    const server = keep(await serveModern())
    const host = keep(openBridgedHost(server.url))
    const called = host.askAs('w', 'tools/call', { name: 'wait', arguments: {}, ...meta })
    called.catch(() => undefined)
    await expect.poll(() => server.headers.length).toBe(1)
    await host.send({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 'w' },
    })
    await expect(called).rejects.toThrow(/cancelled/)
    await expect.poll(() => server.cancelled()).toBe(1)
    expect(server.headers).toHaveLength(1)
  })

  it('gets the mirrored headers and no session', async ({ keep }) => {
    const server = keep(await serveModern())
    const host = keep(openBridgedHost(server.url))
    const args = { to: 0, name: 'x' }
    await host.ask('server/discover', meta)
    await host.ask('tools/call', { name: 'count', arguments: args, ...meta })
    expect(server.headers).toMatchObject([
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'server/discover' },
      { 'mcp-method': 'tools/call', 'mcp-name': 'count' },
    ])
    expect(server.headers.some((headers) => 'mcp-session-id' in headers)).toBe(false)
  })

  it('keeps subscriptions/listen open, and opens it again when it is lost', async ({ keep }) => {
    const server = keep(await serveModern())
    const host = keep(openBridgedHost(server.url))
    const stop = new AbortController()
    const filter = { notifications: { toolsListChanged: true }, ...meta }
    const listening = host.ask('subscriptions/listen', filter, stop.signal)
    listening.catch(() => undefined)
    const isAck = (method: unknown): boolean =>
      method === 'notifications/subscriptions/acknowledged'
    await host.next(({ method }) => isAck(method))
    server.handler.notify.toolsChanged()
    await host.next(({ method }) => method === 'notifications/tools/list_changed')
    server.server.closeAllConnections()
    const acks = () => host.received.filter(({ method }) => isAck(method)).length
    await expect.poll(acks).toBe(2)
    server.handler.notify.toolsChanged()
    const changes = () =>
      host.received.filter(({ method }) => method === 'notifications/tools/list_changed').length
    await expect.poll(changes).toBe(2)
    stop.abort(new Error('enough'))
    await expect(listening).rejects.toThrow('enough')
  })
})
