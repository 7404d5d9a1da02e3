import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { toNodeHandler } from '@modelcontextprotocol/node'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler } from '@modelcontextprotocol/server'

import { listenLocally, type HttpListener } from '../../http/http-listener.js'
import { firstSample, secondSample } from './sample-tools.js'

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  request.setEncoding('utf8')
  for await (const part of request) text += String(part)
  return text === '' ? undefined : JSON.parse(text)
}

const end = (response: ServerResponse, status: number): void => {
  response.writeHead(status).end()
}

/** Sessions of 2025 over Streamable HTTP at `/mcp`, as the SDK's example serves them. */
const streamable = () => {
  const transports = new Map<string, StreamableHTTPServerTransport>()
  const open = async (): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void transports.set(id, transport),
    })
    await firstSample().connect(transport)
    return transport
  }
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id']
    const known = typeof id === 'string' ? transports.get(id) : undefined
    if (typeof id === 'string' && known === undefined) end(response, 404)
    else await (known ?? (await open())).handleRequest(request, response, await bodyOf(request))
  }
}

/** HTTP with SSE at `/sse`, and nothing else. */
const withSse = () => {
  const transports = new Map<string, SSEServerTransport>()
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    if (pathname === '/sse' && request.method === 'GET') {
      const transport = new SSEServerTransport('/messages', response)
      transports.set(transport.sessionId, transport)
      await firstSample().connect(transport)
      return
    }
    const known = transports.get(searchParams.get('sessionId') ?? '')
    if (pathname !== '/messages' || known === undefined) end(response, 405)
    else await known.handlePostMessage(request, response)
  }
}

/** Both eras at `/mcp`, or 2026-07-28 alone. */
const second = (legacy: 'stateless' | 'reject') => {
  const handle = toNodeHandler(createMcpHandler(() => secondSample(), { legacy }))
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request
    await handle(Object.assign(request, { method, url }), response)
  }
}

const handlers = {
  'SDK 1, sessions': { handler: streamable, path: '/mcp' },
  'SDK 1, SSE': { handler: withSse, path: '/sse' },
  'SDK 2, both eras': { handler: () => second('stateless'), path: '/mcp' },
  'SDK 2, 2026-07-28 alone': { handler: () => second('reject'), path: '/mcp' },
} as const

export type SampleKind = keyof typeof handlers

export const sampleKinds: readonly SampleKind[] = [
  'SDK 1, sessions',
  'SDK 1, SSE',
  'SDK 2, both eras',
  'SDK 2, 2026-07-28 alone',
]

export interface SampleServer {
  readonly url: string
  /** From now on nothing is answered, or everything again; nothing that came meanwhile. */
  readonly silence: (isSilent: boolean) => void
  /** Methods of the requests, in the order in which they came. */
  readonly requests: readonly string[]
  readonly close: () => Promise<void>
}

/** Starts a server that wants nobody to sign in. */
export async function startSample(kind: SampleKind): Promise<SampleServer> {
  let isSilent = false
  const { handler, path } = handlers[kind]
  const handle = handler()
  const requests: string[] = []
  const listener: HttpListener = await listenLocally((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    if (isSilent) return
    if (new URL(request.url ?? '', 'http://localhost').pathname === '/') {
      end(response, 404)
      return
    }
    void handle(request, response)
  })
  return {
    url: `${listener.url}${path}`,
    silence: (silent) => {
      isSilent = silent
    },
    requests,
    close: async () => {
      await listener.close()
    },
  }
}
