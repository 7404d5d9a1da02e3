import { readMessages } from '../message.js'
import { mediaTypeOf } from '../../connect-errors.js'
import { serverFailed } from '../server-errors.js'
import { UpstreamError } from '../upstream.js'
import type { Attempts } from '../wire/attempts.js'
import { dropBody, type BodyBounds } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { eventsOf, type StreamEvent } from '../wire/events.js'
import { exchange } from '../wire/exchange.js'
import { linkTo } from '../wire/link.js'
import { refusalOf } from '../wire/refusal.js'
import { endpointOf } from './endpoint.js'

/** One stream, which is one session. */
export interface Connection {
  /** Where messages go. */
  readonly endpoint: string
  /** Rejects when the stream ends, with UpstreamError `lost` or what is wrong with it. */
  readonly ended: Promise<never>
  isOpen(): boolean
  /** Milliseconds of `performance.now()` when the last byte came. */
  lastByteAt(): number
  close(): void
}

/** Timers hold no more. */
const never = 2 ** 31 - 1

interface Reading {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly bounds: BodyBounds
  readonly onEndpoint: (endpoint: string) => void
}

/** Servers that name no events send the endpoint as a message that is not JSON. */
const isPlainEndpoint = ({ name, data }: StreamEvent): boolean =>
  name === 'endpoint' || (name === 'message' && /^("?)(https?:\/\/|\/|\?)\S*\1$/.test(data.trim()))

/** Hands on the messages in an event; those without JSON, such as heartbeats, are passed over. */
const takeEvent = async ({ name, data }: StreamEvent, reading: Reading): Promise<void> => {
  const messages = readMessages(data)
  if (messages === undefined && name === 'message' && data.trim() !== '')
    reading.context.log.debug('an event of the server that is not JSON-RPC was dropped')
  for (const message of messages ?? []) await reading.attempts.take(message)
}

const read = async (response: Response, reading: Reading): Promise<never> => {
  const { server } = reading.context
  const cursor = { lastEventId: undefined, retryMs: undefined }
  let isKnown = false
  for await (const event of eventsOf(response, reading.bounds, cursor)) {
    const mayBe = !isKnown && isPlainEndpoint(event)
    const endpoint = mayBe ? endpointOf(event.data, server) : undefined
    if (endpoint === undefined) {
      await takeEvent(event, reading)
      continue
    }
    isKnown = true
    reading.onEndpoint(endpoint)
  }
  throw isKnown
    ? new UpstreamError({ kind: 'lost', isSent: true })
    : serverFailed.noEndpoint(server)
}

const openBody = async (context: TransportContext, signal: AbortSignal): Promise<Response> => {
  const credentials = await context.credentials(signal)
  const response = await exchange(context, context.server.href, {
    method: 'GET',
    headers: { accept: 'text/event-stream', 'cache-control': 'no-store', ...credentials?.headers },
    signal,
  })
  if (!response.ok) {
    await refusalOf(context, response, { hadSession: false, id: undefined, signal })
    throw serverFailed.status(context.server, String(response.status))
  }
  const type = mediaTypeOf(response)
  if (type === 'text/event-stream') return response
  dropBody(response)
  throw serverFailed.contentType(context.server, type)
}

/**
 * Opens the stream and waits until it says where messages go.
 * @param closing ends it, also while it opens
 * @throws as `exchange` and `refusalOf`; SERVER_FAILED for a stream that says no place, or another origin
 */
export async function openConnection(
  context: TransportContext,
  attempts: Attempts,
  closing: AbortSignal,
): Promise<Connection> {
  const own = linkTo([closing])
  const response = await openBody(context, own.signal).catch((thrown: unknown) => {
    own.release()
    throw thrown
  })
  let isOpen = true
  let lastByteAt = performance.now()
  let onEndpoint: (endpoint: string) => void = () => undefined
  const endpoint = new Promise<string>((resolve) => {
    onEndpoint = resolve
  })
  const bounds: BodyBounds = {
    server: context.server,
    // heartbeats are not required of a stream that has nothing to say
    limits: { ...context.limits, silentMs: never },
    signal: own.signal,
    onBytes: () => {
      lastByteAt = performance.now()
    },
  }
  const ended = read(response, { context, attempts, bounds, onEndpoint }).finally(() => {
    isOpen = false
    own.abort(new Error('the stream has ended'))
    own.release()
  })
  ended.catch(() => undefined)
  const slow = AbortSignal.timeout(context.limits.wakeMs)
  const onSlow = (): void => {
    own.abort(serverFailed.noEndpoint(context.server))
  }
  slow.addEventListener('abort', onSlow)
  try {
    return {
      endpoint: await Promise.race([endpoint, ended]),
      ended,
      isOpen: () => isOpen,
      lastByteAt: () => lastByteAt,
      close: () => {
        own.abort(new UpstreamError({ kind: 'lost', isSent: true }))
      },
    }
  } finally {
    slow.removeEventListener('abort', onSlow)
  }
}
