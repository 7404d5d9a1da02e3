import type { Readable } from 'node:stream'

import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'

import { boundedLines } from '../text/bounded-lines.js'
import { dropNullArguments } from './null-arguments.js'
import { createServer, type ServerOptions } from './server.js'

/** Handle of a running stdio server. */
export interface StdioServer {
  /** Ends the connection; ending the process is up to the caller. */
  close(): Promise<void>
}

/** Longest message that is read, in bytes. */
const longestLine = 4_194_304

/**
 * Serves MCP on stdin and stdout to clients of the 2025 era (`initialize`) and of 2026-07-28
 * (`server/discover`) from one factory. Nothing is opened before the first tool call. An instance
 * that is closed ends nothing: a client that probes with `server/discover` and falls back to
 * `initialize` leaves one behind. Nor does a line that is too long, at which the SDK would stop.
 */
export function serve(options: ServerOptions, stdin: Readable): StdioServer {
  const { log } = options
  const lines = boundedLines(longestLine, () => {
    log.warn('A message of more than 4 MB was dropped.')
  })
  const transport = new StdioServerTransport(stdin.pipe(lines))
  const server = serveStdio(() => createServer(options), {
    transport,
    onerror: (error) => {
      log.failure(error)
    },
  })
  // the SDK has set it by now, and nothing is read before the next turn
  const receive = transport.onmessage
  transport.onmessage = (message) => {
    dropNullArguments(message)
    receive?.(message)
  }
  return server
}
