import { describe, expect, it } from 'vitest'

import { darkPalette, lightPalette, type Palette } from '../../../src/picture/palette.js'
import { drawPanels, trendPicture } from '../../../src/picture/trend-picture.js'
import { contrast, distanceFor, visions } from '../../support/colour-vision.js'
import { answerOf, clockBucket, dayBucket } from '../../support/picture-answers.js'

const palettes: readonly (readonly [string, Palette])[] = [
  ['light', lightPalette],
  ['dark', darkPalette],
]
const kinds = ['deuteranopia', 'protanopia', 'tritanopia'] as const

/** Colours that tell something apart, beside each other. */
const pairs = [
  ['first', 'second'],
  ['deep', 'light'],
  ['light', 'rem'],
  ['rem', 'awake'],
] as const

/** Areas of one shape: the parts of a night, and percentiles. */
const inGrey = [
  ['deep', 'light'],
  ['light', 'rem'],
  ['inner', 'outer'],
] as const

describe.each(palettes)('row 25: the %s colours', (_name, palette) => {
  it.each(kinds)('are told apart with %s', (kind) => {
    const vision = visions[kind]
    if (vision === undefined) throw new Error('no such vision')
    for (const [one, other] of pairs) {
      const apart = distanceFor(vision, palette[one], palette[other])
      expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(14)
    }
  })

  it('of text have a contrast of 4.5, those of lines and areas of 3 or nearly', () => {
    for (const name of ['text', 'muted', 'first', 'second', 'target'] as const) {
      expect(contrast(palette[name], palette.paper), name).toBeGreaterThanOrEqual(4.5)
    }
    expect(contrast(palette.withheld, palette.withheldPaper)).toBeGreaterThanOrEqual(7)
    for (const name of ['deep', 'light', 'rem', 'awake'] as const) {
      expect(contrast(palette[name], palette.paper), name).toBeGreaterThanOrEqual(2.9)
    }
  })
})

/** Every colour the same, but those of areas within each other: what is left in one ink. */
const oneInk: Palette = {
  ...lightPalette,
  ...{ muted: '#000000', first: '#000000', second: '#000000', tint: '#000000' },
  ...{ target: '#000000', targetTint: '#000000' },
  ...{ hatch: '#000000', gap: '#000000', withheld: '#000000' },
}

const number = (name: string, unit: string, rest: object = {}) => ({
  ...{ name, unit, mean: 7, min: 5, max: 9 },
  ...rest,
})

const legendOf = (dataType: string, buckets: readonly object[], bucket = 'day') =>
  drawPanels(trendPicture({ data_type: dataType, bucket }, answerOf(buckets), 'dmy'), {
    ...{ width: 600, height: 240, palette: oneInk },
  }).flatMap(({ legend }) => legend)

const days = (...values: readonly object[]) => [0, 1, 4].map((at) => dayBucket(at, values))
const percentiles = { p05: 1, p25: 2, p50: 3, p75: 4, p95: 5 }

describe('row 25: shapes that do without colours', () => {
  it.each([
    ['a pair', legendOf('x', days(number('systolic', 'mmHg'), number('diastolic', 'mmHg')))],
    ['a line', legendOf('x', days(number('heart_rate', 'beats/min')))],
    [
      'a profile',
      legendOf(
        'x',
        [3, 4, 9].map((hour) => clockBucket(hour, [number('heart_rate', 'x', percentiles)])),
        'time_of_day',
      ),
    ],
  ])('%s has a mark of its own for everything that it tells apart', (_what, legend) => {
    const marks = legend.map(({ mark }) => JSON.stringify(mark(oneInk)))
    expect(marks.length).toBeGreaterThanOrEqual(2)
    expect(new Set(marks).size).toBe(marks.length)
  })

  it('areas upon or within each other are told apart in grey by how dark they are', () => {
    const { grey } = visions
    if (grey === undefined) throw new Error('no such vision')
    for (const [, palette] of palettes) {
      for (const [one, other] of inGrey) {
        expect(distanceFor(grey, palette[one], palette[other])).toBeGreaterThanOrEqual(14)
      }
    }
  })
})
