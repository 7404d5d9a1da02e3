import {
  idOf,
  isAnswer,
  isRequest,
  methodOf,
  type Message,
  type MessageId,
} from '../../connect/upstream/message.js'
import type { Receive, Upstream } from '../../connect/upstream/upstream.js'
import type { LoggedMessage, MessageLog } from '../message-log.js'

export interface LoggingOptions {
  /** Name of the connection. */
  readonly server: string
  readonly log: MessageLog
  readonly now: () => Date
}

const kindOf = (message: Message): LoggedMessage['kind'] => {
  if (isAnswer(message)) return 'error' in message ? 'error' : 'answer'
  return isRequest(message) ? 'request' : 'notification'
}

interface Asked {
  readonly method: string
  readonly started: number
}

/** A way to a server whose messages are all noted, in both directions. */
export function loggedUpstream(
  open: (receive: Receive) => Upstream,
  receive: Receive,
  { server, log, now }: LoggingOptions,
): Upstream {
  const asked = {
    sent: new Map<MessageId, Asked>(),
    received: new Map<MessageId, Asked>(),
  }
  const askedIn = { sent: asked.received, received: asked.sent }

  /** What a message answers; each question is answered once. */
  const questionOf = (message: Message, direction: 'sent' | 'received'): Asked | undefined => {
    const id = idOf(message)
    if (id === undefined || !isAnswer(message)) return undefined
    const question = askedIn[direction].get(id)
    askedIn[direction].delete(id)
    return question
  }

  const note = (message: Message, direction: 'sent' | 'received'): void => {
    const id = idOf(message)
    const method = methodOf(message)
    if (id !== undefined && method !== undefined)
      asked[direction].set(id, { method, started: performance.now() })
    const question = questionOf(message, direction)
    log.add(
      {
        at: now().toISOString(),
        server,
        direction,
        kind: kindOf(message),
        method: method ?? question?.method ?? null,
        id: id ?? null,
        ms: question === undefined ? null : Math.round(performance.now() - question.started),
        bytes: Buffer.byteLength(JSON.stringify(message)),
      },
      message,
    )
  }

  const upstream = open((message) => {
    note(message, 'received')
    return receive(message)
  })
  return {
    send: async (message, signal) => {
      note(message, 'sent')
      await upstream.send(message, signal)
    },
    close: async () => {
      await upstream.close()
    },
  }
}
