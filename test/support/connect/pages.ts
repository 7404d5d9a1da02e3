import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

import { listenLocally } from '../http/http-listener.js'

/** A request that a server got. */
export interface SeenRequest {
  /** `POST /token?x=y` */
  readonly line: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What answers at a path: a JSON document, a status, or anything by hand. */
export type PageAnswer =
  number | object | ((request: SeenRequest, response: ServerResponse) => void)

export type Pages = Readonly<Record<string, PageAnswer>>

export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export const sendPage = (response: ServerResponse, status = 200): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Wi-Fi</h1>')
}

/** A listener that answers by path, and keeps what it is asked. */
export const listenerOf = (pages: () => Pages, seen: SeenRequest[]): RequestListener => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '/', headers } = request
    const seenRequest = { line: `${method} ${url}`, headers, body: await text(request) }
    seen.push(seenRequest)
    const page = pages()[url.split('?')[0] ?? ''] ?? 404
    if (typeof page === 'number') response.writeHead(page).end()
    else if (typeof page === 'function') page(seenRequest, response)
    else sendJson(response, 200, page)
  }
  return (request, response) => void answer(request, response)
}

/** A server made by hand. */
export interface HandMade {
  readonly url: string
  readonly seen: readonly SeenRequest[]
  /** `GET /a`, in order. */
  readonly lines: () => readonly string[]
  /** Replaces what it answers. */
  become(pages: (origin: string) => Pages): void
  readonly close: () => Promise<void>
}

export async function startHandMade(pages: (origin: string) => Pages): Promise<HandMade> {
  const seen: SeenRequest[] = []
  let current: (origin: string) => Pages = pages
  let origin = ''
  const listener = await listenLocally(listenerOf(() => current(origin), seen))
  origin = listener.url
  return {
    url: origin,
    seen,
    lines: () => seen.map(({ line }) => line),
    become: (next) => {
      current = next
    },
    close: async () => {
      await listener.close()
    },
  }
}
