import { beginning, seal, type Link } from './chain.js'
import type { Trail } from './trail.js'

/**
 * A hash-chained trail of this process alone, whose lines go to a stream that something else collects.
 * Its chain begins with the process.
 * @param write takes a line with its line break
 */
export function openStreamTrail(write: (line: string) => void): Trail {
  let newest: Link = beginning
  return {
    record: (event) => {
      const { text, seq, hash } = seal(event, newest)
      newest = { seq, hash }
      write(`${text}\n`)
    },
    flush: async () => await Promise.resolve(0),
    head: () => (newest.seq === 0 ? undefined : newest),
  }
}
