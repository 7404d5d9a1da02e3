import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { clockOf, foldHours, type Reading } from '../../../support/answers/fold-hours.js'
import { whileMeasured, type Measurement } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { trendOf, type Trend } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients, sources } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

let database: TestDatabase
let caller: ToolCaller

const subject = people.analyst.userId
const glucose = 'omh:blood-glucose:4.0'
const steps = 'omh:step-count:3.0'
const whom = { patient_id: patients.gus, data_type: 'blood-glucose' }

const rowsOf = (readings: readonly Reading[]): readonly Measurement[] =>
  readings.map(({ at, value, unit }, i) => ({
    id: 169_000 + i,
    patient: patients.gus,
    code: glucose,
    body: { blood_glucose: { value, unit } },
    at,
  }))

const profile = async (args: object, settings = {}): Promise<Trend> =>
  await trendOf(caller, { subject, args: { ...whom, bucket: 'time_of_day', ...args }, settings })

const leftOut = ({ groups, readings }: { readonly groups: number; readonly readings: number }) =>
  groups === 0
    ? undefined
    : `Left out: ${groups} ${groups === 1 ? 'group' : 'groups'} of fewer than 5 readings, each of one hour of the day, unit, kind and source (${readings} ${readings === 1 ? 'reading' : 'readings'} in all).`

/** Readings every so many minutes from an instant on. */
const every = (start: string, minutes: number, count: number): readonly Reading[] =>
  Array.from({ length: count }, (_, i) => ({
    at: new Date(Date.parse(start) + i * minutes * 60_000).toISOString(),
    value: 70 + ((i * 37) % 113) + (i % 10) / 10,
    unit: 'mg/dL',
  }))

