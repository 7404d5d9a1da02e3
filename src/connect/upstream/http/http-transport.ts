import { envelopeVersionOf, idOf, isRequest, methodOf, type Message } from '../message.js'
import type { SendOptions, Transport } from '../upstream.js'
import { createAttempts } from '../wire/attempts.js'
import { dropBody } from '../wire/body.js'
import type { TransportContext } from '../wire/context.js'
import { linkTo } from '../wire/link.js'
import { refusalOf } from '../wire/refusal.js'
import { endSession } from './end-session.js'
import { sendRequest } from './send-request.js'
import { createStandaloneStream } from './standalone.js'
import { noSession, post, type Way } from './way.js'

const sendOneWay = async (way: Way, message: Message, options: SendOptions): Promise<void> => {
  const { context, session } = way
  way.attempts.noteSent(message)
  const isOld = session.protocolVersion !== undefined && envelopeVersionOf(message) === undefined
  // in the 2026 era the end of its POST is what cancels a request
  if (methodOf(message) === 'notifications/cancelled' && !isOld) return
  const link = linkTo([options.signal, way.closing])
  try {
    const response = await post(way, message, options, link.signal)
    const hadSession = isOld && session.id !== undefined
    if (response.ok) dropBody(response)
    else await refusalOf(context, response, { hadSession, id: undefined, signal: link.signal })
  } finally {
    link.release()
  }
  if (methodOf(message) === 'notifications/initialized' && isOld) way.standalone.start(session)
}

/**
 * Streamable HTTP (MCP 2025-03-26 to 2026-07-28): one POST for each message, its answer as JSON or as
 * a stream; in the 2025 eras a session, and a stream for the server's own messages.
 *
 * The SDK's transport is not used: it drops messages whose shape it does not know, and the request
 * then waits for ever; it throws the error away that comes with another status than 200; it bounds
 * neither the length of a message nor a server that says nothing; and it does not tell the answer of
 * one try from that of the next.
 */
export function createHttpTransport(context: TransportContext): Transport {
  const attempts = createAttempts(context.receive, context.log)
  const standalone = createStandaloneStream(context, attempts)
  const closing = new AbortController()
  const way: Way = { context, attempts, standalone, closing: closing.signal, session: noSession }
  return {
    kind: 'http',
    send: async (message, options) => {
      const id = isRequest(message) ? idOf(message) : undefined
      if (id === undefined) await sendOneWay(way, message, options)
      else await sendRequest(way, message, id, options)
    },
    isListening: () => standalone.isKept(),
    renewStreams: () => {
      standalone.renew()
    },
    close: async () => {
      standalone.stop()
      closing.abort(new Error('the connection is closed'))
      await endSession(context, way.session)
    },
  }
}
