import { createParser } from 'eventsource-parser'

import { serverFailed } from '../server-errors.js'
import { textOf, type BodyBounds } from './body.js'

/** One event of a stream (HTML, server-sent events, section 9.2). */
export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly name: string
  readonly data: string
}

/** Where a stream is, so that it can go on elsewhere. */
export interface Cursor {
  lastEventId: string | undefined
  /** `retry:` of the server. */
  retryMs: number | undefined
}

/**
 * The events of a stream, in order; comments only show that it lives.
 * @param cursor is moved on with each event
 * @throws as `textOf`; SERVER_FAILED for an event of more than `maxBytes`
 */
export async function* eventsOf(
  response: Response,
  bounds: BodyBounds,
  cursor: Cursor,
): AsyncGenerator<StreamEvent> {
  const { maxBytes } = bounds.limits
  let events: StreamEvent[] = []
  const state = { isTooLong: false }
  const parser = createParser({
    maxBufferSize: maxBytes,
    onEvent: ({ id, event, data }) => {
      if (id !== undefined) cursor.lastEventId = id
      events.push({ name: event ?? 'message', data })
    },
    onRetry: (ms) => {
      cursor.retryMs = ms
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') state.isTooLong = true
    },
  })
  const taken = (): StreamEvent[] => {
    const before = events
    events = []
    return before
  }
  for await (const part of textOf(response, bounds)) {
    parser.feed(part)
    yield* taken()
    if (state.isTooLong) throw serverFailed.tooLong(bounds.server, String(maxBytes))
  }
  // a last event whose blank line is missing; half a message is no JSON and falls later
  parser.feed('\n\n')
  yield* taken()
}
