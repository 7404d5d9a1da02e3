import { Client } from 'undici'

import { messagesIn, modernMessage } from '../clients/http-request.js'
import { openRawStream } from '../http/raw-stream.js'
import type { Question } from './questions.js'
import { readReply, type Reply } from './replies.js'

/** How a question goes to the server. */
export const ways = ['/mcp of 2025', '/mcp of 2026-07-28', '/sse of 2025', 'stream'] as const
export type Way = (typeof ways)[number]

export interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** A few kept connections, over which requests of everybody go one behind the other. */
export interface SharedConnections {
  /** Over the connection of that number. */
  post(at: number, path: string, sent: Sent): Promise<Answered>
  /** How many connections were opened in all. */
  opened(): number
  close(): Promise<void>
}

export interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** @param url of the server; @param host that it is asked for */
export function openSharedConnections(url: string, host: string, count: number): SharedConnections {
  let opened = 0
  const clients = Array.from({ length: count }, () => {
    const client = new Client(url, { pipelining: 16 })
    client.on('connect', () => {
      opened += 1
    })
    return client
  })
  return {
    post: async (at, path, { headers, body }) => {
      const client = clients[at % count]
      if (client === undefined) throw new Error('no connection')
      const response = await client.request({
        path,
        method: 'POST',
        headers: { ...headers, host },
        body,
        idempotent: true,
        blocking: false,
      })
      const type = String(response.headers['content-type'])
      return { status: response.statusCode, type, body: await response.body.text() }
    },
    opened: () => opened,
    close: async () => {
      for (const client of clients) await client.close()
    },
  }
}

/** Somebody who asks in every way. */
export interface SharingPerson {
  /** @throws Error for an answer to another question, or none */
  ask(id: number, question: Question, way: Way): Promise<Reply>
  /** Messages on this person's stream that answer no question of theirs. */
  readonly foreign: readonly string[]
  close(): void
}

const jsonHeaders = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
})

const legacyBody = (id: number, { method, params }: Question): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

const onlyReply = (id: number, { status, type, body }: Answered): Reply => {
  if (status !== 200) throw new Error(`${status}: ${body}`)
  const replies = messagesIn({ headers: { 'content-type': type }, body }).map(readReply)
  const [reply] = replies
  if (reply?.id !== id || replies.length !== 1) throw new Error(`${body} was answered to ${id}`)
  return reply
}

const openAnswers = async (url: string, token: string) => {
  const stream = await openRawStream(url, `Bearer ${token}`)
  const endpoint = await stream.next('endpoint')
  const waiting = new Map<number, (reply: Reply) => void>()
  const foreign: string[] = []
  const read = async (): Promise<void> => {
    for (;;) {
      const text = await stream.next('message')
      const reply = readReply(JSON.parse(text))
      const found = waiting.get(reply.id)
      waiting.delete(reply.id)
      if (found === undefined) foreign.push(text)
      else found(reply)
    }
  }
  // it ends with the stream
  read().catch(() => undefined)
  return { stream, endpoint, waiting, foreign }
}

/** @param token of this person */
export async function shareConnections(
  connections: SharedConnections,
  url: string,
  token: string,
): Promise<SharingPerson> {
  const headers = jsonHeaders(token)
  const { stream, endpoint, waiting, foreign } = await openAnswers(url, token)
  const overStream = async (id: number, question: Question): Promise<Reply> => {
    const answered = new Promise<Reply>((resolve) => waiting.set(id, resolve))
    const { status, body } = await connections.post(id, endpoint, {
      headers,
      body: legacyBody(id, question),
    })
    if (status !== 202) throw new Error(`${status}: ${body}`)
    return await answered
  }
  const modern = (id: number, { method, params }: Question): Sent => {
    const { headers: named = {}, body = '' } = modernMessage(0, id, method, params)
    const own = Object.entries(named).filter(([name]) => /^mcp-/i.test(name))
    return { headers: { ...Object.fromEntries(own), ...headers }, body }
  }
  return {
    foreign,
    ask: async (id, question, way) => {
      if (way === 'stream') return await overStream(id, question)
      const path = way === '/sse of 2025' ? '/sse' : '/mcp'
      const sent =
        way === '/mcp of 2026-07-28'
          ? modern(id, question)
          : { headers, body: legacyBody(id, question) }
      return onlyReply(id, await connections.post(id, path, sent))
    },
    close: () => {
      stream.destroy()
    },
  }
}
