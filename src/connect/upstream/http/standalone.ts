import { backoffMs } from '../wire/backoff.js'
import type { Attempts } from '../wire/attempts.js'
import { dropBody } from '../wire/body.js'
import type { Cursor } from '../wire/events.js'
import { linkTo, type Link } from '../wire/link.js'
import { retryAfterMs } from '../wire/retry-after.js'
import { takeStream } from '../wire/take-stream.js'
import type { TransportContext } from '../wire/context.js'
import type { Session } from './headers.js'
import { isEventStream, openStream, type StreamRequest } from './resume.js'

/** The stream on which a server of the 2025 eras sends its own messages, where it has one. */
export interface StandaloneStream {
  /** Opens it for a session, in place of the last. */
  start(session: Session): void
  stop(): void
  /** Opens it again from the last event on. */
  renew(): void
  isOpen(): boolean
  /** Whether it is open, or was and is opened again. */
  isKept(): boolean
}

const mostRefusals = 3

type Outcome = 'none' | 'refused' | 'idle' | 'lively'

/** 401: a token that another request renews; 408, 429, 5xx: the server's own trouble. */
const mayOpenLater = ({ status }: Response): boolean =>
  status === 401 || status === 408 || status === 429 || status >= 500

/** Keeps the stream open: each try 0.5 to 30 s after the last, from the last event on. */
export function createStandaloneStream(
  context: TransportContext,
  attempts: Attempts,
): StandaloneStream {
  let running: AbortController | undefined
  let isOpen = false
  let present: Link | undefined

  const read = async (response: Response, request: StreamRequest): Promise<Outcome> => {
    isOpen = true
    const { cursor, signal } = request
    const bounds = { ...context, signal }
    const { hadEvents } = await takeStream(response, { context, attempts, bounds, cursor })
    return hadEvents ? 'lively' : 'idle'
  }

  const open = async (request: StreamRequest): Promise<Outcome> => {
    const link = linkTo([request.signal])
    present = link
    try {
      const response = await openStream({ ...request, signal: link.signal })
      if (isEventStream(response)) return await read(response, { ...request, signal: link.signal })
      dropBody(response)
      if (!mayOpenLater(response)) return 'none'
      request.cursor.retryMs = retryAfterMs(response, context.now()) ?? request.cursor.retryMs
      return response.status === 401 ? 'refused' : 'idle'
    } catch (thrown) {
      if (!link.signal.aborted) context.log.failure(thrown)
      return 'idle'
    } finally {
      link.release()
      if (running?.signal === request.signal) isOpen = false
    }
  }

  const keepOpen = async (session: Session, signal: AbortSignal): Promise<void> => {
    const cursor: Cursor = { lastEventId: undefined, retryMs: undefined }
    let tries = 0
    let refusals = 0
    for (;;) {
      const outcome = await open({ context, session, cursor, signal })
      if (outcome === 'none' || signal.aborted) return
      tries = outcome === 'lively' ? 0 : tries + 1
      refusals = outcome === 'refused' ? refusals + 1 : 0
      if (refusals >= mostRefusals) return
      await context.wait(
        backoffMs(Math.max(0, tries - 1), context.random(), cursor.retryMs),
        signal,
      )
    }
  }

  const stop = (): void => {
    running?.abort(new Error('the stream is no longer needed'))
    running = undefined
    isOpen = false
  }

  return {
    start: (session) => {
      stop()
      const own = new AbortController()
      running = own
      const done = (): void => {
        if (running === own) running = undefined
      }
      keepOpen(session, own.signal).then(done, done)
    },
    stop,
    renew: () => present?.abort(new Error('the stream may be dead')),
    isOpen: () => isOpen,
    isKept: () => running !== undefined,
  }
}
