import {
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

import type { EventStream } from './event-stream.js'

/** MCP's transport over an event stream; the client's messages come by other requests. */
export interface SseTransport extends Transport {
  /** Hands a message of the client to the server. */
  receive(message: JSONRPCMessage): void
  /** Requests of the client that are not answered yet. */
  pending(): number
}

const cancelled = z.object({
  method: z.literal('notifications/cancelled'),
  params: z.object({ requestId: z.union([z.string(), z.number()]) }),
})

const endedBy = (message: JSONRPCMessage): RequestId | undefined => {
  const cancellation = cancelled.safeParse(message)
  return cancellation.success ? cancellation.data.params.requestId : undefined
}

/**
 * @param idle called when the last request under way has been answered
 */
export function createSseTransport(stream: EventStream, idle: () => void): SseTransport {
  const underWay = new Set<RequestId>()
  let isClosed = false
  const settle = (id: RequestId | undefined): void => {
    if (id !== undefined && underWay.delete(id) && underWay.size === 0) idle()
  }
  const transport: SseTransport = {
    start: async () => {
      await Promise.resolve()
    },
    send: async (message) => {
      if (isClosed) throw new Error('the stream has ended')
      stream.event('message', JSON.stringify(message))
      if (isJSONRPCResponse(message)) settle(message.id)
      await Promise.resolve()
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      underWay.clear()
      stream.end()
      transport.onclose?.()
      await Promise.resolve()
    },
    receive: (message) => {
      if (isClosed) return
      if (isJSONRPCRequest(message)) underWay.add(message.id)
      transport.onmessage?.(message)
      settle(endedBy(message))
    },
    pending: () => underWay.size,
  }
  return transport
}
