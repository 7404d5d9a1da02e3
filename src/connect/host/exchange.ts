import { JheError } from '../../errors.js'
import { orAbort } from '../../or-abort.js'
import { idOf, isAnswer, type Message, type MessageId } from '../upstream/message.js'
import type { Receive, Upstream } from '../upstream/upstream.js'
import { isAnswer as isWellFormed, type Request } from './wire.js'

/** Requests to the server and their answers, by id. */
export interface Exchange {
  /**
   * @returns the one answer, a result or an error
   * @throws JheError where there is none; the reason of the signal
   */
  ask(request: Request, signal: AbortSignal): Promise<Message>
  /** Sends what has no answer. @throws JheError */
  send(message: Message, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

const noAnswer = (): JheError =>
  new JheError('SERVER_FAILED', 'The server sent no answer.', 'Ask again.')

const malformed = (): JheError =>
  new JheError(
    'SERVER_FAILED',
    'The server sent an answer that is not as MCP demands: its result or error is no object.',
    'Tell the administrator of the server.',
  )

/**
 * Opens the way to the server.
 * @param others takes its requests and notifications, in the order in which they come; an answer that
 * nobody waits for is dropped, so that nothing is answered twice
 * @param ready what is waited for before anything is sent
 */
export function openExchange(
  open: (receive: Receive) => Upstream,
  others: Receive,
  ready: () => Promise<void>,
): Exchange {
  const waiting = new Map<MessageId, (answer: Message) => void>()
  const upstream = open((message) => {
    if (!isAnswer(message)) return others(message)
    const id = idOf(message)
    if (id === undefined) return undefined
    waiting.get(id)?.(message)
    waiting.delete(id)
    return undefined
  })
  return {
    ask: async (request, signal) => {
      let answer: Message | undefined
      waiting.set(request.id, (message) => {
        answer = message
      })
      try {
        await orAbort(ready(), signal)
        await orAbort(upstream.send({ ...request }, signal), signal)
      } finally {
        waiting.delete(request.id)
      }
      if (answer === undefined) throw noAnswer()
      if (!isWellFormed(answer)) throw malformed()
      return answer
    },
    send: async (message, signal) => {
      await ready()
      await upstream.send(message, signal)
    },
    close: async () => {
      await upstream.close()
    },
  }
}
