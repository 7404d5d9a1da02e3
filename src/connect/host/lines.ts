import type { Readable } from 'node:stream'

import type { Log } from '../../log.js'
import { boundedLines } from '../../text/bounded-lines.js'
import type { Message } from '../upstream/message.js'
import { readMessage } from './wire.js'

/** Longest message of a host that is read, in bytes. */
const longestLine = 4_194_304

export interface HostLines {
  readonly stdin: Readable
  readonly receive: (message: Message) => void
  readonly log: Pick<Log, 'warn' | 'debug'>
}

/**
 * Reads the messages of a host, one a line. What is none is dropped, as is a line that is too long.
 * @returns a function that stops reading
 */
export function readHostLines({ stdin, receive, log }: HostLines): () => void {
  const lines = boundedLines(longestLine, () => {
    log.warn('A message of more than 4 MB was dropped.')
  })
  const read = (chunk: Buffer): void => {
    // whole lines; only a line feed ends one, as JSON may hold every other separator
    for (const line of chunk.toString('utf8').split('\n')) {
      const message = readMessage(line)
      if (message !== undefined) receive(message)
      else if (line.trim() !== '') log.debug('A line that is no message was dropped.')
    }
  }
  stdin.pipe(lines).on('data', read)
  return () => {
    stdin.unpipe(lines)
    lines.off('data', read)
  }
}
