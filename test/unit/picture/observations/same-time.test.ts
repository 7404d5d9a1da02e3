import { expect, it } from 'vitest'

import { observationsPicture } from '../../../../src/picture/observations-picture.js'
import { lightPalette } from '../../../../src/picture/palette.js'
import { trendSheet } from '../../../../src/picture/sheet.js'
import { svgText } from '../../../../src/picture/svg-text.js'
import { observationsOf, observed, pressureOf } from '../../../support/observation-answers.js'

const args = { patient_id: 40_013, data_type: 'omh:blood-pressure:4.0' }

/** Lengths of the strokes that join the two pressures of a reading. */
const strokesOf = (rows: readonly (readonly [number, number])[]): readonly number[] => {
  const answer = observationsOf(
    rows.map(([upper, lower], i) =>
      observed(i, 60, { ...pressureOf(upper, lower), source: 'Cuff' }),
    ),
  )
  const picture = observationsPicture(args, answer, {
    order: 'dmy',
    now: Date.UTC(2020, 10, 20),
  })
  const svg = svgText(trendSheet(picture, lightPalette))
  return [...svg.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, from, to]) =>
    Math.round(Math.abs(Number(to) - Number(from))),
  )
}

it('joins the two pressures of each reading, also of two at one time', () => {
  const [long = 0, short = 0] = strokesOf([
    [160, 60],
    [130, 120],
  ])
  expect(long).toBeGreaterThan(5 * short)
})
