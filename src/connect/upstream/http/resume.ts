import { mediaTypeOf } from '../../connect-errors.js'
import { UpstreamError } from '../upstream.js'
import { backoffMs } from '../wire/backoff.js'
import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import type { Cursor } from '../wire/events.js'
import { exchange } from '../wire/exchange.js'
import { sessionHeaders, type Session } from './headers.js'

/** A `GET` for a stream of a session. */
export interface StreamRequest {
  readonly context: TransportContext
  readonly session: Session
  readonly cursor: Cursor
  readonly signal: AbortSignal
}

/** Asks for the stream of a session, where there is one after what came last. @throws as `exchange` */
export async function openStream(request: StreamRequest): Promise<Response> {
  const { context, session, cursor, signal } = request
  const credentials = await context.credentials(signal)
  return await exchange(context, context.server.href, {
    method: 'GET',
    headers: {
      accept: 'text/event-stream',
      ...sessionHeaders(session),
      ...(cursor.lastEventId === undefined ? {} : { 'last-event-id': cursor.lastEventId }),
      ...credentials?.headers,
    },
    signal,
  })
}

export const isEventStream = (response: Response): boolean =>
  response.ok && mediaTypeOf(response) === 'text/event-stream'

const mostTries = 5

const mayBeBack = ({ status }: Response): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504

const tryOnce = async (request: StreamRequest): Promise<Response | undefined> => {
  try {
    const response = await openStream(request)
    if (isEventStream(response)) return response
    dropBody(response)
    if (mayBeBack(response)) return undefined
  } catch (thrown) {
    if (request.signal.aborted) throw request.signal.reason
    if (thrown instanceof UpstreamError) return undefined
    throw thrown
  }
  throw new UpstreamError({ kind: 'lost', isSent: true })
}

/**
 * Goes on with the stream of an answer elsewhere (MCP 2025, Streamable HTTP, resumability).
 * @throws UpstreamError `lost` where the server does not, or cannot be reached five times
 */
export async function resumeStream(request: StreamRequest): Promise<Response> {
  const { context, cursor, signal } = request
  for (let tries = 0; tries < mostTries; tries += 1) {
    await context.wait(backoffMs(tries, context.random(), cursor.retryMs), signal)
    const response = await tryOnce(request)
    if (response !== undefined) return response
  }
  throw new UpstreamError({ kind: 'lost', isSent: true })
}
