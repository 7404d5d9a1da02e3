import { isRecord } from '../../../record.js'
import {
  envelopeVersionOf,
  idOf,
  isRequest,
  methodOf,
  type Message,
  type MessageId,
} from '../message.js'
import type { Receive, SendOptions, Transport } from '../upstream.js'
import { createAttempts, type Attempt } from '../wire/attempts.js'
import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'
import { linkTo, type Link } from '../wire/link.js'
import { refusalOf } from '../wire/refusal.js'
import { endSession } from './end-session.js'
import { messageHeaders, type Session } from './headers.js'
import { createStandaloneStream } from './standalone.js'
import { takeAnswer } from './take-answer.js'

const noSession: Session = { id: undefined, protocolVersion: undefined }

const versionIn = ({ result }: Message): string | undefined => {
  const version = isRecord(result) ? result['protocolVersion'] : undefined
  return typeof version === 'string' ? version : undefined
}

/**
 * Streamable HTTP (MCP 2025-03-26 to 2026-07-28): one POST for each message, its answer as JSON or as
 * a stream; in the 2025 eras a session, and a stream for the server's own messages.
 */
export function createHttpTransport(context: TransportContext): Transport {
  const attempts = createAttempts(context.receive, context.log)
  const standalone = createStandaloneStream(context, attempts)
  const closing = new AbortController()
  let session = noSession

  const post = async (message: Message, options: SendOptions, signal: AbortSignal) =>
    await exchange(context, context.server.href, {
      method: 'POST',
      headers: {
        ...messageHeaders(message, session, context.inputSchemaOf),
        ...options.credentials?.headers,
      },
      body: JSON.stringify(message),
      signal,
      ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
    })

  const beginSession = (response: Response): void => {
    standalone.stop()
    attempts.forgetAsked()
    session = {
      id: response.headers.get('mcp-session-id') ?? undefined,
      protocolVersion: undefined,
    }
  }

  const answerTo = async (message: Message, options: SendOptions, sent: Sent): Promise<void> => {
    const { attempt, signal } = sent
    const isModern = envelopeVersionOf(message) !== undefined
    const hadSession = !isModern && session.id !== undefined && methodOf(message) !== 'initialize'
    const response = await post(message, options, signal)
    if (!response.ok) {
      const [error] = await refusalOf(context, response, { hadSession, id: attempt.id, signal })
      // some servers give such errors an id of their own
      if (error !== undefined) await attempts.take({ ...error, id: attempt.id }, attempt)
      return
    }
    if (methodOf(message) === 'initialize') beginSession(response)
    await takeAnswer(response, {
      context,
      attempts,
      attempt,
      session: isModern ? undefined : session,
      signal,
      hasOtherStream: standalone.isOpen,
    })
  }

  const onAnswerTo = (message: Message, options: SendOptions): Receive => {
    const receive = options.onAnswer ?? context.receive
    if (methodOf(message) !== 'initialize') return receive
    return (answer) => {
      session = { ...session, protocolVersion: versionIn(answer) }
      return receive(answer)
    }
  }

  /** The rest of a stream after its answer may hold messages, but not for long. */
  const drain = (rest: Promise<void>, link: Link): void => {
    const timer = setTimeout(link.abort, context.limits.drainMs)
    timer.unref()
    void rest
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer)
        link.release()
      })
  }

  const sendRequest = async (message: Message, id: MessageId, options: SendOptions) => {
    const attempt = attempts.begin(id, onAnswerTo(message, options))
    const link = linkTo([options.signal, closing.signal])
    const answering = answerTo(message, options, { attempt, signal: link.signal })
    try {
      await Promise.race([attempt.answered, answering])
      drain(answering, link)
    } catch (thrown) {
      link.abort(thrown)
      link.release()
      throw thrown
    } finally {
      attempt.abandon()
    }
  }

  const sendOneWay = async (message: Message, options: SendOptions): Promise<void> => {
    attempts.noteSent(message)
    const isOld = session.protocolVersion !== undefined && envelopeVersionOf(message) === undefined
    // in the 2026 era the end of its POST is what cancels a request
    if (methodOf(message) === 'notifications/cancelled' && !isOld) return
    const link = linkTo([options.signal, closing.signal])
    try {
      const hadSession = isOld && session.id !== undefined
      const response = await post(message, options, link.signal)
      if (response.ok) dropBody(response)
      else await refusalOf(context, response, { hadSession, id: undefined, signal: link.signal })
    } finally {
      link.release()
    }
    if (methodOf(message) === 'notifications/initialized' && isOld) standalone.start(session)
  }

  return {
    kind: 'http',
    send: async (message, options) => {
      const id = idOf(message)
      if (isRequest(message) && id !== undefined) await sendRequest(message, id, options)
      else await sendOneWay(message, options)
    },
    renewStreams: standalone.renew,
    isListening: standalone.isKept,
    close: async () => {
      standalone.stop()
      closing.abort(new Error('the connection is closed'))
      await endSession(context, session)
    },
  }
}

interface Sent {
  readonly attempt: Attempt
  readonly signal: AbortSignal
}
