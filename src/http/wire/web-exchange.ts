import type { IncomingMessage, ServerResponse } from 'node:http'

import { boundedResponse } from './bounded-response.js'

/** Headers that the SDK does not see: there are no sessions, and secrets stay out. */
const leftOut = new Set(['authorization', 'cookie', 'mcp-session-id'])

const bareHeaders = ({ headers }: IncomingMessage, host: string): Headers => {
  const kept = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || leftOut.has(name)) continue
    for (const each of typeof value === 'string' ? [value] : value) kept.append(name, each)
  }
  kept.set('host', host)
  return kept
}

/** The body of a message: what it holds, or as text where it is no JSON. */
export type MessageBody =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly text: string }

/** Reads a body once, so that the SDK neither copies nor reads it again. */
export function parseBody(text: string): MessageBody {
  // some clients begin with a byte order mark
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    return { isJson: true, value: JSON.parse(content) }
  } catch {
    return { isJson: false, text: content }
  }
}

/**
 * A request as the SDK sees it: at our own address, without its query. Its signal is `gone` itself. A
 * signal that is given to a `Request` is followed by another one, and only as long as somebody keeps the
 * request: collected as garbage, it leaves the calls and streams of a client that is gone.
 * @param gone aborted once the client is gone
 */
export function webRequest(
  request: IncomingMessage,
  url: URL,
  body: MessageBody,
  gone: AbortSignal,
): Request {
  const asked = new Request(url.origin + url.pathname, {
    method: request.method ?? 'POST',
    headers: bareHeaders(request, url.host),
    ...(body.isJson || body.text === '' ? {} : { body: body.text }),
  })
  return Object.defineProperty(asked, 'signal', { value: gone })
}

/** Passes a body on until it, or the connection, ends; either way nothing is left waiting behind it. */
const pump = async (
  body: ReadableStream<Uint8Array>,
  write: (part: Uint8Array) => unknown,
  response: ServerResponse,
): Promise<void> => {
  const reader = body.getReader()
  const cancel = (): void => {
    reader.cancel().catch(() => undefined)
  }
  response.once('close', cancel)
  if (response.destroyed) cancel()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    write(value)
  }
}

/** What the SDK answers to a call that was ended: by its client, or by the end of the server. */
const givenUp = 499

/**
 * Sends the SDK's answer as it comes. Where the connection ends first, whoever ended it, the answer is
 * cancelled.
 * @param overrun is told when the reader does not keep up
 */
export async function sendAnswer(
  answer: Response,
  response: ServerResponse,
  overrun: () => void,
): Promise<void> {
  if (answer.status === givenUp) response.destroy()
  if (response.writableEnded || response.destroyed) {
    await answer.body?.cancel().catch(() => undefined)
    return
  }
  const bounded = boundedResponse(response, overrun)
  bounded.writeHead(answer.status, Object.fromEntries(answer.headers))
  const write = (part: Uint8Array): unknown => bounded.write(part)
  if (answer.body !== null) await pump(answer.body, write, response).catch(() => undefined)
  bounded.end()
}
