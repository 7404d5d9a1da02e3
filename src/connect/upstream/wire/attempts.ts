import { idOf, isAnswer, type Message, type MessageId } from '../message.js'
import type { Receive } from '../upstream.js'
import type { Log } from '../../../log.js'

/** A request that was sent and has no answer yet. */
export interface Attempt {
  readonly id: MessageId
  /** Resolves when its answer has been taken. */
  readonly answered: Promise<void>
  isAnswered(): boolean
  /** No answer is taken any more. */
  abandon(): void
}

/** What is under way on one transport; lets each request have one answer. */
export interface Attempts {
  /** @param onAnswer takes the answer in place of `receive` */
  begin(id: MessageId, onAnswer?: Receive): Attempt
  /**
   * Hands a message of the server on. An answer that nothing waits for is dropped.
   * @param from the request on whose own stream it came: answers to others are dropped
   */
  take(message: Message, from?: Attempt): Promise<void>
  /** A message of the host that passes on its way to the server. */
  noteSent(message: Message): void
  /** Requests of a session that is over want no answer. */
  forgetAsked(): void
}

interface Open {
  readonly attempt: Attempt
  readonly onAnswer: Receive
  readonly resolve: () => void
}

const createOpen = (id: MessageId, onAnswer: Receive, abandon: () => void): Open => {
  let isAnswered = false
  let resolve: () => void = () => undefined
  const answered = new Promise<void>((done) => {
    resolve = done
  })
  return {
    attempt: { id, answered, isAnswered: () => isAnswered, abandon },
    onAnswer,
    resolve: () => {
      isAnswered = true
      resolve()
    },
  }
}

/** An error that names no request. */
const isUnaddressed = ({ id, error }: Message): boolean =>
  error !== undefined && (id === null || id === undefined)

/** @param receive takes each message of the server that is due */
export function createAttempts(receive: Receive, log: Log): Attempts {
  const open = new Map<MessageId, Open>()
  const asked = new Set<MessageId>()

  const begin = (id: MessageId, onAnswer: Receive = receive): Attempt => {
    const made = createOpen(id, onAnswer, () => {
      if (open.get(id) === made) open.delete(id)
    })
    open.set(id, made)
    return made.attempt
  }

  const takeAnswer = async (answer: Message, from: Attempt | undefined): Promise<void> => {
    // an error without an id, on the stream of one request, is that request's
    const addressed =
      from !== undefined && isUnaddressed(answer) ? { ...answer, id: from.id } : answer
    const id = idOf(addressed)
    const waiting = id === undefined ? undefined : open.get(id)
    if (id === undefined || waiting?.attempt !== (from ?? waiting?.attempt) || !waiting) {
      log.warn('an answer of the server that no request waits for was dropped')
      return
    }
    open.delete(id)
    await waiting.onAnswer(addressed)
    waiting.resolve()
  }

  const takeRequest = async (id: MessageId, request: Message): Promise<void> => {
    if (asked.has(id)) {
      log.warn('a request of the server that came twice was dropped')
      return
    }
    asked.add(id)
    await receive(request)
  }

  return {
    begin,
    take: async (message, from) => {
      if (isAnswer(message)) {
        await takeAnswer(message, from)
        return
      }
      const id = idOf(message)
      if (id === undefined) await receive(message)
      else await takeRequest(id, message)
    },
    noteSent: (message) => {
      const id = idOf(message)
      if (id !== undefined && isAnswer(message)) asked.delete(id)
    },
    forgetAsked: () => {
      asked.clear()
    },
  }
}
