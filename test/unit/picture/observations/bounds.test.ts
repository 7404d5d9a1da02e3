import { describe, expect, it } from 'vitest'

import { lightPalette } from '../../../../src/picture/palette.js'
import { observationsPicture } from '../../../../src/picture/observations-picture.js'
import { trendSheet } from '../../../../src/picture/sheet.js'
import { svgText } from '../../../../src/picture/svg-text.js'
import {
  bundleOf,
  fhirObservation,
  observationsOf,
  observed,
} from '../../../support/observation-answers.js'
import { textsOf } from '../../../support/picture-answers.js'

const glucose = (value: number, comparator?: string) => ({
  values: [
    {
      ...{ name: 'blood_glucose', value, unit: 'mg/dL' },
      ...(comparator === undefined ? {} : { comparator }),
    },
  ],
})

const pictureOf = (...values: readonly object[]) =>
  observationsPicture(
    { patient_id: 40_013 },
    observationsOf(values.map((rest, at) => observed(at, at * 60, rest))),
    { order: 'dmy', now: Date.UTC(2020, 10, 20) },
  )

const sheetOf = (...values: readonly object[]) => trendSheet(pictureOf(...values), lightPalette)

/** Arrows of a drawing: a stroke, and a head at its end. */
const arrowsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/M([\d.]+) ([\d.]+)V([\d.]+)M[\d.]+ [\d.]+L\1 \3/g)].map(([, , from, to]) =>
    Number(to) > Number(from) ? 'down' : 'up',
  )

describe('a number that is only a bound', () => {
  it('is drawn with an arrow to where the true one is, named in the legend and in the figures', () => {
    const values = [glucose(40, '<'), glucose(120), glucose(400, '>=')]
    const texts = textsOf(sheetOf(...values))
    expect(texts).toContain('only known to be lower')
    expect(texts).toContain('only known to be higher')
    expect(texts).toContain('< 40–>= 400')
    // in the legend, and at the readings
    expect(arrowsOf(svgText(sheetOf(...values)))).toEqual(['down', 'up', 'down', 'up'])
  })

  it('is no bound where the same number was measured elsewhere with another sign, or none', () => {
    const texts = textsOf(sheetOf(glucose(40), glucose(120, '~')))
    expect(texts).toContain('40–120')
    expect(texts.filter((text) => text.startsWith('only known'))).toEqual([])
    expect(arrowsOf(svgText(sheetOf(glucose(40), glucose(120, '~'))))).toEqual([])
  })

  it('is the same in a bundle, under any name of the sign', () => {
    const signs = [
      ['comparator', ' < '],
      ['comparator', 'less than'],
      ['operator', ' < '],
      ['relation', ' < '],
    ] as const
    for (const [key, sign] of signs) {
      const body = { blood_glucose: { value: 40, unit: 'mg/dL', [key]: sign } }
      const picture = observationsPicture(
        { patient_id: 40_013, format: 'fhir' },
        bundleOf([fhirObservation(1, 0, { header: {}, body })]),
        { order: 'dmy', now: Date.UTC(2020, 10, 20) },
      )
      expect(textsOf(trendSheet(picture, lightPalette)), key).toContain(`${sign.trim()} 40`)
    }
  })
})
