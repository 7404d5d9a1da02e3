import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

import { listenLocally, type HttpListener } from '../http/http-listener.js'
import { createEventLog } from './event-log.js'

/** A server of the SDK's first major on Streamable HTTP. */
export interface LegacyServer extends HttpListener {
  /** The sessions that are open. */
  readonly sessions: ReadonlyMap<string, LegacySession>
  /** Lines like `POST tools/call`, in the order in which they came. */
  readonly requests: readonly string[]
  /** Forgets all sessions, as a restart does. */
  forget(): Promise<void>
}

export interface LegacySession {
  readonly server: McpServer
  readonly transport: StreamableHTTPServerTransport
}

export interface LegacyServerOptions {
  /** What the server can do. */
  readonly build: () => McpServer
  readonly hasSessions?: boolean
  readonly hasEventStore?: boolean
  readonly isJson?: boolean
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  request.setEncoding('utf8')
  for await (const part of request) text += String(part)
  return text === '' ? undefined : JSON.parse(text)
}

const methodIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'method' in body ? String(body.method) : 'answer'

/** Serves `/mcp` with or without sessions, with or without an event store. */
export async function serveLegacy(options: LegacyServerOptions): Promise<LegacyServer> {
  const sessions = new Map<string, LegacySession>()
  const requests: string[] = []
  const store = options.hasEventStore === true ? createEventLog() : undefined

  const open = async (): Promise<LegacySession> => {
    const server = options.build()
    const transport = new StreamableHTTPServerTransport({
      ...(options.hasSessions === false ? {} : { sessionIdGenerator: () => randomUUID() }),
      enableJsonResponse: options.isJson ?? false,
      ...(store === undefined ? {} : { eventStore: store }),
      onsessioninitialized: (id) => {
        sessions.set(id, { server, transport })
      },
      onsessionclosed: (id) => {
        sessions.delete(id)
      },
    })
    await server.connect(transport)
    return { server, transport }
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    requests.push(`${request.method ?? ''} ${body === undefined ? '' : methodIn(body)}`.trim())
    const id = request.headers['mcp-session-id']
    if (typeof id === 'string' && !sessions.has(id)) {
      const error = { code: -32_001, message: 'Session not found' }
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', error, id: null }))
      return
    }
    const known = typeof id === 'string' ? sessions.get(id) : undefined
    const { transport } = known ?? (await open())
    await transport.handleRequest(request, response, body)
  }

  const listener = await listenLocally((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  return {
    ...listener,
    url: `${listener.url}/mcp`,
    sessions,
    requests,
    forget: async () => {
      const open_ = [...sessions.values()]
      sessions.clear()
      for (const { transport } of open_) await transport.close()
    },
  }
}
