import type { ServerResponse } from 'node:http'

import { McpServer } from '@modelcontextprotocol/server'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { ElicitRequestSchema, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { openEventStream } from '../../../src/http/sse/event-stream.js'
import { readBody } from '../../../src/http/wire/read-body.js'
import { createSseTransport, type SseTransport } from '../../../src/http/sse/sse-transport.js'
import { eventually } from '../../support/http/fixtures.js'
import { sseTransportOf } from '../../support/clients/sse-clients.js'
import { listenLocally, type HttpListener } from '../../support/http/http-listener.js'

const listeners: HttpListener[] = []
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close()
})

/** A server of one session, whose tools do what ours may do one day. */
const serve = async () => {
  const idle: number[] = []
  const aborted: string[] = []
  const made: { transport?: SseTransport } = {}
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const server = new McpServer({ name: 'test', version: '1.0.0' })
  server.registerTool('progress', { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken ?? ''
    for (const progress of [1, 2])
      await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } })
    await finished
    return { content: [{ type: 'text', text: 'done' }] }
  })
  server.registerTool('wait', { inputSchema: z.object({}) }, async (_args, { mcpReq }) => {
    await new Promise<void>((resolve) => {
      mcpReq.signal.addEventListener('abort', () => {
        aborted.push('wait')
        resolve()
      })
    })
    return { content: [] }
  })
  const open = async (response: ServerResponse): Promise<void> => {
    const stream = openEventStream(response, {
      headers: {},
      maxUnsent: 1_000_000,
      closed: () => void made.transport?.close(),
    })
    made.transport = createSseTransport(stream, () => idle.push(made.transport?.pending() ?? -1))
    await server.connect(made.transport)
    stream.event('endpoint', '/messages')
  }
  const listener = await listenLocally((request, response) => {
    if (request.method === 'GET') void open(response)
    else
      void readBody(request, 1_000_000).then((body = '') => {
        made.transport?.receive(JSONRPCMessageSchema.parse(JSON.parse(body)))
        response.writeHead(202).end()
      })
  })
  listeners.push(listener)
  const pending = () => made.transport?.pending()
  return { url: listener.url, server, idle, aborted, finish, pending }
}

const connect = async (url: string): Promise<Client> => {
  const client = new Client(
    { name: 'test-host', version: '1.0.0' },
    { capabilities: { elicitation: {} } },
  )
  await client.connect(sseTransportOf(url, ''))
  return client
}

describe('MCP over an event stream', () => {
  it('carries progress while a call runs', async () => {
    const { url, finish } = await serve()
    const client = await connect(url)
    const told: number[] = []
    const options = { onprogress: ({ progress }: { progress: number }) => told.push(progress) }
    const call = client.callTool({ name: 'progress', arguments: {} }, undefined, options)
    await expect.poll(() => told, eventually).toEqual([1, 2])
    finish()
    expect(await call).toMatchObject({ content: [{ text: 'done' }] })
    await client.close()
  })

  it('carries a question of the server and its answer', async () => {
    const { url, server } = await serve()
    const client = await connect(url)
    client.setRequestHandler(
      ElicitRequestSchema,
      async () => await Promise.resolve({ action: 'decline' as const }),
    )
    const asked = { message: 'Well?', requestedSchema: { type: 'object', properties: {} } } as const
    const question = { method: 'elicitation/create', params: asked } as const
    expect(await server.server.request(question)).toEqual({ action: 'decline' })
    await client.close()
  })

  it('counts a call until it is answered or cancelled', async () => {
    const { url, idle, aborted, pending } = await serve()
    const client = await connect(url)
    await client.ping()
    expect(pending()).toBe(0)
    const stop = new AbortController()
    const call = client.callTool({ name: 'wait', arguments: {} }, undefined, stop)
    await expect.poll(pending, eventually).toBe(1)
    stop.abort()
    await expect(call).rejects.toThrow()
    await expect.poll(() => aborted, eventually).toEqual(['wait'])
    await expect.poll(pending, eventually).toBe(0)
    expect(new Set(idle)).toEqual(new Set([0]))
    await client.close()
  })

  it('F4: aborts what is under way when its client is gone', async () => {
    const { url, aborted, pending } = await serve()
    const client = await connect(url)
    const call = client.callTool({ name: 'wait', arguments: {} })
    await expect.poll(pending, eventually).toBe(1)
    await Promise.all([client.close(), expect(call).rejects.toThrow()])
    await expect.poll(() => aborted, eventually).toEqual(['wait'])
  })
})
