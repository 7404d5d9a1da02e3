import { describe, expect } from 'vitest'
import { z } from 'zod'

import { whileMeasured, type Measurement } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import { trendOf } from '../../../support/clients/statistics-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

let database: TestDatabase
let caller: ToolCaller

const subject = people.analyst.userId
const glucose = 'omh:blood-glucose:3.0'
const sleep = 'omh:sleep-episode:1.1'

const value = z.looseObject({
  name: z.string(),
  unit: z.string().nullable(),
  kind: z.string().optional(),
  count: z.number(),
  percent_of_readings: z.record(z.string(), z.number()).optional(),
  cv: z.number().optional(),
  gmi: z.number().optional(),
})
const answer = z.looseObject({ types: z.array(z.looseObject({ values: z.array(value) })) })

/** A sensor's reading every 15 minutes for so many days, around a mean that swings by the hour. */
const readings = (days: number, factor: number): readonly number[] =>
  Array.from({ length: days * 96 }, (_, i) => {
    const swing = 70 * Math.sin((2 * Math.PI * i) / 96) + 40 * Math.sin(i * 1.7) + (i % 11)
    return Math.round((130 + swing) * factor * 10) / 10
  })

const rowsOf = (code: string, bodies: readonly object[]): readonly Measurement[] =>
  bodies.map((body, i) => ({
    id: 168_000 + i,
    patient: patients.gus,
    code,
    body: { ...body },
    at: new Date(Date.parse('2026-05-01T00:00:00Z') + i * 900_000).toISOString(),
  }))

const glucoseRows = (values: readonly number[], unit: string) =>
  rowsOf(
    glucose,
    values.map((number) => ({ blood_glucose: { value: number, unit } })),
  )

const valuesOf = async (rows: readonly Measurement[], data_type: string, whom: object) =>
  await whileMeasured(database.sql, rows, async () => {
    const args = { ...whom, data_type, start: '2026-05-01', end: '2026-07-01' }
    const outcome = await caller.call(subject, 'summarize_observations', args)
    if (outcome.code !== undefined) throw new Error(outcome.code)
    return { values: answer.parse(outcome.value).types[0]?.values ?? [], text: outcome.text }
  })

const hundredth = (number: number): number => Math.round(number * 100) / 100

/** The same figures, counted one by one. */
const counted = (values: readonly number[], limits: readonly [number, number, number, number]) => {
  const [veryLow, low, high, veryHigh] = limits
  const share = (test: (number: number) => boolean) =>
    hundredth((100 * values.filter(test).length) / values.length)
  const mean = values.reduce((sum, number) => sum + number, 0) / values.length
  const squares = values.reduce((sum, number) => sum + (number - mean) ** 2, 0)
  return {
    shares: [
      share((n) => n < veryLow),
      share((n) => n >= veryLow && n < low),
      share((n) => n >= low && n <= high),
      share((n) => n > high && n <= veryHigh),
      share((n) => n > veryHigh),
    ],
    cv: hundredth((100 * Math.sqrt(squares / (values.length - 1))) / mean),
    mean,
  }
}

