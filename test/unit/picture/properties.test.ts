import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readTrendAnswer } from '../../../src/picture/answer/trend-answer.js'
import { linePath, spotsOf } from '../../../src/picture/marks/line.js'
import { lightPalette } from '../../../src/picture/palette.js'
import { gapsOf } from '../../../src/picture/panels/period.js'
import { linear } from '../../../src/picture/scale/linear.js'
import { timeTicks } from '../../../src/picture/scale/time-ticks.js'
import { valueRange } from '../../../src/picture/scale/value-scale.js'
import { svgText } from '../../../src/picture/svg-text.js'
import { drawPanels, trendPicture } from '../../../src/picture/trend-picture.js'
import { nodeCount } from '../../../src/picture/tree.js'
import { figure } from '../../../src/picture/words/numbers.js'
import {
  answerOf,
  clockBucket,
  dayBucket,
  elementsOf,
  sheetOf,
  textsOf,
  utc,
} from '../../support/picture-answers.js'
import { spotsOfPath, spotsOfTree } from '../../support/picture-geometry.js'

const number = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(0, 1e9, -1e9, 1e-9, 5e-324, 1e308, -0),
)

const statistics = fc.oneof(
  fc.tuple(number, number, number).map((three) => {
    const [min, mean, max] = [...three].sort((a, b) => a - b)
    return { min, mean, max }
  }),
  number.map((value) => ({ min: value, mean: value, max: value })),
  fc.constant({ min: null, mean: null, max: null }),
)

const groups = [
  ['systolic', 'mmHg'],
  ['diastolic', 'mmHg'],
  ['blood_glucose', 'mg/dL'],
  ['blood_glucose', 'mmol/L'],
  ['step_count', 'steps'],
  ['deep', 'sec'],
  ['awake', 'sec'],
  ['unknown_thing', null],
] as const

const value = fc
  .tuple(fc.constantFrom(...groups), statistics, fc.option(number), fc.option(fc.string()))
  .map(([[name, unit], numbers, sum, source]) => ({
    ...{ name, unit, ...numbers },
    ...(sum === null ? {} : { sum }),
    ...(source === null ? {} : { source }),
  }))

const days = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 40 })

const calendarAnswer = days.chain((ats) =>
  fc
    .array(fc.array(value, { maxLength: 5 }), { minLength: ats.length, maxLength: ats.length })
    .map((values) =>
      answerOf(ats.toSorted((a, b) => a - b).map((at, i) => dayBucket(at, values[i] ?? [], i))),
    ),
)

const profileAnswer = fc.uniqueArray(fc.integer({ min: 0, max: 23 })).chain((hours) =>
  fc
    .array(fc.array(number, { minLength: 5, maxLength: 5 }), {
      minLength: hours.length,
      maxLength: hours.length,
    })
    .map((all) =>
      answerOf(
        hours
          .toSorted((a, b) => a - b)
          .map((hour, i) => {
            const [p05, p25, p50, p75, p95] = (all[i] ?? []).toSorted((a, b) => a - b)
            return clockBucket(hour, [{ name: 'heart_rate', unit: 'x', p05, p25, p50, p75, p95 }])
          }),
      ),
    ),
)

const answer = fc.oneof(calendarAnswer, profileAnswer)
const args = { patient_id: 40001, data_type: 'omh:some-type:1.0', bucket: 'day' }

/** Every number of an answer, however deep it is. */
const numbersIn = (part: unknown): readonly number[] => {
  if (typeof part === 'number') return [part]
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(numbersIn) : []
}

const known = new Set(['svg', 'title', 'desc', 'rect', 'text', 'tspan', 'g', 'path'])

