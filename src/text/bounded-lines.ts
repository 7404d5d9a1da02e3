import { Transform, type TransformCallback } from 'node:stream'

const newline = 0x0a
/** What some shells and editors of Windows put before a stream: the byte order mark of UTF-8. */
const mark = Buffer.from('\uFEFF')

/** Passes lines on and drops every line that is longer than the limit. */
class BoundedLines extends Transform {
  readonly #most: number
  readonly #dropped: () => void
  #length = 0
  #isDropping = false
  #isFirst = true
  #held: Buffer[] = []

  constructor(most: number, dropped: () => void) {
    super()
    this.#most = most
    this.#dropped = dropped
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const last = chunk.lastIndexOf(newline) + 1
    let from = 0
    if (this.#passesWhole(last)) {
      this.push(chunk.subarray(0, last))
      from = last
    }
    while (from < chunk.length) {
      const end = from < last ? chunk.indexOf(newline, from) + 1 : chunk.length
      this.#take(chunk.subarray(from, end), end <= last)
      from = end
    }
    done()
  }

  /** Whether the lines up to there are whole and cannot be too long: nearly always, so none is copied. */
  #passesWhole(last: number): boolean {
    return last > 0 && last <= this.#most && this.#length === 0 && !this.#isFirst
  }

  #passOn(line: Buffer): void {
    const isMarked = this.#isFirst && line.subarray(0, mark.length).equals(mark)
    this.#isFirst = false
    this.push(isMarked ? line.subarray(mark.length) : line)
  }

  #take(part: Buffer, endsLine: boolean): void {
    this.#length += part.length
    if (!this.#isDropping && this.#length > this.#most) {
      this.#isDropping = true
      this.#held = []
      this.#dropped()
    }
    if (!this.#isDropping) this.#held.push(part)
    if (!endsLine) return
    this.#passOn(Buffer.concat(this.#held))
    this.#held = []
    this.#length = 0
    this.#isDropping = false
  }
}

/**
 * Lines of at most so many bytes, without a byte order mark before the first, each passed on when
 * it is complete. A longer one is dropped and reported; the lines after it are read as usual.
 * @param dropped called once for each line that is dropped
 */
export const boundedLines = (most: number, dropped: () => void): Transform =>
  new BoundedLines(most, dropped)
