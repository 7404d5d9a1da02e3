import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'

import type { Message } from '../../connect/upstream/message.js'
import { isRecord } from '../../record.js'
import type { OpenPipe } from './pipe-upstream.js'

const isJsonRpc = (message: Message): message is Message & JSONRPCMessage =>
  message['jsonrpc'] === '2.0'

/** A message as it would come from a wire: it shares nothing with what either side holds. */
const copyOf = (message: object): Message => {
  const copy: unknown = structuredClone(message)
  return isRecord(copy) ? copy : {}
}

/**
 * A transport of the SDK as a pipe.
 * @param start what must have been done before the first message, the transport's own start among it
 */
export const transportPipe =
  (transport: Transport, start: () => Promise<void>): OpenPipe =>
  ({ take, ended }) => {
    transport.onmessage = (message: object) => {
      take(copyOf(message))
    }
    transport.onclose = ended
    const started = start()
    // told to whoever sends
    started.catch(() => undefined)
    return {
      post: async (message) => {
        await started
        const copy = copyOf(message)
        if (isJsonRpc(copy)) await transport.send(copy)
      },
      close: async () => {
        await transport.close()
      },
    }
  }
