import type { BrakeKey } from './brake-key.js'
import { emptyState, readText, type Written } from './brake-text.js'

/** The file of readings and its key, as they were found. */
export interface Found {
  readonly key: BrakeKey | 'damaged' | undefined
  /** Undefined where there is no file. */
  readonly text: string | undefined
  /** Differs whenever the text does. */
  readonly stamp: string | undefined
}

/** What was found, where it is what was written last. */
export interface Sound {
  /** Undefined where nothing was written yet. */
  readonly key: BrakeKey | undefined
  readonly written: Written
}

/** Why it is not, as the end of a sentence. */
export interface Doubt {
  readonly how: string
}

const nothingWritten: Written = { seq: 0, state: emptyState }

/**
 * Whether what was found is what was written last.
 * @param seen the highest number that this process has met
 */
export function judge({ key, text }: Found, seen: number): Sound | Doubt {
  if (key === 'damaged') return { how: 'has a key that was changed' }
  if (text === undefined) {
    const isMissed = seen > 0 || key?.isUsed === true
    return isMissed ? { how: 'was removed' } : { key, written: nothingWritten }
  }
  if (key === undefined) return { how: 'has lost its key' }
  const written = readText(key, text)
  if (written === undefined) return { how: 'was changed by something else than jhe-mcp' }
  return written.seq < seen ? { how: 'was replaced by an older one' } : { key, written }
}
