import type { Attempts } from '../wire/attempts.js'
import { backoffMs } from '../wire/backoff.js'
import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import type { Cursor } from '../wire/events.js'
import { linkTo, type Link } from '../wire/link.js'
import { retryAfterMs } from '../wire/retry-after.js'
import { takeStream } from '../wire/take-stream.js'
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

/** One stream of a session, opened as often as it ends. */
interface Kept {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly session: Session
  readonly cursor: Cursor
  readonly own: AbortController
  isOpen: boolean
  present: Link | undefined
}

const take = async (kept: Kept, request: StreamRequest): Promise<Outcome> => {
  const { context, attempts, cursor } = kept
  const response = await openStream(request)
  if (isEventStream(response)) {
    kept.isOpen = true
    const bounds = { ...context, signal: request.signal }
    const { hadEvents } = await takeStream(response, { context, attempts, bounds, cursor })
    return hadEvents ? 'lively' : 'idle'
  }
  dropBody(response)
  if (!mayOpenLater(response)) return 'none'
  cursor.retryMs = retryAfterMs(response, context.now()) ?? cursor.retryMs
  return response.status === 401 ? 'refused' : 'idle'
}

const open = async (kept: Kept): Promise<Outcome> => {
  const link = linkTo([kept.own.signal])
  kept.present = link
  try {
    return await take(kept, { ...kept, signal: link.signal })
  } catch (thrown) {
    if (!link.signal.aborted) kept.context.log.failure(thrown)
    return 'idle'
  } finally {
    kept.isOpen = false
    link.release()
  }
}

const keepOpen = async (kept: Kept): Promise<void> => {
  const { context, cursor, own } = kept
  let tries = 0
  let refusals = 0
  for (;;) {
    const outcome = await open(kept)
    refusals = outcome === 'refused' ? refusals + 1 : 0
    if (outcome === 'none' || own.signal.aborted || refusals >= mostRefusals) return
    tries = outcome === 'lively' ? 0 : tries + 1
    const ms = backoffMs(Math.max(0, tries - 1), context.random(), cursor.retryMs)
    await context.wait(ms, own.signal)
  }
}

/** Keeps the stream open: each try 0.5 to 30 s after the last, from the last event on. */
export function createStandaloneStream(
  context: TransportContext,
  attempts: Attempts,
): StandaloneStream {
  let running: Kept | undefined

  const stop = (): void => {
    running?.own.abort(new Error('the stream is no longer needed'))
    running = undefined
  }

  return {
    start: (session) => {
      stop()
      const own = new AbortController()
      const cursor = { lastEventId: undefined, retryMs: undefined }
      const kept: Kept = {
        ...{ context, attempts, session, cursor, own },
        isOpen: false,
        present: undefined,
      }
      running = kept
      void keepOpen(kept)
        .catch(() => undefined)
        .finally(() => {
          if (running === kept) running = undefined
        })
    },
    stop,
    renew: () => running?.present?.abort(new Error('the stream may be dead')),
    isOpen: () => running?.isOpen === true,
    isKept: () => running !== undefined,
  }
}
