import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { lightPalette } from '../../../../src/picture/palette.js'
import { observationsPicture } from '../../../../src/picture/observations-picture.js'
import { trendSheet } from '../../../../src/picture/sheet.js'
import { svgText } from '../../../../src/picture/svg-text.js'
import { drawPanels } from '../../../../src/picture/trend-picture.js'
import { nodeCount } from '../../../../src/picture/tree.js'
import { figure } from '../../../../src/picture/words/numbers.js'
import { observationsOf, observed, minutesOn } from '../../../support/observation-answers.js'
import { elementsOf, textsOf } from '../../../support/picture-answers.js'
import { spotsOfTree } from '../../../support/picture-geometry.js'

const now = Date.UTC(2027, 0, 1)
const args = { patient_id: 40_001 }

const number = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(0, 1e9, -1e9, 1e-9, 5e-324, 1e308, null),
)

const names = fc.constantFrom(
  ['systolic', 'mmHg'],
  ['diastolic', 'mmHg'],
  ['blood_glucose', 'mg/dL'],
  ['blood_glucose', 'mmol/L'],
  ['sleep_duration', 'sec'],
  ['unknown_thing', null],
)

const value = fc
  .tuple(names, number)
  .map(([[name, unit], stored]) => ({ name, unit, value: stored }))

const effective = fc.oneof(
  fc.integer({ min: 0, max: 80_000 }).map((at) => ({ at: minutesOn(at) })),
  fc
    .tuple(fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: -5, max: 900 }))
    .map(([at, length]) => ({ start: minutesOn(at), end: minutesOn(at + length) })),
  fc.constantFrom(null, { at: 'yesterday' }, { at: '12:00' }, { at: '1970-01-01' }, {}),
)

const row = fc
  .record({
    effective,
    values: fc.array(value, { maxLength: 4 }),
    source: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')),
    status: fc.constantFrom('final', 'amended', 'entered-in-error', 'cancelled'),
    data_type: fc.option(fc.constantFrom('omh:x:1.0', 'omh:x:2.0')),
  })
  .map((rest) => observed(1, 0, rest))

const answer = fc.array(row, { maxLength: 30 }).map((rows) => observationsOf(rows))

const pictureOf = (given: unknown, asked: object = args) =>
  observationsPicture(asked, given, { order: 'dmy', now })

describe('any drawing of single observations', () => {
  it('row 33: stays within its frame and has no number that is none', () => {
    fc.assert(
      fc.property(answer, (given) => {
        const sheet = trendSheet(pictureOf(given), lightPalette)
        const [width, height] = [Number(sheet.attrs['width']), Number(sheet.attrs['height'])]
        const outside = spotsOfTree(sheet).filter(
          ({ x, y }) => !(x >= 0 && x <= width && y >= 0 && y <= height),
        )
        expect(outside).toEqual([])
        const said = [...elementsOf(sheet).flatMap(({ attrs }) => Object.values(attrs))]
        expect(said.filter((each) => /NaN|Infinity|undefined|null/.test(String(each)))).toEqual([])
        expect(textsOf(sheet).filter((text) => /NaN|Infinity|undefined/.test(text))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('pictures 5: shows only numbers of the answer', () => {
    fc.assert(
      fc.property(answer, (given) => {
        const stored = given.observations.flatMap((each) =>
          'values' in each && Array.isArray(each.values)
            ? each.values.map((found: { value: number | null }) => found.value)
            : [],
        )
        const picture = pictureOf(given)
        for (const panel of picture.panels) {
          const factor = panel.unit === 'h' ? 1 / 3600 : 1
          const known = new Set(
            stored.map((each) => (each === null ? '' : figure(each * factor, panel.digits))),
          )
          const [...facts] = panel.kind.facts(panel).map(({ figure: told }) => told)
          const told = facts.flatMap((text) => text.split(/ to |(?<=\d)–/))
          expect(told.filter((each) => !known.has(each))).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('row 32: every row is drawn, or counted among those that are not', () => {
    fc.assert(
      fc.property(answer, (given) => {
        const { rows, drawn, leftOut } = pictureOf(given).answer
        const { retracted, unknownTime, futureTime } = leftOut
        expect(rows).toHaveLength(given.observations.length)
        expect(drawn.length + retracted + unknownTime + futureTime).toBe(rows.length)
      }),
    )
  })

  it('row 12: shows hostile texts as texts', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '<img src=x>',
        'abc\u202Edcba',
        '__proto__',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, unit, source) => {
        const rest = { values: [{ name, unit, value: 1 }], source, data_type: name }
        const given = observationsOf([observed(1, 0, rest), observed(2, 5)], { notice: source })
        const svg = svgText(trendSheet(pictureOf(given, { data_type: unit }), lightPalette))
        const tags = [...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag]) => tag)
        const known = new Set(['svg', 'title', 'desc', 'rect', 'text', 'tspan', 'g', 'path'])
        expect(tags.filter((tag) => !known.has(tag ?? ''))).toEqual([])
        expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u)
      }),
      { numRuns: 30 },
    )
  })

  it('row 10: 1,000 readings are drawn with at most 1,000 elements', () => {
    const rows = Array.from({ length: 1000 }, (_, at) =>
      observed(at, at * 3, { source: `s${at % 9}` }),
    )
    expect(nodeCount(trendSheet(pictureOf(observationsOf(rows)), lightPalette))).toBeLessThan(1000)
  })

  it('has a shape of its own for each of five sources, in all panels the same', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].flatMap((source, at) => [
      observed(at, at, { source, values: [{ name: 'x', unit: 'u', value: 1 }] }),
      ...(at > 2 ? [observed(at, at, { source })] : []),
    ])
    const marks = drawPanels(pictureOf(observationsOf(rows)), {
      ...{ width: 600, height: 120, palette: lightPalette },
    }).map(({ legend }) =>
      legend.map(({ label, mark }) => [label, mark(lightPalette)[0]?.attrs['d']] as const),
    )
    const [first = [], second = []] = marks
    expect(new Set(first.map(([, drawn]) => drawn)).size).toBe(5)
    expect(second.map(([label]) => label)).toEqual(['d', 'e'])
    expect(second).toEqual(first.slice(3))
  })
})
