import { orAbort } from '../../../or-abort.js'
import { orLate } from '../../../or-late.js'
import { idOf, isRequest, methodOf, readMessages, type Message } from '../message.js'
import { mediaTypeOf, serverFailed } from '../server-errors.js'
import { UpstreamError, type SendOptions, type Transport } from '../upstream.js'
import { createAttempts, type Attempt } from '../wire/attempts.js'
import { dropBody, wholeTextOf } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'
import { linkTo } from '../wire/link.js'
import { refusalOf } from '../wire/refusal.js'
import { takeStream } from '../wire/take-stream.js'
import { openConnection, type Connection } from './connection.js'

/**
 * HTTP with SSE (MCP 2024-11-05): one stream for all that the server says, and a POST for each message.
 * A stream that ends is a session that ends.
 */
export function createSseTransport(context: TransportContext): Transport {
  const attempts = createAttempts(context.receive, context.log)
  const closing = new AbortController()
  let connection: Connection | undefined
  let opening: Promise<Connection> | undefined
  /** Whether the present stream, or the last one, has been initialized. */
  let isInitialized = false
  let isForgotten = false

  const open = async (): Promise<Connection> => {
    try {
      const opened = await openConnection(context, attempts)
      if (closing.signal.aborted) opened.close()
      isForgotten = isInitialized
      attempts.forgetAsked()
      connection = opened
      return opened
    } finally {
      opening = undefined
    }
  }

  const connected = async (): Promise<Connection> =>
    connection?.isOpen() === true ? connection : await (opening ??= open())

  /** Each stream wants its own `initialize`. */
  const checkSession = (message: Message): void => {
    if (methodOf(message) === 'initialize') {
      isInitialized = true
      isForgotten = false
    } else if (isForgotten) throw new UpstreamError({ kind: 'session lost' })
  }

  const takeBody = async (response: Response, posted: Posted): Promise<void> => {
    const { attempt, signal } = posted
    const type = mediaTypeOf(response)
    const bounds = { ...context, signal }
    if (type === 'text/event-stream') {
      const cursor = { lastEventId: undefined, retryMs: undefined }
      await takeStream(response, { context, attempts, bounds, cursor, ...(attempt && { attempt }) })
    } else if (type === 'application/json' || type === 'text/plain') {
      const messages = readMessages(await wholeTextOf(response, bounds)) ?? []
      for (const message of messages) await attempts.take(message, attempt)
    } else dropBody(response)
  }

  const post = async (message: Message, options: SendOptions, posted: Posted): Promise<void> => {
    const { to, attempt, signal } = posted
    const response = await exchange(context, to.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...options.credentials?.headers },
      body: JSON.stringify(message),
      signal,
      ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
    })
    if (response.ok) {
      await takeBody(response, posted)
      return
    }
    try {
      const refused = { hadSession: true, id: attempt?.id, signal }
      const [error] = await refusalOf(context, response, refused)
      if (error !== undefined && attempt !== undefined)
        await attempts.take({ ...error, id: attempt.id }, attempt)
    } catch (thrown) {
      if (thrown instanceof UpstreamError && thrown.failure.kind === 'session lost') to.close()
      throw thrown
    }
  }

  /** Waits for the answer as long as bytes come. */
  const awaitAnswer = async (attempt: Attempt, { to, signal }: Posted): Promise<void> => {
    const { silentMs } = context.limits
    const start = performance.now()
    const answered = orAbort(Promise.race([attempt.answered, to.ended]), signal)
    for (;;) {
      const leftMs = Math.max(start, to.lastByteAt()) + silentMs - performance.now()
      if (leftMs <= 0)
        throw serverFailed.silent(context.server, String(Math.round(silentMs / 1_000)))
      await orLate(answered, leftMs, undefined)
      if (attempt.isAnswered()) return
    }
  }

  const sendOn = async (to: Connection, message: Message, options: SendOptions): Promise<void> => {
    checkSession(message)
    attempts.noteSent(message)
    const link = linkTo([options.signal, closing.signal])
    const id = isRequest(message) ? idOf(message) : undefined
    const attempt =
      id === undefined ? undefined : attempts.begin(id, options.onAnswer ?? context.receive)
    try {
      const posted = { to, attempt, signal: link.signal }
      const posting = post(message, options, posted)
      if (attempt === undefined) await posting
      else {
        posting.catch(() => undefined)
        // some servers hold the POST until the stream has the answer
        await Promise.race([attempt.answered, posting, to.ended])
        await awaitAnswer(attempt, posted)
      }
    } catch (thrown) {
      link.abort(thrown)
      throw thrown
    } finally {
      attempt?.abandon()
      link.release()
    }
  }

  return {
    kind: 'sse',
    send: async (message, options) => {
      await sendOn(await orAbort(connected(), options.signal), message, options)
    },
    renewStreams: () => connection?.close(),
    isListening: () => isInitialized && !closing.signal.aborted,
    close: async () => {
      closing.abort(new Error('the connection is closed'))
      connection?.close()
      await opening?.catch(() => undefined)
    },
  }
}

interface Posted {
  readonly to: Connection
  readonly attempt: Attempt | undefined
  readonly signal: AbortSignal
}
