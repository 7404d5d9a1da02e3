import { readMessages, type Message } from '../message.js'
import { mediaTypeOf } from '../../connect-errors.js'
import { UpstreamError, type SendOptions } from '../upstream.js'
import type { Attempt, Attempts } from '../wire/attempts.js'
import { dropBody, wholeTextOf } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'
import { refusalOf } from '../wire/refusal.js'
import { takeStream } from '../wire/take-stream.js'
import type { Connection } from './connection.js'

/** A message on its way over one stream. */
export interface Posted {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly to: Connection
  /** Undefined for what wants no answer. */
  readonly attempt: Attempt | undefined
  readonly signal: AbortSignal
}

/** Some servers answer in the body of the POST. */
const takeBody = async (response: Response, posted: Posted): Promise<void> => {
  const { context, attempts, attempt, signal } = posted
  const type = mediaTypeOf(response)
  const bounds = { ...context, signal }
  if (type === 'text/event-stream') {
    const cursor = { lastEventId: undefined, retryMs: undefined }
    await takeStream(response, { context, attempts, bounds, cursor, ...(attempt && { attempt }) })
  } else if (type === 'application/json' || type === 'text/plain') {
    const messages = readMessages(await wholeTextOf(response, bounds)) ?? []
    for (const message of messages) await attempts.take(message, attempt)
  } else dropBody(response)
}

const takeRefusal = async (response: Response, posted: Posted): Promise<void> => {
  const { context, attempts, attempt, to, signal } = posted
  try {
    const refused = { hadSession: true, id: attempt?.id, signal }
    const [error] = await refusalOf(context, response, refused)
    if (error !== undefined && attempt !== undefined)
      await attempts.take({ ...error, id: attempt.id }, attempt)
  } catch (thrown) {
    if (thrown instanceof UpstreamError && thrown.failure.kind === 'session lost') to.close()
    throw thrown
  }
}

/** Posts a message to where the stream said. @throws as `exchange` and `refusalOf` */
export async function post(message: Message, options: SendOptions, posted: Posted): Promise<void> {
  const { context, to, signal } = posted
  const response = await exchange(context, to.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options.credentials?.headers },
    body: JSON.stringify(message),
    signal,
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  })
  await (response.ok ? takeBody(response, posted) : takeRefusal(response, posted))
}
