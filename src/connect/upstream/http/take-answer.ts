import { orAbort } from '../../../or-abort.js'
import { orLate } from '../../../or-late.js'
import { readMessages } from '../message.js'
import { mediaTypeOf } from '../../connect-errors.js'
import { serverFailed } from '../server-errors.js'
import { UpstreamError } from '../upstream.js'
import type { Attempt, Attempts } from '../wire/attempts.js'
import { dropBody, wholeTextOf } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import type { Cursor } from '../wire/events.js'
import { takeStream } from '../wire/take-stream.js'
import type { Session } from './headers.js'
import { resumeStream } from './resume.js'

/** A request whose answer is read. */
export interface Awaited {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly attempt: Attempt
  /** Undefined where streams cannot go on elsewhere, as in the 2026 era. */
  readonly session: Session | undefined
  readonly signal: AbortSignal
  /** Whether the answer may come on a stream of the server's own. */
  readonly hasOtherStream: () => boolean
}

const isJson = (type: string): boolean => /^application\/(?:[\w.+-]+\+)?json$/.test(type)

const takeJson = async (response: Response, awaited: Awaited): Promise<void> => {
  const { context, attempts, attempt, signal } = awaited
  const messages = readMessages(await wholeTextOf(response, { ...context, signal }))
  if (messages === undefined) throw serverFailed.notMcp(context.server)
  for (const message of messages) await attempts.take(message, attempt)
  if (!attempt.isAnswered()) throw serverFailed.noAnswer(context.server)
}

const readOn = async (response: Response, awaited: Awaited, cursor: Cursor): Promise<void> => {
  const { context, attempts, attempt, signal } = awaited
  const bounds = { ...context, signal }
  try {
    const target = { context, attempts, attempt, bounds, cursor }
    const { hadGarbage } = await takeStream(response, target)
    if (hadGarbage && !attempt.isAnswered()) throw serverFailed.notMcp(context.server)
  } catch (thrown) {
    if (!(thrown instanceof UpstreamError) || cursor.lastEventId === undefined) throw thrown
  }
}

const takeEvents = async (first: Response, awaited: Awaited): Promise<void> => {
  const { context, attempt, session, signal } = awaited
  const cursor: Cursor = { lastEventId: undefined, retryMs: undefined }
  let response = first
  for (;;) {
    await readOn(response, awaited, cursor)
    if (attempt.isAnswered()) return
    if (cursor.lastEventId === undefined || session === undefined)
      throw new UpstreamError({ kind: 'lost', isSent: true })
    response = await resumeStream({ context, session, cursor, signal })
  }
}

const awaitElsewhere = async ({ context, attempt, signal }: Awaited): Promise<void> => {
  const { silentMs } = context.limits
  const waited = await orLate(orAbort(attempt.answered, signal), silentMs, 'silent')
  if (waited === 'silent')
    throw serverFailed.silent(context.server, String(Math.round(silentMs / 1_000)))
}

/**
 * Reads the answer to one request, as JSON or as a stream, with whatever comes before it.
 * @throws UpstreamError `lost` for a stream that ends without it; SERVER_FAILED for what is no MCP
 */
export async function takeAnswer(response: Response, awaited: Awaited): Promise<void> {
  const type = mediaTypeOf(response)
  if (type === 'text/event-stream') {
    await takeEvents(response, awaited)
    return
  }
  if (isJson(type) && response.status !== 202) {
    await takeJson(response, awaited)
    return
  }
  dropBody(response)
  if (response.status !== 202) throw serverFailed.contentType(awaited.context.server, type)
  if (!awaited.hasOtherStream()) throw serverFailed.noAnswer(awaited.context.server)
  await awaitElsewhere(awaited)
}
