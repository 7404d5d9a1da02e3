import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { truncateToBudget, type RenderedResult } from '../../../src/calls/truncate-to-budget.js'

const added = 200

const bytesOf = ({ value, text }: RenderedResult): number =>
  added +
  Buffer.byteLength(JSON.stringify({ content: [{ type: 'text', text }], structuredContent: value }))

/** An answer of rows with texts of these lengths, and how often it was built. */
const listOf = (lengths: readonly number[]) => {
  let built = 0
  const to = (rows: number) => ({
    rows: lengths.slice(0, rows).map((length) => 'ü'.repeat(length)),
  })
  const answer = { value: to(lengths.length), shorten: { rows: lengths.length, to } }
  const encode = (value: unknown): RenderedResult => {
    built += 1
    return { value: { value }, text: JSON.stringify(value) }
  }
  return { answer, encode, to, built: () => built }
}

describe('an answer that must fit', () => {
  const keepsWhatFits = (least: number, most: number) =>
    fc.property(
      fc.array(fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 900 })), {
        minLength: least,
        maxLength: most,
      }),
      fc.integer({ min: 240, max: 40_000 }),
      (lengths, limit) => {
        const { answer, encode, to } = listOf(lengths)
        const sizes = lengths.map((_, index) => bytesOf(encode(to(index + 1))))
        const whole = bytesOf(encode(answer.value)) <= limit
        const fitting = whole
          ? lengths.length
          : sizes.slice(0, -1).filter((size) => size <= limit).length
        const reply = truncateToBudget(answer, limit, encode)
        const isFull = (reply?.bytes ?? 0) >= 0.95 * limit
        const cuts = lengths.map((_, index) => index + 1).filter((rows) => rows < lengths.length)
        // a long list is measured by its first rows
        const isCut = isFull && (!whole || lengths.length > 64)
        const allowed = isCut
          ? [...cuts.filter((rows) => rows <= fitting), ...(whole ? [lengths.length] : [])]
          : [fitting]
        const wanted = !whole && fitting === 0 ? [] : allowed.map((rows) => encode(to(rows)))
        expect([
          undefined,
          ...wanted.map((draft) => ({ ...draft, bytes: bytesOf(draft) })),
        ]).toContainEqual(reply)
        expect(reply === undefined).toBe(!whole && fitting === 0)
      },
    )

  it('keeps as many rows as fit, or fills 95 %, whatever their sizes', () => {
    fc.assert(keepsWhatFits(0, 60))
  })

  it('does so with lists that are probed by their first rows', () => {
    fc.assert(keepsWhatFits(65, 120), { numRuns: 15 })
  })

  it.each([
    ['all alike', Array.from({ length: 1000 }, () => 40), 7],
    ['the first ones long', Array.from({ length: 1000 }, (_, i) => (i < 20 ? 900 : 1)), 15],
    ['the last ones long', Array.from({ length: 1000 }, (_, i) => (i > 980 ? 3000 : 1)), 15],
  ])('is built few times: rows %s', (_name, lengths, most) => {
    const { answer, encode, built } = listOf(lengths)
    expect(truncateToBudget(answer, 60_000, encode)).toBeDefined()
    expect(built()).toBeGreaterThan(1)
    expect(built()).toBeLessThanOrEqual(most)
  })

  it('is nothing when not one row fits, or when there are none to give up', () => {
    const { answer, encode } = listOf([5000, 1])
    expect(truncateToBudget(answer, 1000, encode)).toBeUndefined()
    expect(truncateToBudget({ value: answer.value }, 1000, encode)).toBeUndefined()
  })
})
