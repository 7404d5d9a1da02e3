import { once } from 'node:events'
import { request as askHttp, type Agent, type IncomingMessage } from 'node:http'
import { request as askHttps } from 'node:https'
import { text } from 'node:stream/consumers'

import { tokenOf } from '../worlds/served-world.js'

export interface HttpReply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface HttpAsk {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly agent?: Agent
  /** Of whom a certificate is trusted. */
  readonly ca?: string
}

/** The host that the test world's people ask by; a test may send another. */
const usual = { Host: 'localhost:8001' }

/** Begins a request; the answer is there once its headers are. */
export async function openRequest(
  address: string,
  { method = 'GET', headers = {}, body, agent, ca }: HttpAsk = {},
): Promise<IncomingMessage> {
  const options = {
    method,
    headers: { ...usual, ...headers },
    agent: agent ?? false,
    ...(ca === undefined ? {} : { ca, servername: 'localhost' }),
  }
  const sent = address.startsWith('https:')
    ? askHttps(address, { ...options, agent: false })
    : askHttp(address, options)
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  sent.end(body)
  return await answered
}

/** One request with the whole of its answer. */
export async function askHttpServer(address: string, asked: HttpAsk = {}): Promise<HttpReply> {
  const response = await openRequest(address, asked)
  const body = await text(response)
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

/** The headers of a message to `/mcp` by a person of the 2025 era. */
export const legacyHeaders = (subject: number) => ({
  Authorization: `Bearer ${tokenOf(subject)}`,
  'Content-Type': 'application/json',
  Accept: 'application/json, text/event-stream',
})

/** The headers and the body of a request of the 2026-07-28 era. */
export function modernMessage(
  subject: number,
  id: number,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): HttpAsk {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw-host', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const name = params['name'] ?? params['uri']
  return {
    method: 'POST',
    headers: {
      ...legacyHeaders(subject),
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': method,
      ...(typeof name === 'string' ? { 'Mcp-Name': name } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } }),
  }
}

/** A message of the 2025 era. */
export const legacyMessage = (subject: number, message: object | string): HttpAsk => ({
  method: 'POST',
  headers: legacyHeaders(subject),
  body: typeof message === 'string' ? message : JSON.stringify(message),
})

/** The messages in a body: of an event stream, or the one that it is. */
export const messagesIn = ({ headers, body }: Pick<HttpReply, 'headers' | 'body'>): unknown[] =>
  headers['content-type']?.startsWith('text/event-stream') === true
    ? body
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line): unknown => JSON.parse(line.slice('data: '.length)))
    : [JSON.parse(body)]

/** Once a connection is over. */
export const closed = async (response: IncomingMessage): Promise<void> => {
  response.resume()
  if (!response.closed) await once(response, 'close')
}
