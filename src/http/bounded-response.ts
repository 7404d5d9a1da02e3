import type { ServerResponse } from 'node:http'

import type { NodeServerResponseLike } from '@modelcontextprotocol/node'

/** Bytes that may wait for a reader, besides the message that is being written. */
const maxUnsent = 1_048_576

/**
 * The response as the SDK writes to it. Whatever is ready is written at once, and a reader that
 * leaves more than 1 MiB unread loses the connection: what it does not read would fill the memory.
 * @param overrun is told of it
 */
export function boundedResponse(
  response: ServerResponse,
  overrun: () => void,
): NodeServerResponseLike {
  return {
    writeHead: (status, headers = {}) => {
      // whether a connection is kept is up to the server
      const { connection, ...rest } = headers
      if (connection === 'close') response.setHeader('Connection', 'close')
      return response.writeHead(status, rest)
    },
    write: (chunk) => {
      if (response.writableLength > maxUnsent) {
        overrun()
        response.destroy()
        return false
      }
      response.write(chunk)
      return true
    },
    end: (chunk) => (chunk === undefined ? response.end() : response.end(chunk)),
    on: (event, listener) => response.on(event, listener),
    get destroyed() {
      return response.destroyed
    },
  }
}
