import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import { methodOf, readMessages, type Message } from '../../../src/connect/upstream/message.js'
import { listenLocally, type HttpListener } from '../http/http-listener.js'

/** A request as a server sees it. */
export interface Incoming {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly socket: Socket
  /** The message in a POST; empty for others. */
  readonly message: Message
  /** How many requests of this method and JSON-RPC method came before. */
  readonly before: number
}

export type Script = (incoming: Incoming) => void

/** A server that does what a test says. */
export interface ScriptedServer extends HttpListener {
  /** `POST tools/call` and the like, in order; answers are `POST answer`. */
  readonly requests: readonly string[]
  /** Headers of each request, in the same order. */
  readonly headers: readonly IncomingMessage['headers'][]
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  request.setEncoding('utf8')
  for await (const part of request) text += String(part)
  return text
}

export const sendJson = (
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** Begins a stream. */
export const beginEvents = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

export const sendEvent = (response: ServerResponse, message: unknown, id?: string): void => {
  const prefix = id === undefined ? '' : `id: ${id}\n`
  response.write(`${prefix}event: message\ndata: ${JSON.stringify(message)}\n\n`)
}

export const resultFor = ({ message }: Incoming, result: unknown = {}): Message => ({
  jsonrpc: '2.0',
  id: message['id'],
  result,
})

/** What a server of the 2025 era does unless a test says otherwise; true where it has answered. */
export const answerUsual = (incoming: Incoming, session?: string): boolean => {
  const { request, response, message } = incoming
  const headers: Record<string, string> = session === undefined ? {} : { 'mcp-session-id': session }
  if (request.method !== 'POST') {
    response.writeHead(405).end()
    return true
  }
  if (message['method'] === 'initialize') {
    const serverInfo = { name: 'scripted', version: '1' }
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo }
    sendJson(response, resultFor(incoming, result), 200, headers)
    return true
  }
  if (message['id'] === undefined || !('method' in message)) {
    response.writeHead(202).end()
    return true
  }
  return false
}

/** Listens; each request is given to the script. */
export async function serveScript(script: Script): Promise<ScriptedServer> {
  const requests: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const listener = await listenLocally((request, response) => {
    const begun = async (): Promise<void> => {
      const [message = {}] = readMessages(await textOf(request)) ?? []
      const method = request.method === 'POST' ? (methodOf(message) ?? 'answer') : ''
      const line = `${request.method ?? ''} ${method}`.trim()
      const before = requests.filter((other) => other === line).length
      requests.push(line)
      headers.push(request.headers)
      script({ request, response, socket: request.socket, message, before })
    }
    begun().catch(() => response.destroy())
  })
  return { ...listener, url: `${listener.url}/mcp`, requests, headers }
}
