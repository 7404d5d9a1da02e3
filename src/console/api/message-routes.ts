import { JheError } from '../../errors.js'
import { makeRoute, noBody } from '../make-route.js'
import type { LoggedMessage, MessageLog } from '../message-log.js'
import type { Route } from '../route.js'

/** Those after the given number, and then each new one, until the page goes away. */
async function* messagesAfter(
  log: MessageLog,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<LoggedMessage> {
  let last = after
  while (!signal.aborted) {
    for (const message of log.after(last)) {
      last = message.number
      yield message
    }
    await log.changed(last, signal)
  }
}

const numberIn = (text: string | null | undefined): number => {
  const number = Number(text ?? '0')
  return Number.isSafeInteger(number) && number >= 0 ? number : 0
}

const notKept = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'This body is no longer kept.',
    'The console keeps the last 1,000 messages, and of their bodies the last 32 MB.',
  )

/** `/api/messages…`: what passed on the wire. Bodies are given one at a time, when they are asked for. */
export function messageRoutes(log: MessageLog): readonly Route[] {
  return [
    makeRoute({
      method: 'GET',
      path: '/api/messages',
      input: noBody,
      answer: async ({ query, signal }) =>
        await Promise.resolve({ lines: messagesAfter(log, numberIn(query.get('after')), signal) }),
    }),
    makeRoute({
      method: 'GET',
      path: '/api/messages/:number',
      input: noBody,
      answer: async ({ params }) => {
        await Promise.resolve()
        const body = log.bodyOf(numberIn(params['number']))
        if (body === undefined) throw notKept()
        return { value: { body } }
      },
    }),
  ]
}
