import { readMessages } from '../message.js'
import type { Attempt, Attempts } from './attempts.js'
import type { BodyBounds } from './body.js'
import type { TransportContext } from './context.js'
import { eventsOf, type Cursor } from './events.js'

/** What a stream held beside its messages. */
export interface StreamSummary {
  readonly hadEvents: boolean
  /** An event that is not JSON-RPC was dropped. */
  readonly hadGarbage: boolean
}

export interface StreamTarget {
  readonly context: TransportContext
  readonly attempts: Attempts
  /** The request that the stream belongs to; undefined for a stream of the server's own messages. */
  readonly attempt?: Attempt
  readonly bounds: BodyBounds
  readonly cursor: Cursor
}

/**
 * Hands on the messages of a stream until it ends; one without an event name is a message too.
 * @throws as `eventsOf`
 */
export async function takeStream(response: Response, target: StreamTarget): Promise<StreamSummary> {
  const { context, attempts, attempt, bounds, cursor } = target
  let hadEvents = false
  let hadGarbage = false
  for await (const { name, data } of eventsOf(response, bounds, cursor)) {
    hadEvents = true
    if (name !== 'message' || data.trim() === '') continue
    const messages = readMessages(data)
    if (messages === undefined) {
      hadGarbage = true
      context.log.warn('an event of the server that is not JSON-RPC was dropped')
    }
    for (const message of messages ?? []) await attempts.take(message, attempt)
  }
  return { hadEvents, hadGarbage }
}
