import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { decoded } from '../../../src/guard/notice/decoded.js'
import { holdsInstruction } from '../../../src/guard/notice/instructions.js'
import { shapeOf } from '../../../src/guard/notice/shape.js'
import { clinicalSentences } from '../../support/guard/clinical-sentences.js'
import { plantedTexts } from '../../support/guard/planted-texts.js'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
/** Those that are not encoded themselves, in the letters that are looked for where something is encoded. */
const planted = Object.values(plantedTexts)
  .flat()
  .filter((text) => decoded(text).length === 0 && /^[\x20-\u024f]*$/.test(text))

const body = (uuid: string, value: number, note: string) =>
  JSON.stringify({
    header: { uuid, creation_date_time: new Date(value * 1e9).toISOString(), modality: 'sensed' },
    body: { body_weight: { unit: 'kg', value }, note },
  })

describe('the shape of an encoded body', () => {
  it('is the same for bodies of one kind', () => {
    const shapes = [
      body('0b9d4a32-5f0e-4c86-9d1c-5d1f4c3a2b10', 81.4, 'seated'),
      body('f4c1e2aa-0d6b-4b5d-8c55-7a1e9b0c4d21', 1204, 'seated'),
    ].map(shapeOf)
    expect(new Set(shapes).size).toBe(1)
  })

  it('keeps every word, and a number within a text', () => {
    const text = '{"note": "ab12 3 2026-01-02", "a1": 7, "b": ["2026-01-02", "x"]}'
    expect(shapeOf(text)).toBe('{"note": "ab12 3 2026-01-02", "a1": 0, "b": [0, "x"]}')
  })

  it('A45: an instruction in an encoded body is found, whatever numbers, times and ids stand beside it', () => {
    const part = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.uuid(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(...(clinicalSentences['en'] ?? [])),
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.array(part, { maxLength: 6 }),
        fc.constantFrom(...planted),
        fc.constantFrom(0, 1, 2),
        (before, after, text, space) => {
          const json = JSON.stringify({ before, note: { text }, after }, undefined, space)
          expect(holdsInstruction(json)).toBe(true)
          expect(holdsInstruction(base64(json))).toBe(true)
          expect(holdsInstruction(`see ${base64(json)}`)).toBe(true)
        },
      ),
    )
  })

  it('A45: what is found in a text is found in its shape', () => {
    const filler = fc.constantFrom(
      ' ',
      ', ',
      ': ',
      '12',
      ' [7], ',
      '": "',
      ' 2026-01-02 ',
      '{',
      '}',
    )
    const words = fc.constantFrom(...planted.flatMap((text) => text.split(' ')))
    fc.assert(
      fc.property(fc.array(fc.oneof(words, filler), { maxLength: 40 }), (parts) => {
        const text = `${parts.join('')} and so on`
        if (holdsInstruction(text)) expect(holdsInstruction(shapeOf(text))).toBe(true)
      }),
    )
  })

  it('A45: a body of a reading is no instruction, as it is or encoded', () => {
    const text = body('0b9d4a32-5f0e-4c86-9d1c-5d1f4c3a2b10', 81.4, 'seated')
    expect([holdsInstruction(text), holdsInstruction(base64(text))]).toEqual([false, false])
  })
})