describe('any drawing', () => {
  it('row 33: stays within its frame and has no number that is none', () => {
    fc.assert(
      fc.property(answer, (given) => {
        const sheet = sheetOf(args, given)
        const [width, height] = [Number(sheet.attrs['width']), Number(sheet.attrs['height'])]
        const outside = spotsOfTree(sheet).filter(
          ({ x, y }) => !(x >= 0 && x <= width && y >= 0 && y <= height),
        )
        expect(outside).toEqual([])
        const attributes = elementsOf(sheet).flatMap(({ attrs }) => Object.values(attrs))
        expect(
          attributes.filter((each) => /NaN|Infinity|undefined|null/.test(String(each))),
        ).toEqual([])
        expect(textsOf(sheet).filter((text) => /NaN|Infinity|undefined/.test(text))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('row 12: is well-formed and without script, whatever its texts are', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(
        '</script><script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        '"/><a href="javascript:alert(1)">',
        'abc\u202Edcba',
        ']]>&#0;<!--',
        '\u0000\uD800\uFFFE',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, unit, text) => {
        const given = answerOf(
          [dayBucket(0, [{ name, unit, kind: text, source: text, mean: 1, min: 1, max: 1 }])],
          { time_zone: text, notice: text, withheld: [{ data_type: name, reason: unit }] },
        )
        const svg = svgText(sheetOf({ data_type: text, bucket: name }, given))
        // the rest of well-formedness is asked of a browser
        const tags = [...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag]) => tag)
        expect([...new Set(tags)].filter((tag) => !known.has(tag ?? ''))).toEqual([])
        expect(svg.replaceAll(/&(amp|lt|gt|quot|apos);/g, '')).not.toContain('&')
        expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u)
      }),
      { numRuns: 30 },
    )
  })

  it('row 34: breaks each line at a gap, and has gaps where no bucket is', () => {
    fc.assert(
      fc.property(days, (ats) => {
        const given = answerOf(
          ats
            .toSorted((a, b) => a - b)
            .map((at) => dayBucket(at, [{ name: 'x', unit: 'y', mean: at }])),
        )
        const [group] = readTrendAnswer(given).groups
        if (group === undefined) return
        const x = linear([0, 1], [0, 1e6])
        const plot = { left: 0, right: 1e6, top: 0, bottom: 1, x, y: x, palette: lightPalette }
        const slots = group.points.map(({ slot }) => slot)
        const [first, last] = [slots[0], slots.at(-1)]
        const wall = { from: 0, to: 0 }
        const period = { from: first?.start.instant ?? 0, to: last?.end.instant ?? 0, wall }
        const gaps = gapsOf(slots, period)
        const starts = linePath(spotsOf(group.points, 'mean', plot)).match(/M/g) ?? []
        expect(starts).toHaveLength(gaps.length + 1)
        for (const gap of gaps) {
          const inside = slots.filter(
            ({ start, end }) => start.instant < gap.to && end.instant > gap.from,
          )
          expect(inside).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('pictures 5: shows only numbers of the answer, one for each bucket', () => {
    fc.assert(
      fc.property(calendarAnswer, (given) => {
        const { panels } = trendPicture(args, given, 'dmy')
        const stored = numbersIn(given)
        for (const panel of panels) {
          const factor = panel.unit === 'h' ? 1 / 3600 : 1
          const figuresKnown = new Set(stored.map((each) => figure(each * factor, panel.digits)))
          const told = panel.slots.flatMap((slot) =>
            panel.kind.cells(panel, slot).map(({ text }) => text),
          )
          const figures = told.flatMap((text) => text.split(/ \(|\)| to |(?<=\d)–/)).filter(Boolean)
          expect(figures.filter((each) => each !== '–' && !figuresKnown.has(each))).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('scales', () => {
  it('row 33: ticks of values rise and are within the range, however equal or large', () => {
    fc.assert(
      fc.property(
        fc.array(number.filter((n) => Math.abs(n) < 1e300)),
        fc.boolean(),
        (values, isOnZero) => {
          const { low, high, ticks } = valueRange(values, isOnZero)
          expect(high).toBeGreaterThan(low)
          for (const each of values) expect(each >= low && each <= high).toBe(true)
          expect(ticks.length).toBeLessThanOrEqual(7)
          expect(ticks.every((tick, i) => tick > (ticks[i - 1] ?? -Infinity))).toBe(true)
        },
      ),
    )
  })

  it('ticks of time rise and are within the period, from an hour to a century', () => {
    const hour = 3_600_000
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 4e12 }),
        fc.integer({ min: 1, max: 900_000 }),
        fc.integer({ min: -14, max: 14 }),
        (from, hours, offset) => {
          const start = { instant: from, wall: from + offset * hour }
          const end = { instant: from + hour, wall: from + (offset + 1) * hour }
          const ticks = timeTicks({
            slots: [{ start, end }],
            isDayProfile: false,
            ...{ from, to: from + hours * hour, order: 'dmy', most: 8 },
          })
          expect(ticks.length).toBeLessThanOrEqual(10)
          expect(
            ticks.every(
              ({ instant }, i) =>
                instant >= from &&
                instant <= from + hours * hour &&
                instant > (ticks[i - 1]?.instant ?? -Infinity),
            ),
          ).toBe(true)
        },
      ),
    )
  })
})

describe('10,000 buckets', () => {
  const hourly = (values: (i: number) => readonly object[]) =>
    answerOf(
      Array.from({ length: 10_000 }, (_, i) => ({
        start: utc(Date.UTC(2025, 9, 1) + i * 3_600_000),
        end: utc(Date.UTC(2025, 9, 1) + (i + 1) * 3_600_000),
        count: 3,
        values: values(i),
      })).filter((_, i) => i % 97 > 4),
    )
  const hours = { ...args, bucket: 'hour' }

  it('row 10: are drawn with at most 2,000 elements', () => {
    const given = hourly((i) => [
      { name: 'systolic', unit: 'mmHg', mean: 120 + (i % 13), min: 100, max: 150 },
      { name: 'diastolic', unit: 'mmHg', mean: 80 + (i % 7), min: 70, max: 95 },
    ])
    expect(nodeCount(sheetOf(hours, given))).toBeLessThan(2000)
  })

  it('row 10: keep the extremes of each column of pixels', () => {
    const mean = (i: number): number => (i === 5000 ? 190 : i === 7001 ? 40 : 100 + (i % 5))
    const given = hourly((i) => [{ name: 'heart_rate', unit: 'beats/min', mean: mean(i) }])
    const [drawn] = drawPanels(trendPicture(hours, given, 'dmy'), {
      ...{ width: 640, height: 240, palette: lightPalette },
    })
    const lines =
      drawn?.chart.nodes.filter(({ attrs }) => attrs['stroke'] === lightPalette.first) ?? []
    const ys = lines.flatMap(({ attrs }) => spotsOfPath(String(attrs['d'])).map(({ y }) => y))
    expect(Math.min(...ys)).toBeCloseTo(drawn?.chart.plot.y(190) ?? 0, 0)
    expect(Math.max(...ys)).toBeCloseTo(drawn?.chart.plot.y(40) ?? 0, 0)
    expect(ys.length).toBeLessThan(640 * 6)
  })
})
