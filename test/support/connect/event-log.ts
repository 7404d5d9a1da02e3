import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import type { EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

interface StoredEvent {
  readonly stream: string
  readonly message: JSONRPCMessage
}

/**
 * An event store that keeps the order in which events came. The one among the examples of the SDK
 * orders events of one millisecond by chance, so that a replay may leave some out.
 */
export function createEventLog(): EventStore {
  const events: StoredEvent[] = []
  const at = (id: string): StoredEvent | undefined => events[Number(id)]
  return {
    storeEvent: (stream, message) => {
      events.push({ stream, message })
      return Promise.resolve(String(events.length - 1))
    },
    getStreamIdForEventId: (id) => Promise.resolve(at(id)?.stream),
    replayEventsAfter: async (lastId, { send }) => {
      const stream = at(lastId)?.stream ?? ''
      for (const [index, event] of events.entries()) {
        if (index > Number(lastId) && event.stream === stream)
          await send(String(index), event.message)
      }
      return stream
    },
  }
}
