import { describe, expect, it } from 'vitest'

import { lightPalette } from '../../../../src/picture/palette.js'
import { observationsPicture } from '../../../../src/picture/observations-picture.js'
import { trendSheet } from '../../../../src/picture/sheet.js'
import { svgText } from '../../../../src/picture/svg-text.js'
import {
  bundleOf,
  fhirObservation,
  minutesOn,
  observationsOf,
  observed,
  pressureOf,
} from '../../../support/observation-answers.js'

const args = { patient_id: 40_013 }
const now = Date.UTC(2026, 10, 20)
const day = 1440

const scenes = {
  'pressures of two sources': [
    { ...args, data_type: 'omh:blood-pressure:4.0' },
    observationsOf(
      [0, 1, 2, 3.2, 5, 6].map((at, i) =>
        observed(i, at * day, {
          ...pressureOf(128 + ((i * 7) % 12), 78 + ((i * 5) % 9)),
          source: i % 3 === 1 ? 'Clinic' : 'Cuff at home',
        }),
      ),
      {
        truncated: true,
        next_cursor: 'c1',
        withheld: [{ data_type: 'omh:body-weight:3.0', reason: 'not_answered' }],
      },
    ),
  ],
  'several types with what is not drawn': [
    args,
    observationsOf([
      observed(1, 60),
      observed(2, 65, { source: null }),
      observed(3, 70, { status: 'entered-in-error' }),
      observed(4, 0, { effective: null }),
      observed(5, 60 * day),
      observed(6, 62, {
        data_type: 'omh:step-count:3.0',
        effective: { start: minutesOn(20), end: minutesOn(80) },
        values: [{ name: 'step_count', value: 4321, unit: 'steps' }],
      }),
      observed(7, 64, {
        values: [{ name: 'heart_rate', value: null, unit: null, reason: 'missing' }],
      }),
    ]),
  ],
  'seven sources': [
    { ...args, data_type: 'omh:heart-rate:2.0' },
    observationsOf(
      [0, 1, 2, 3, 4, 5, 6].map((at) => observed(at, at * 11, { source: `Source ${at + 1}` })),
    ),
  ],
  'one reading in FHIR': [
    { ...args, format: 'fhir' },
    bundleOf([
      fhirObservation(1, 30, {
        header: { modality: 'sensed', acquisition_provenance: { source_name: 'Strap' } },
        body: { heart_rate: { value: 61, unit: 'beats/min' } },
      }),
    ]),
  ],
  'no observation': [args, observationsOf([])],
} as const

describe('single observations drawn as SVG', () => {
  it.each(Object.entries(scenes))(
    'pictures 9: %s is drawn as looked at',
    async (name, [asked, answer]) => {
      const picture = observationsPicture(asked, answer, { order: 'dmy', now })
      const svg = svgText(trendSheet(picture, lightPalette))
      await expect(`${svg.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(
        `golden/${name.replaceAll(' ', '-')}.svg`,
      )
    },
  )
})
