import type { ServerResponse } from 'node:http'

import type { NodeServerResponseLike } from '@modelcontextprotocol/node'

/** Bytes that may wait for a reader who does not read. */
const maxUnsent = 1_048_576
/** Bytes that may wait at all, besides the message that is being written: many answers may come at once. */
const maxBurst = 8 * maxUnsent
/** Milliseconds that a reader may take without reading anything. */
const stallMs = 2_000

/** Ends a response whose reader does not keep up. */
interface Watch {
  /** To be called before each write. @returns whether it may be written */
  admit(length: number): boolean
}

/** @param overrun is told when the response is ended */
const watchReader = (response: ServerResponse, overrun: () => void): Watch => {
  let written = 0
  let timer: NodeJS.Timeout | undefined
  const read = (): number => written - response.writableLength
  const cut = (): void => {
    overrun()
    response.destroy()
  }
  const look = (readBefore: number): void => {
    timer = undefined
    if (response.destroyed || response.writableLength <= maxUnsent) return
    if (read() <= readBefore) cut()
    else lookLater()
  }
  const lookLater = (): void => {
    timer = setTimeout(look, stallMs, read())
    timer.unref()
  }
  response.once('close', () => {
    clearTimeout(timer)
  })
  return {
    admit: (length) => {
      if (response.writableLength > maxBurst) {
        cut()
        return false
      }
      if (timer === undefined && response.writableLength > maxUnsent) lookLater()
      written += length
      return true
    },
  }
}

/**
 * The response as the SDK writes to it. Whatever is ready is written at once. A reader that leaves
 * more than 1 MiB and reads nothing for 2 s, or leaves more than 8 MiB, loses the connection: what it
 * does not read would fill the memory.
 * @param overrun is told of it
 */
export function boundedResponse(
  response: ServerResponse,
  overrun: () => void,
): NodeServerResponseLike {
  const watch = watchReader(response, overrun)
  return {
    writeHead: (status, headers = {}) => {
      // whether a connection is kept is up to the server
      const { connection, ...rest } = headers
      if (connection === 'close') response.setHeader('Connection', 'close')
      return response.writeHead(status, rest)
    },
    write: (chunk) => {
      // an error of the response would end the process
      if (response.writableEnded || response.destroyed) return false
      if (!watch.admit(Buffer.byteLength(chunk))) return false
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
