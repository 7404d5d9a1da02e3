import { request as httpRequest, type Agent } from 'node:http'

import { z } from 'zod'

/** The answer of one request, as its bytes come. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  /** The next text of a stream that fits; fails when the stream ends before. */
  next(pattern: RegExp): Promise<string>
  /** Leaves. */
  leave(): void
}

/** Opens a request whose answer may be a stream. */
export async function openRaw(url: string, init: RequestInit): Promise<RawAnswer> {
  const abort = new AbortController()
  const response = await fetch(url, { ...init, signal: abort.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  return {
    status: response.status,
    headers: response.headers,
    next: async (pattern) => {
      for (;;) {
        const found = pattern.exec(rest)
        if (found !== null) {
          rest = rest.slice(found.index + found[0].length)
          return found[0]
        }
        const read = await reader?.read()
        if (read?.value === undefined) throw new Error(`it ended without ${String(pattern)}`)
        rest += read.value
      }
    },
    leave: () => {
      abort.abort()
    },
  }
}

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw-host', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A request to post. */
export interface Post {
  readonly method: 'POST'
  readonly headers: Record<string, string>
  readonly body: string
}

/** A request of the 2026-07-28 era. */
export const modernPost = (
  token: string,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): Post => ({
  method: 'POST',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof params['name'] === 'string' && { 'mcp-name': params['name'] }),
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
})

/** A call of a tool without arguments. */
export const callPost = (token: string, name = 'list_studies'): Post =>
  modernPost(token, 'tools/call', { name, arguments: {} })

/** A stream of notifications that lasts. */
export const listenPost = (token: string): Post =>
  modernPost(token, 'subscriptions/listen', { notifications: { toolsListChanged: true } })

/** The legacy stream. */
export const sseGet = (token: string): RequestInit => ({
  headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
})

const answerSchema = z.looseObject({
  result: z
    .looseObject({
      isError: z.boolean().optional(),
      structuredContent: z.record(z.string(), z.unknown()).optional(),
      content: z.array(z.looseObject({ text: z.string().optional() })).optional(),
    })
    .optional(),
})

/** How a call went: its HTTP status, and of an answer whether it is an error, its text and its value. */
export interface CallOutcome {
  readonly status: number
  readonly isError: boolean
  readonly text: string
  readonly value: Readonly<Record<string, unknown>> | undefined
}

const jsonIn = (text: string, type: string | null): string =>
  type?.startsWith('text/event-stream') === true ? (/^data: (.+)$/m.exec(text)?.[1] ?? '{}') : text

/** Calls a tool with one request. */
export async function callRaw(
  url: string,
  token: string,
  name = 'list_studies',
): Promise<CallOutcome> {
  const response = await fetch(`${url}/mcp`, callPost(token, name))
  const text = await response.text()
  const type = response.headers.get('content-type')
  if (response.status !== 200)
    return { status: response.status, isError: true, text, value: undefined }
  const { result } = answerSchema.parse(JSON.parse(jsonIn(text, type)))
  return {
    status: 200,
    isError: result?.isError ?? result === undefined,
    text: result?.content?.map((part) => part.text ?? '').join('\n') ?? text,
    value: result?.structuredContent,
  }
}

/** Calls a tool over a connection of an agent, and never twice. @returns the HTTP status */
export const askKept = async (url: string, token: string, agent: Agent): Promise<number> =>
  await new Promise((resolve, reject) => {
    const { method, headers, body } = callPost(token)
    const sent = httpRequest(url, { method, headers, agent })
    sent.once('error', reject)
    sent.once('response', (response) => {
      response.once('end', () => {
        resolve(response.statusCode ?? 0)
      })
      response.once('error', reject)
      response.resume()
    })
    sent.end(body)
  })
