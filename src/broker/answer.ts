import type { IncomingMessage, ServerResponse } from 'node:http'

import type { PathHandler } from './broker.js'

/** An error of RFC 6749 section 5.2 and its extensions. */
export interface OAuthError {
  readonly error: string
  readonly error_description: string
}

/** Sends JSON that nobody may keep. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(text)),
      ...headers,
    })
    .end(text)
}

/** Seconds until a host may ask again while the state or JHE is out of reach. */
export const retryAfter = 5

/** The error while the state is out of reach; never a 401, on which hosts drop their session. */
export const unavailable: OAuthError = {
  error: 'temporarily_unavailable',
  error_description: 'the server cannot reach its state now; try again in a few seconds',
}

export function sendUnavailable(response: ServerResponse): void {
  sendJson(response, 503, unavailable, { 'Retry-After': String(retryAfter) })
}

/** A handler for some methods only; another gets 405. */
export const withMethods =
  (methods: readonly string[], handle: PathHandler): PathHandler =>
  async (request, response) => {
    if (methods.includes(request.method ?? '')) await handle(request, response)
    else {
      const error = { error: 'invalid_request', error_description: 'the method is not supported' }
      sendJson(response, 405, error, { Allow: methods.join(', ') })
    }
  }

/** A body that is longer than allowed. */
export class BodyTooLarge extends Error {}

/** Reads a body. @param limit bytes @throws BodyTooLarge */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  const sent: AsyncIterable<unknown> = request.iterator({ destroyOnReturn: false })
  for await (const part of sent) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
    length += bytes.length
    if (length > limit) throw new BodyTooLarge('the body is too large')
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Whether a body is of a media type. */
export const isType = (request: IncomingMessage, type: string): boolean =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === type
