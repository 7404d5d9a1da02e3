import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { clean, cleanDeep } from '../../../src/text/clean.js'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', 'e\u0301', '\u0301', '\u200b', '\ud83e', '🩺', '\n', '…'),
  }),
)

describe('clean text', () => {
  it.each([
    ['line one\nline two\r\nline three', 'line one line two line three'],
    ['tab\there', 'tab here'],
    ['para\u2029graph\u2028s', 'para graph s'],
    ['bell\u0007 del\u007f c1\u009b', 'bell del c1'],
    ['\u001b[31mred', '[31mred'],
    ['admin\u202egnp.exe\u2066\u2069\u200f\u061c', 'admingnp.exe'],
    ['ze\u200bro\u200c\u200d\u2060\ufeff\u00ad', 'zero'],
    ['tag\u{e0041}\u{e007f}s', 'tags'],
    ['vs\ufe0f\u{e0100}', 'vs'],
    ['lone\ud83e surrogate\udd7a', 'lone surrogate'],
    ['e\u0301', 'é'],
    ['José Ñandú 山田 🩺 العربية', 'José Ñandú 山田 🩺 العربية'],
    ['', ''],
  ])('of %j is %j', (dirty, expected) => {
    expect(clean(dirty)).toBe(expected)
  })

  it('is cut by characters, not by halves of them', () => {
    expect(clean('🩺🩺🩺🩺', 3)).toBe('🩺🩺…')
    expect(clean('🩺🩺🩺', 3)).toBe('🩺🩺🩺')
    expect(clean('abc', 1)).toBe('…')
    expect(clean('abc', 0)).toBe('')
  })

  it('T-D9: has one line and no unseen character', () => {
    fc.assert(
      fc.property(text, (dirty) => {
        expect(clean(dirty)).not.toMatch(
          /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u,
        )
      }),
    )
  })

  it('stays as it is when cleaned again', () => {
    fc.assert(
      fc.property(text, fc.option(fc.nat({ max: 8 }), { nil: undefined }), (dirty, maxLength) => {
        const once = clean(dirty, maxLength)
        expect(clean(once, maxLength)).toBe(once)
        expect(once).toBe(once.normalize('NFC'))
        expect(Array.from(once).length).toBeLessThanOrEqual(maxLength ?? Infinity)
      }),
    )
  })
})

describe('a clean value', () => {
  it('has clean texts and keys at every depth, and all else as it was', () => {
    expect(
      cleanDeep({ 'na\u200bme': 'A\nB', list: [1, null, true, { x: '\u202ey' }], none: {} }),
    ).toEqual({ name: 'A B', list: [1, null, true, { x: 'y' }], none: {} })
    expect(cleanDeep('a\tb')).toBe('a b')
    expect(cleanDeep(undefined)).toBeUndefined()
    expect(cleanDeep({ long: 'abcdef' }, 3)).toEqual({ long: 'ab…' })
  })

  it('keeps both of two keys that only differed in what is not seen', () => {
    expect(cleanDeep({ a: 1, 'a\u200b': 2, '\u200ba': 3, a_2: 4 })).toEqual({
      a: 1,
      a_2: 2,
      a_3: 3,
      a_2_2: 4,
    })
  })

  it('loses nothing, and is the same when cleaned again', () => {
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce((sum: number, part) => sum + count(part), 1)
        : 1
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const once = cleanDeep(value)
        expect(cleanDeep(once)).toEqual(once)
        expect(count(once)).toBe(count(value))
      }),
    )
  })

  it('does not let a key reach a prototype', () => {
    const dirty: unknown = JSON.parse('{"__proto__":{"admin":true},"__pro\u200bto__":1}')
    const cleaned = cleanDeep(dirty)
    expect(Object.getPrototypeOf(cleaned)).toBe(Object.prototype)
    expect(cleaned).not.toHaveProperty('admin')
  })
})
