import { text } from 'node:stream/consumers'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { boundedLines } from '../../../src/text/bounded-lines.js'

const most = 12

const through = async (chunks: readonly Buffer[]) => {
  let dropped = 0
  const lines = boundedLines(most, () => (dropped += 1))
  for (const chunk of chunks) lines.write(chunk)
  lines.end()
  return { read: await text(lines), dropped }
}

/** A text in pieces, however they are cut. */
const pieces = fc
  .tuple(
    fc.array(fc.string({ maxLength: 20, unit: fc.constantFrom('a', 'ö', ' ') })),
    fc.array(fc.nat(9)),
  )
  .map(([lines, sizes]) => {
    let rest = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    const chunks: Buffer[] = []
    for (const size of sizes) {
      chunks.push(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
    return { lines, chunks: [...chunks, rest] }
  })

describe('bounded lines', () => {
  it('pass on what is short enough and drop the rest, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async ({ lines, chunks }) => {
        const kept = lines.filter((line) => Buffer.byteLength(`${line}\n`) <= most)
        const { read, dropped } = await through(chunks)
        expect(read).toBe(kept.map((line) => `${line}\n`).join(''))
        expect(dropped).toBe(lines.length - kept.length)
      }),
    )
  })

  it.each([1, 2, 3, 4, 9])('begin behind a byte order mark, cut after %s bytes', async (size) => {
    const whole = Buffer.from('\uFEFFa\n\uFEFFb\n')
    const chunks = [whole.subarray(0, size), whole.subarray(size)]
    expect(await through(chunks)).toEqual({ read: 'a\n\uFEFFb\n', dropped: 0 })
  })
})
