import { describe, expect, it } from 'vitest'

import { asciiOf } from '../../../../src/picture/answer/base64.js'
import { readObservationsAnswer } from '../../../../src/picture/answer/observations-answer.js'
import { momentText, readingsText } from '../../../../src/picture/words/reading.js'
import {
  bundleOf,
  fhirObservation,
  observationsOf,
  observed,
  pressureOf,
} from '../../../support/observation-answers.js'

const now = Date.UTC(2020, 10, 20)
const rowsOf = (answer: unknown) => readObservationsAnswer(answer, now).rows

describe('observations of a bundle', () => {
  it('are the same rows as those of the short form', () => {
    const quantity = (value: number) => ({ value, unit: 'mmHg' })
    const [fhir] = rowsOf(
      bundleOf([
        fhirObservation(
          7,
          30,
          {
            header: { modality: 'self-reported', acquisition_provenance: { source_name: 'Cuff' } },
            body: {
              systolic_blood_pressure: quantity(128),
              diastolic_blood_pressure: quantity(81),
              body_posture: 'sitting',
              effective_time_frame: { date_time: '2020-11-01T00:30:00Z' },
            },
          },
          { code: { coding: [{ code: 'omh:blood-pressure:4.0' }] }, status: 'amended' },
        ),
      ]),
    )
    const [slim] = rowsOf(
      observationsOf([
        observed(7, 30, {
          ...pressureOf(128, 81),
          context: { body_posture: 'sitting', modality: 'self-reported', source_name: 'Cuff' },
          source: null,
          status: 'amended',
        }),
      ]),
    )
    expect(fhir).toEqual(slim)
  })

  it('have no code where the bundle says that it is absent, and a time from one to another', () => {
    const [row] = rowsOf(
      bundleOf([
        fhirObservation(
          1,
          0,
          { body: { mood: 7 } },
          {
            effectiveDateTime: undefined,
            effectivePeriod: { start: '2020-11-01T22:00:00Z', end: '2020-11-02T06:00:00Z' },
            code: {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
                  code: 'unknown',
                },
              ],
            },
          },
        ),
      ]),
    )
    expect(row?.dataType).toBe('')
    expect(momentText(row?.slot, 'dmy')).toBe('Sun, 1 Nov 2020 22:00 – Mon, 2 Nov 2020 06:00')
  })

  it.each([
    ['no attachment', { valueAttachment: undefined }],
    ['no JSON', { valueAttachment: { data: 'AAAA' } }],
    ['another form', { valueAttachment: { data: 7 } }],
    ['no code', { code: 'x' }],
  ])('with %s are rows all the same', (_what, rest) => {
    expect(rowsOf(bundleOf([fhirObservation(1, 0, {}, rest)]))).toHaveLength(1)
  })

  it('say that a body was left out for its size', () => {
    const title = 'Left out: its 9 bytes are more than the 8 that one attachment may have here.'
    const [row] = rowsOf(
      bundleOf([fhirObservation(1, 0, {}, { valueAttachment: { size: '9', title } })]),
    )
    expect(row?.context).toEqual([['body_not_shown', title]])
  })

  it('read any bytes of base64, with and without its end', () => {
    for (const text of ['', 'a', 'ab', 'abc', '{"x": "\\u00e4~"}']) {
      const whole = Buffer.from(text).toString('base64')
      expect([asciiOf(whole), asciiOf(whole.replaceAll('=', ''))]).toEqual([text, text])
    }
  })
})

describe('a reading in words', () => {
  const words = (values: readonly object[]) =>
    rowsOf(observationsOf([observed(1, 0, { values })])).map(readingsText)

  it('has its own digits, its bound and its unit, or why there is no number', () => {
    expect(words([{ name: 'x', value: 36.65, unit: 'C' }])).toEqual(['36.65 C'])
    expect(words([{ name: 'x', value: 12_345, unit: null }])).toEqual(['12,345'])
    for (const value of [0.12345678, 0.0000015, -0.1234567, 1e21, 1.5e-9])
      expect(words([{ name: 'x', value, unit: null }])).toEqual([String(value)])
    expect(words([{ name: 'x', comparator: '<', value: 40, unit: 'mg/dL' }])).toEqual([
      '< 40 mg/dL',
    ])
    expect(words([{ name: 'x', value: null, unit: null, reason: 'not a number' }])).toEqual([
      '– (not a number)',
    ])
    expect(words([])).toEqual(['–'])
  })

  it('names its numbers where there are several, but for the two of a blood pressure', () => {
    expect(words(pressureOf(128.5, 81).values)).toEqual(['128.5/81 mmHg'])
    expect(words([...pressureOf(128, 81).values, { name: 'a_b', value: 2, unit: null }])).toEqual([
      '128/81 mmHg, a b 2',
    ])
    expect(
      words([
        { name: 'deep', value: 1, unit: 'h' },
        { name: 'rem', value: 2, unit: 'h' },
      ]),
    ).toEqual(['deep 1 h, rem 2 h'])
  })
})