describe.each(indexedForms)(
  'by the time of day, on %s, with the advised indexes: %s',
  (...form) => {
    it.beforeAll(async ({ open }) => {
      ;({ database, caller } = await openMeasured(open, form, [glucose, steps]))
    })

    it('P31: any readings are an independent fold of them by the clocks of the zone', async () => {
      const at = fc
        .integer({ min: 0, max: 4 * 24 * 60 })
        .map((minute) =>
          new Date(Date.parse('2026-10-23T00:00:00Z') + minute * 60_000).toISOString(),
        )
      const reading = fc.record({
        at: at,
        value: fc.integer({ min: 400, max: 4000 }).map((tenths) => tenths / 10),
        unit: fc.constantFrom('mg/dL', 'mg/dL', 'mg/dL', 'mmol/L'),
      })
      const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Los_Angeles')
      const readings = fc.array(reading, { minLength: 1, maxLength: 150 })
      await fc.assert(
        fc.asyncProperty(readings, zones, async (made, time_zone) => {
          const { buckets, notice } = await whileMeasured(
            database.sql,
            rowsOf(made),
            async () => await profile({ start: '2026-10-20', end: '2026-10-31', time_zone }),
          )
          const expected = foldHours(made, time_zone, 'blood_glucose')
          expect(buckets).toEqual(expected.buckets)
          expect(notice).toBe(leftOut(expected.thin))
        }),
        { numRuns: 8 },
      )
    })

    it.each([
      ['Europe/Berlin', '2026-03-29', 23, -1],
      ['Europe/Berlin', '2026-10-25', 25, 2],
      ['America/New_York', '2026-03-08', 23, -1],
      ['America/New_York', '2026-11-01', 25, 1],
    ])(
      'P31: in %s, %s of %i hours has every reading in the hour of its clocks',
      async (time_zone, day, hours, twice) => {
        const before = new Date(Date.parse(day) - 86_400_000).toISOString()
        const made = every(before, 10, 3 * 144).filter(
          ({ at }) => clockOf(time_zone, at).day === day,
        )
        const asked = { start: day, end: day, time_zone }
        const { buckets } = await whileMeasured(
          database.sql,
          rowsOf(made),
          async () => await profile(asked),
        )
        const { buckets: expected } = foldHours(made, time_zone, 'blood_glucose')
        expect(buckets).toEqual(expected)
        expect(buckets.map(({ count }) => count)).toEqual(
          Array.from({ length: Math.min(hours, 24) }, (_, i) =>
            hours === 25 && i === twice ? 12 : 6,
          ),
        )
      },
    )

    it('pictures 5: percentiles are those of percentile_cont', async () => {
      const made = every('2026-10-01T12:00:00Z', 4, 15)
      const { buckets } = await whileMeasured(
        database.sql,
        rowsOf(made),
        async () => await profile({ start: '2026-10-01', end: '2026-10-02' }),
      )
      const [row] = await database.sql<{ found: readonly number[] }>(
        `select percentile_cont(array[0.05, 0.25, 0.5, 0.75, 0.95]) within group (order by n) as found
       from unnest(cast($1 as float8[])) as n`,
        [made.map(({ value }) => value)],
      )
      const value = buckets[0]?.values[0]
      const told = [value?.p05, value?.p25, value?.p50, value?.p75, value?.p95]
      expect(told).toEqual(row?.found.map((number) => Number(number.toPrecision(8))))
    })

    it('without a start has the latest 14 days with the last one that has data', async () => {
      // a reading at noon on each of 20 days, and one that has not been yet
      const made = every('2026-10-01T12:00:00Z', 24 * 60, 20)
      const future = every('2027-10-01T12:00:00Z', 1, 1)
      const answer = await whileMeasured(
        database.sql,
        rowsOf([...made, ...future]),
        async () => await profile({ time_zone: 'Asia/Tokyo' }),
      )
      expect(answer.window).toEqual({ start: '2026-10-07T00:00:00+09:00', end: null })
      expect(answer.buckets).toMatchObject([{ start: '21:00', end: '22:00', count: 14, days: 14 }])
      expect(answer.future_time).toBe(1)
    })

    it('P32: what is in no hour of the day is told: long intervals, no number, no time, early starts', async () => {
      const frame = (from: string, to: string) => ({
        effective_time_frame: { time_interval: { start_date_time: from, end_date_time: to } },
      })
      const step = (value: unknown, time: object) => ({
        body: { step_count: { value, unit: 'steps' }, ...time },
      })
      const hourly = Array.from({ length: 6 }, (_, i) =>
        step(100 + i, frame(`2026-10-0${i + 1}T23:00:00Z`, `2026-10-0${i + 2}T00:00:00Z`)),
      )
      const rows = [
        ...hourly,
        step(9000, frame('2026-10-02T00:00:00Z', '2026-10-02T23:59:59Z')),
        step(9000, frame('2026-09-30T00:00:00Z', '2026-10-02T23:59:59Z')),
        step('many', frame('2026-10-03T08:00:00Z', '2026-10-03T08:30:00Z')),
        step(70, {}),
      ].map((row, i): Measurement => ({
        ...{ ...row, id: 169_500 + i, patient: patients.gus },
        ...{ code: steps, at: null, source: i % 2 === 0 ? sources.cuff : sources.watch },
      }))
      const one = rows.map((row) => ({ ...row, source: sources.watch }))
      const asked = { data_type: 'step-count', start: '2026-10-01', end: '2026-10-31' }
      const answer = await whileMeasured(database.sql, one, async () => await profile(asked))
      expect(answer.buckets).toMatchObject([
        { start: '23:00', end: '24:00', count: 6, days: 6, values: [{ p50: 102.5 }] },
      ])
      expect(answer.buckets[0]?.values[0]?.sum).toBeUndefined()
      expect(answer.unknown_time).toBe(1)
      expect(answer.notice).toContain('1 observation that lasts longer than an hour')
      expect(answer.notice).toContain('1 value without a number')
      // of two sources neither has enough
      const two = await whileMeasured(database.sql, rows, async () => await profile(asked))
      expect(two.buckets).toEqual([])
      expect(two.notice).toContain(
        'Left out: 2 groups of fewer than 5 readings, each of one hour of the day, unit, kind and source (6 readings in all)',
      )
    })

    it('is paged like any other trend, each hour once', async () => {
      const made = every('2026-10-01T00:00:00Z', 12, 5 * 24)
      await whileMeasured(database.sql, rowsOf(made), async () => {
        const whole = await profile({})
        expect(whole.buckets).toHaveLength(24)
        const walked: Trend['buckets'] = []
        let cursor: string | null = null
        do {
          const page: Trend = await profile(cursor === null ? {} : { cursor }, { maxRows: 7 })
          expect(page.truncated).toBe(page.next_cursor !== null)
          walked.push(...page.buckets)
          cursor = page.next_cursor
        } while (cursor !== null)
        expect(walked).toEqual(whole.buckets)
      })
    })

    it('pictures 6: what a patient declined is in no hour; that it is withheld is told', async () => {
      const asked = { patient_id: patients.ana, data_type: 'blood-glucose', bucket: 'time_of_day' }
      const outcome = await caller.call(people.coordinator.userId, 'get_observation_trend', asked)
      if (outcome.code !== undefined) throw new Error(outcome.code)
      expect(outcome.value).toMatchObject({ buckets: [] })
      expect(outcome.value['withheld']).not.toEqual([])
      const refused = { ...asked, patient_id: patients.missing }
      const other = await caller.call(subject, 'get_observation_trend', refused)
      expect(other.code).toBe('NOT_VISIBLE')
    })
  },
)
