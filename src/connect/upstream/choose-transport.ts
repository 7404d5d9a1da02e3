import { createHttpTransport } from './http/http-transport.js'
import { createSseTransport } from './sse/sse-transport.js'
import { UpstreamError, type SendOptions, type Transport } from './upstream.js'
import type { Message } from './message.js'
import type { TransportContext } from './wire/context.js'

/** `auto` tries Streamable HTTP, then HTTP with SSE. */
export type TransportKind = 'auto' | 'http' | 'sse'

const hasNoEndpoint = (thrown: unknown): boolean =>
  thrown instanceof UpstreamError && thrown.failure.kind === 'no endpoint'

const createAutoTransport = (context: TransportContext): Transport => {
  const http = createHttpTransport(context)
  let sse: Transport | undefined
  let chosen: Transport | undefined

  const trySse = async (message: Message, options: SendOptions, first: unknown): Promise<void> => {
    sse ??= createSseTransport(context)
    try {
      await sse.send(message, options)
    } catch (thrown) {
      throw hasNoEndpoint(thrown) ? first : thrown
    } finally {
      if (sse.isListening()) chosen = sse
    }
  }

  return {
    get kind() {
      return (chosen ?? http).kind
    },
    send: async (message, options) => {
      if (chosen !== undefined) {
        await chosen.send(message, options)
        return
      }
      try {
        await http.send(message, options)
        chosen ??= http
      } catch (thrown) {
        if (!hasNoEndpoint(thrown)) throw thrown
        await trySse(message, options, thrown)
      }
    },
    renewStreams: () => chosen?.renewStreams(),
    isListening: () => chosen?.isListening() ?? false,
    close: async () => {
      await Promise.all([http.close(), sse?.close()])
    },
  }
}

/**
 * The way to a server. `auto` asks by POST first, and takes HTTP with SSE where the answer is 400, 404
 * or 405 without a JSON-RPC error (MCP, transports, backwards compatibility).
 */
export function chooseTransport(kind: TransportKind, context: TransportContext): Transport {
  if (kind === 'http') return createHttpTransport(context)
  return kind === 'sse' ? createSseTransport(context) : createAutoTransport(context)
}