describe.each(indexedForms)('on %s, with the advised indexes: %s', (...form) => {
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await openMeasured(open, form, [glucose, sleep]))
  })

  it.each([
    ['mg/dL', 1, [54, 70, 180, 250], 1],
    ['mmol/L', 1 / 18.0182, [3, 3.9, 10, 13.9], 18.0182],
  ] as const)(
    'Q1: glucose in %s has its ranges as shares of readings, its variation and its indicator',
    async (unit, factor, limits, back) => {
      const numbers = readings(14, factor)
      const { values, text } = await valuesOf(glucoseRows(numbers, unit), glucose, {
        patient_id: patients.gus,
      })
      const expected = counted(numbers, limits)
      const [found] = values
      expect(found).toMatchObject({ unit, count: numbers.length, cv: expected.cv })
      expect(Object.values(found?.percent_of_readings ?? {})).toEqual(expected.shares)
      expect(found?.gmi).toBeCloseTo(3.31 + 0.02392 * expected.mean * back, 1)
      expect(text).toContain('percent_of_readings')
    },
  )

  it('Q1: a limit belongs to the range that names it', async () => {
    const { values } = await valuesOf(
      glucoseRows([53.9, 54, 69.9, 70, 180, 180.1, 250, 250.1], 'mg/dL'),
      glucose,
      { patient_id: patients.gus },
    )
    expect(values[0]?.percent_of_readings).toEqual({
      '<54': 12.5,
      '54-69': 25,
      '70-180': 25,
      '181-250': 25,
      '>250': 12.5,
    })
  })

  it('Q1: no indicator of few readings or of a study; no range of averages, bounds and odd units', async () => {
    const few = await valuesOf(glucoseRows(readings(9, 1), 'mg/dL'), glucose, {
      patient_id: patients.gus,
    })
    expect(few.values[0]?.gmi).toBeUndefined()
    const study = await valuesOf(glucoseRows(readings(14, 1), 'mg/dL'), glucose, {
      study_id: studies.clocks,
    })
    expect(study.values[0]?.percent_of_readings).toBeDefined()
    expect(study.values[0]?.gmi).toBeUndefined()
    const odd = rowsOf(glucose, [
      { blood_glucose: { value: 120, unit: 'mg/dL' }, descriptive_statistic: 'average' },
      { blood_glucose: { value: 400, unit: 'mg/dL', comparator: '>' } },
      { blood_glucose: { value: 120, unit: 'mg/L' } },
    ])
    const { values } = await valuesOf(odd, glucose, { patient_id: patients.gus })
    expect(values).toHaveLength(3)
    expect(values.filter(({ percent_of_readings }) => percent_of_readings)).toEqual([])
  })

  it('Q1: an indicator is of a sensor: many fingersticks, gaps and three days of a sensor have none', async () => {
    const start = Date.parse('2026-05-01T00:00:00Z')
    /** So many readings a day, evenly, on the days given. */
    const gmiOf = async (plan: readonly { readonly day: number; readonly readings: number }[]) => {
      const rows = plan.flatMap(({ day, readings: count }) =>
        Array.from({ length: count }, (_, i) => ({
          at: new Date(start + (day + i / count) * 86_400_000).toISOString(),
          value: 100 + ((i * 7) % 60),
        })),
      )
      const measured = rowsOf(
        glucose,
        rows.map(({ value: number }) => ({ blood_glucose: { value: number, unit: 'mg/dL' } })),
      ).map((row, i) => ({ ...row, at: rows[i]?.at ?? null }))
      const { values } = await valuesOf(measured, glucose, { patient_id: patients.gus })
      return values[0]?.gmi
    }
    const days = (count: number, each: number, from = 0, step = 1) =>
      Array.from({ length: count }, (_, i) => ({ day: from + i * step, readings: each }))
    expect(await gmiOf(days(10, 24))).toBeDefined()
    // six days of a sensor, and ten within twenty; fingersticks with and without a few days of one
    for (const plan of [
      days(9, 24),
      days(10, 24, 0, 2),
      days(30, 8),
      [...days(3, 96), ...days(11, 4, 3)],
    ]) {
      expect(await gmiOf(plan)).toBeUndefined()
    }
  })

  it('Q3: stages, efficiency and latency of a sleep episode are in summary and trend', async () => {
    const night = (minutes: number) => ({
      total_sleep_time: { value: minutes, unit: 'min' },
      deep_sleep_duration: { value: minutes / 4, unit: 'min' },
      rem_sleep_duration: { value: minutes / 5, unit: 'min' },
      latency_to_sleep_onset: { value: 12, unit: 'min' },
      sleep_maintenance_efficiency_percentage: { value: 91, unit: '%' },
      number_of_awakenings: 3,
    })
    const rows = rowsOf(sleep, [night(400), night(440)])
    const { values } = await valuesOf(rows, sleep, { patient_id: patients.gus })
    const names = Object.keys(night(0)).toSorted()
    expect(values.map(({ name }) => name).toSorted()).toEqual(names)
    expect(values.find(({ name }) => name === 'deep_sleep_duration')).toMatchObject({ mean: 105 })
    const trend = await whileMeasured(
      database.sql,
      rows,
      async () =>
        await trendOf(caller, {
          subject,
          args: {
            patient_id: patients.gus,
            data_type: sleep,
            bucket: 'month',
            start: '2026-05-01',
            end: '2026-07-01',
          },
        }),
    )
    expect(trend.buckets[0]?.values.map(({ name }) => name).toSorted()).toEqual(names)
  })
})
