import { randomUUID } from 'node:crypto'

import { toJheError } from '../../errors.js'
import { methodOf, paramsOf, type Message } from '../../connect/upstream/message.js'
import type { Connections } from '../connections/connections.js'
import { createQueue } from '../queue.js'

export interface Asked {
  readonly connections: Connections
  /** Of the server. */
  readonly id: string
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly signal: AbortSignal
}

/** What a page hears while it waits, and at last. */
export type AskLine =
  | { readonly progress: Readonly<Record<string, unknown>> }
  | { readonly result: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } }

/** The progress of one question among a server's messages; undefined for other messages. */
const progressOf = (message: Message, token: string): AskLine | undefined => {
  const params = paramsOf(message)
  return methodOf(message) === 'notifications/progress' && params['progressToken'] === token
    ? { progress: params }
    : undefined
}

/**
 * Asks a server once. Lines of progress (MCP, `notifications/progress`) come as they are told, and one
 * line with the result or the error ends them.
 */
export async function* askLines(asked: Asked): AsyncGenerator<AskLine> {
  const { connections, id, method, params = {}, signal } = asked
  const token = randomUUID()
  const queue = createQueue<AskLine>()
  const stop = connections.hear(id, (message) => {
    const line = progressOf(message, token)
    if (line !== undefined) queue.push(line)
  })
  const answering = connections
    .find(id)
    .ask(method, { ...params, _meta: { progressToken: token } }, signal)
    .then(
      (result): AskLine => ({ result }),
      (thrown: unknown): AskLine => {
        const { code, message, hint } = toJheError(thrown)
        return { error: { code, message, hint } }
      },
    )
    .then((line) => {
      queue.push(line)
      queue.end()
    })
  try {
    yield* queue.values()
    await answering
  } finally {
    stop()
  }
}
