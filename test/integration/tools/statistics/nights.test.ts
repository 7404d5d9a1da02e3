import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { clockOf } from '../../../support/answers/fold-hours.js'
import { groupBy } from '../../../support/answers/group-by.js'
import { whileMeasured, type Measurement } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { trendOf, type Trend } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

let database: TestDatabase
let caller: ToolCaller

const stages = 'ieee:sleep-stage-summary:1.0'
const episode = 'omh:sleep-episode:1.1'
const duration = 'omh:sleep-duration:2.0'
const parts = ['deep_sleep_duration', 'light_sleep_duration', 'rem_sleep_duration'] as const

/** A stretch of sleep of so many minutes. */
interface Sleep {
  readonly woke: string
  readonly minutes: number
  readonly isMain: boolean
}

const minute = 60_000
const inSeconds = (minutes: number) => ({ value: minutes * 60, unit: 'sec' })

/** What a type says of a stretch of sleep. */
const bodies: Readonly<Record<string, (minutes: number) => object>> = {
  [stages]: (minutes) => ({
    sleep_stage_summary: {
      total_sleep_time: inSeconds(minutes),
      deep_sleep_duration: inSeconds(minutes / 4),
      light_sleep_duration: inSeconds(minutes / 2),
      rem_sleep_duration: inSeconds(minutes / 4),
      awake_duration: inSeconds(10),
      sleep_efficiency_percentage: { value: 90, unit: '%' },
    },
  }),
  [episode]: (minutes) => ({ total_sleep_time: inSeconds(minutes) }),
  [duration]: (minutes) => ({ sleep_duration: inSeconds(minutes) }),
}

const rowsOf = (code: string, slept: readonly Sleep[]): readonly Measurement[] =>
  slept.map(({ woke, minutes, isMain }, i) => ({
    ...{ id: 171_000 + i, patient: patients.gus, code, at: null },
    body: {
      ...bodies[code]?.(minutes),
      is_main_sleep: isMain,
      effective_time_frame: {
        time_interval: {
          start_date_time: new Date(Date.parse(woke) - minutes * minute).toISOString(),
          end_date_time: new Date(woke).toISOString(),
        },
      },
    },
  }))

const ask = async (code: string, slept: readonly Sleep[], args: object): Promise<Trend> =>
  await whileMeasured(
    database.sql,
    rowsOf(code, slept),
    async () =>
      await trendOf(caller, {
        subject: people.analyst.userId,
        args: { patient_id: patients.gus, data_type: code, bucket: 'day', ...args },
      }),
  )

const night = (woke: string, minutes = 440): Sleep => ({ woke, minutes, isMain: true })

describe.each(indexedForms)('nights on %s, with the advised indexes: %s', (...form) => {
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await openMeasured(open, form, [stages, episode, duration]))
  })

  it('P31: any stretch of sleep belongs to the day of waking, of every type of sleep', async () => {
    const slept = fc.array(
      fc.record({
        woke: fc
          .integer({ min: 0, max: 6 * 24 * 60 })
          .map((at) => new Date(Date.parse('2026-10-22T00:00:00Z') + at * minute).toISOString()),
        minutes: fc.integer({ min: 1, max: 900 }),
        isMain: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    )
    const codes = fc.constantFrom(stages, episode, duration)
    const zones = fc.constantFrom('Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland')
    await fc.assert(
      fc.asyncProperty(slept, codes, zones, async (made, code, time_zone) => {
        const asked = { start: '2026-10-23', end: '2026-10-26', time_zone }
        const { buckets, began_before } = await ask(code, made, asked)
        const byDay = groupBy(made, ({ woke }) => clockOf(time_zone, woke).day)
          .filter(([day]) => day >= asked.start && day <= asked.end)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
        const total = (own: readonly Sleep[], isMain: boolean) =>
          own.reduce((all, row) => all + (row.isMain === isMain ? row.minutes * 60 : 0), 0)
        const sumsOf = ({ values }: Trend['buckets'][number], kind: string) =>
          values.find((v) => v.kind === kind && /total_|sleep_duration$/.test(v.name))?.sum ?? 0
        expect(
          buckets.map((bucket) => ({
            day: bucket.start.slice(0, 10),
            count: bucket.count,
            main: sumsOf(bucket, 'main sleep'),
            nap: sumsOf(bucket, 'nap'),
            isNight: bucket.night !== undefined,
          })),
        ).toEqual(
          byDay.map(([day, own]) => ({
            ...{ day, count: own.length, main: total(own, true), nap: total(own, false) },
            isNight: own.some(({ isMain }) => isMain),
          })),
        )
        expect(began_before).toBeUndefined()
      }),
      { numRuns: 15 },
    )
  })

  it('P31: a night has its stages beside the total, and is called by its two days', async () => {
    const time_zone = 'Europe/Berlin'
    const made = [night('2026-10-25T06:00:00Z'), night('2026-11-01T06:30:00Z', 400)]
    const { buckets } = await ask(stages, made, {
      ...{ start: '2026-10-25', end: '2026-11-01', time_zone },
    })
    expect(buckets.map(({ start, end, night: label }) => [start, end, label])).toEqual([
      ['2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00', '24 -> 25 Oct'],
      ['2026-11-01T00:00:00+01:00', '2026-11-02T00:00:00+01:00', '31 Oct -> 1 Nov'],
    ])
    const names = ['total_sleep_time', ...parts, 'awake_duration']
    for (const [i, bucket] of buckets.entries()) {
      expect(bucket.values.map(({ name }) => name)).toEqual(names)
      const total = bucket.values[0]?.sum ?? NaN
      expect(total).toBe((made[i]?.minutes ?? NaN) * 60)
      const slept = bucket.values.slice(1, 4).reduce((sum, { mean }) => sum + (mean ?? NaN), 0)
      expect(slept).toBe(total)
    }
    // by week a night to Monday is of the week of that Monday; only days have the name of a night
    const weeks = await ask(stages, [night('2026-10-26T06:00:00Z')], {
      ...{ bucket: 'week', start: '2026-10-19', end: '2026-11-01', time_zone },
    })
    expect(weeks.buckets).toMatchObject([{ start: '2026-10-26T00:00:00+01:00', count: 1 }])
    expect(weeks.buckets[0]?.night).toBeUndefined()
  })

  it('P31: a night that begins in the window and ends after it is of the day after', async () => {
    const made = [night('2026-10-20T05:00:00Z'), night('2026-10-21T05:00:00Z')]
    const one = await ask(stages, made, { start: '2026-10-20', end: '2026-10-20' })
    expect(one.buckets).toMatchObject([{ start: '2026-10-20T00:00:00Z', count: 1 }])
    const without = await ask(stages, made, {})
    expect(without.buckets.map(({ count }) => count)).toEqual([1, 1])
  })
})
