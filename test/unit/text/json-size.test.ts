import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { jsonSize } from '../../../src/text/json-size.js'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
)

const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    anyText,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e21, 1e-7),
    fc.array(tie('value')),
    fc.dictionary(anyText, tie('value')),
  ),
})).value

describe('the bytes of a JSON value', () => {
  it('are those that JSON.stringify writes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(jsonSize({ value })).toBe(Buffer.byteLength(JSON.stringify({ value })))
      }),
      { numRuns: 500 },
    )
  })

  it('count each UTF-16 unit as it is written alone', () => {
    const units = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit))
    expect(units.map(jsonSize)).toEqual(
      units.map((text) => Buffer.byteLength(JSON.stringify(text))),
    )
  })
})
