import { isRecord } from '../../../record.js'
import type { Message } from '../message.js'
import type { SendOptions } from '../upstream.js'
import type { Attempts } from '../wire/attempts.js'
import type { TransportContext } from '../wire/context.js'
import { exchange } from '../wire/exchange.js'
import { messageHeaders, type Session } from './headers.js'
import type { StandaloneStream } from './standalone.js'

/** What the messages of one server share. */
export interface Way {
  readonly context: TransportContext
  readonly attempts: Attempts
  readonly standalone: StandaloneStream
  /** Aborted when the way is closed. */
  readonly closing: AbortSignal
  session: Session
}

export const noSession: Session = { id: undefined, protocolVersion: undefined }

/** Sends one message. @throws as `exchange` */
export async function post(
  way: Way,
  message: Message,
  options: SendOptions,
  signal: AbortSignal,
): Promise<Response> {
  const { context, session } = way
  return await exchange(context, context.server.href, {
    method: 'POST',
    headers: {
      ...messageHeaders(message, session, context.inputSchemaOf),
      ...options.credentials?.headers,
    },
    body: JSON.stringify(message),
    signal,
    ...(options.limitMs === undefined ? {} : { limitMs: options.limitMs }),
  })
}

/** A new session, as far as the head of the answer to `initialize` tells. */
export function beginSession(way: Way, response: Response): void {
  way.standalone.stop()
  way.attempts.forgetAsked()
  const id = response.headers.get('mcp-session-id') ?? undefined
  way.session = { id, protocolVersion: undefined }
}

/** The revision that the server chose. */
export function noteVersion(way: Way, { result }: Message): void {
  const version = isRecord(result) ? result['protocolVersion'] : undefined
  if (typeof version === 'string') way.session = { ...way.session, protocolVersion: version }
}
