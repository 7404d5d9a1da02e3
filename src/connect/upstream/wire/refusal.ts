import { isAnswer, readMessages, type Message, type MessageId } from '../message.js'
import { mediaTypeOf } from '../../connect-errors.js'
import { serverFailed } from '../server-errors.js'
import { UpstreamError } from '../upstream.js'
import { dropBody, wholeTextOf, type BodyBounds } from './body.js'
import { parseChallenge } from '../../oauth/challenge.js'
import type { TransportContext } from './context.js'
import { retryAfterMs } from './retry-after.js'

/** What was sent with the request that was refused. */
export interface Refused {
  readonly hadSession: boolean
  /** The id of the request; undefined for a notification. */
  readonly id: MessageId | undefined
  readonly signal: AbortSignal
}

/** Words of servers that answer 400 for a session that they do not know. */
const aboutSession = /session|not initialized/i

const errorWords = (messages: readonly Message[]): string =>
  messages.map((message) => JSON.stringify(message['error'] ?? '')).join(' ')

const isSessionLost = (status: number, errors: readonly Message[], id: Refused['id']): boolean => {
  // an error that names the request is about the request
  if (id !== undefined && errors.some((error) => error['id'] === id)) return false
  return status === 404 || (status === 400 && aboutSession.test(errorWords(errors)))
}

const bodyFailure = (context: TransportContext, response: Response): Error => {
  const { status } = response
  if (status === 400 || status === 404 || status === 405)
    return new UpstreamError({ kind: 'no endpoint', status })
  if (status === 403) return serverFailed.forbidden(context.server)
  if (status === 413) return serverFailed.tooLarge(context.server)
  if (status >= 500) return serverFailed.broken(context.server)
  return serverFailed.status(context.server, String(status))
}

const plainFailure = (context: TransportContext, response: Response): Error | undefined => {
  const { status } = response
  if (status === 401)
    return new UpstreamError({ kind: 'unauthorized', challenge: parseChallenge(response) })
  if (status === 403) {
    const challenge = parseChallenge(response)
    if (challenge.error === 'insufficient_scope')
      return new UpstreamError({ kind: 'scope', challenge })
  }
  if (status === 429 || status === 503)
    return new UpstreamError({
      kind: 'busy',
      status,
      retryAfterMs: retryAfterMs(response, context.now()),
    })
  // a gateway that lost the server behind it
  if (status === 502 || status === 504) return new UpstreamError({ kind: 'lost', isSent: true })
  return undefined
}

const errorsIn = async (response: Response, bounds: BodyBounds): Promise<readonly Message[]> => {
  if (!/^application\/(?:[\w.+-]+\+)?json$/.test(mediaTypeOf(response))) {
    dropBody(response)
    return []
  }
  const messages = readMessages(await wholeTextOf(response, bounds)) ?? []
  return messages.filter((message) => isAnswer(message) && 'error' in message)
}

/**
 * What an answer says whose status is not 2xx.
 * @returns JSON-RPC errors in it, which are the server's answer
 * @throws UpstreamError for what may heal; JheError SERVER_FAILED for what is no answer
 */
export async function refusalOf(
  context: TransportContext,
  response: Response,
  { hadSession, id, signal }: Refused,
): Promise<readonly Message[]> {
  const plain = plainFailure(context, response)
  if (plain !== undefined) {
    dropBody(response)
    throw plain
  }
  const errors = await errorsIn(response, { ...context, signal })
  if (hadSession && isSessionLost(response.status, errors, id))
    throw new UpstreamError({ kind: 'session lost' })
  if (errors.length > 0) return errors
  throw bodyFailure(context, response)
}
