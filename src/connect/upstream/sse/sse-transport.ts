import { orAbort } from '../../../or-abort.js'
import { orLate } from '../../../or-late.js'
import { idOf, isRequest, type Message } from '../message.js'
import { serverFailed } from '../server-errors.js'
import type { SendOptions, Transport } from '../upstream.js'
import { createAttempts, type Attempt, type Attempts } from '../wire/attempts.js'
import type { TransportContext } from '../wire/context.js'
import { linkTo } from '../wire/link.js'
import { post, type Posted } from './post.js'
import { createStreams, type Streams } from './streams.js'

interface Way {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly streams: Streams
  readonly closing: AbortSignal
}

/** Waits for the answer as long as bytes come. */
const awaitAnswer = async (attempt: Attempt, { context, to, signal }: Posted): Promise<void> => {
  const { silentMs } = context.limits
  const start = performance.now()
  const answered = orAbort(Promise.race([attempt.answered, to.ended]), signal)
  for (;;) {
    const leftMs = Math.max(start, to.lastByteAt()) + silentMs - performance.now()
    if (leftMs <= 0) throw serverFailed.silent(context.server, String(Math.round(silentMs / 1_000)))
    await orLate(answered, leftMs, undefined)
    if (attempt.isAnswered()) return
  }
}

const sendRequest = async (
  message: Message,
  options: SendOptions,
  posted: Posted,
  attempt: Attempt,
): Promise<void> => {
  const posting = post(message, options, posted)
  posting.catch(() => undefined)
  try {
    // some servers hold the POST until the stream has the answer
    await Promise.race([attempt.answered, posting, posted.to.ended])
    await awaitAnswer(attempt, posted)
  } finally {
    attempt.abandon()
  }
}

const send = async (way: Way, message: Message, options: SendOptions): Promise<void> => {
  const { context, attempts, streams } = way
  const to = await orAbort(streams.connected(), options.signal)
  streams.admit(message)
  attempts.noteSent(message)
  const link = linkTo([options.signal, way.closing])
  const id = isRequest(message) ? idOf(message) : undefined
  const attempt =
    id === undefined ? undefined : attempts.begin(id, options.onAnswer ?? context.receive)
  const posted: Posted = { context, attempts, to, attempt, signal: link.signal }
  try {
    if (attempt === undefined) await post(message, options, posted)
    else await sendRequest(message, options, posted, attempt)
  } catch (thrown) {
    link.abort(thrown)
    throw thrown
  } finally {
    link.release()
  }
}

/**
 * HTTP with SSE (MCP 2024-11-05): one stream for all that the server says, and a POST for each message.
 * A stream that ends is a session that ends.
 *
 * The SDK's transport is not used: it drops messages whose shape it does not know, opens the stream
 * again by itself without `initialize`, and takes no answer from the body of a POST.
 */
export function createSseTransport(context: TransportContext): Transport {
  const attempts = createAttempts(context.receive, context.log)
  const streams = createStreams(context, attempts)
  const closing = new AbortController()
  const way: Way = { context, attempts, streams, closing: closing.signal }
  return {
    kind: 'sse',
    send: async (message, options) => {
      await send(way, message, options)
    },
    isListening: () => streams.wasOpened() && !closing.signal.aborted,
    renewStreams: () => {
      streams.renew()
    },
    close: async () => {
      closing.abort(new Error('the connection is closed'))
      await streams.close()
    },
  }
}
