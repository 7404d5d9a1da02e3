import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { byKey, foldSums, type CountedInterval } from '../../../support/answers/fold-sums.js'
import { whileMeasured, type Measurement } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { trendOf, type Trend } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients, sources, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

let database: TestDatabase
let caller: ToolCaller

const subject = people.analyst.userId
const steps = 'omh:step-count:3.0'
const zone = 'Europe/Berlin'
/** The days around the one of 25 hours. */
const days = { start: '2026-10-24', end: '2026-10-26', time_zone: zone }
const window = {
  zone,
  start: Date.parse('2026-10-24T00:00:00+02:00'),
  end: Date.parse('2026-10-27T00:00:00+01:00'),
}

const iso = (at: number) => new Date(at).toISOString()

const rowsOf = (
  counted: readonly CountedInterval[],
  code = steps,
  numberOf = (value: number): object => ({ step_count: { value, unit: 'steps' } }),
): readonly Measurement[] =>
  counted.map(({ patient, source, kind, from, to, value }, i) => ({
    ...{ id: 170_000 + i, patient, source, code, at: null },
    body: {
      ...numberOf(value),
      ...(kind === undefined ? {} : { descriptive_statistic: kind }),
      effective_time_frame: {
        time_interval: { start_date_time: iso(from), end_date_time: iso(to) },
      },
    },
  }))

const trend = async (args: object, settings = {}): Promise<Trend> =>
  await trendOf(caller, {
    subject,
    args: { data_type: 'step-count', bucket: 'day', ...days, ...args },
    settings,
  })

const minute = 60_000

const counted = fc.record({
  patient: fc.constantFrom(patients.fay, patients.gus),
  source: fc.constantFrom(null, sources.cuff, sources.watch, sources.watch),
  kind: fc.constantFrom(undefined, undefined, 'sum', 'average'),
  from: fc.integer({ min: -20, max: 80 }).map((hour) => window.start + hour * 60 * minute),
  length: fc.constantFrom(0, 30, 60, 90, 24 * 60).map((minutes) => minutes * minute),
  value: fc.integer({ min: 0, max: 30_000 }),
})
const intervals = fc
  .array(counted, { minLength: 1, maxLength: 14 })
  .map((list) => list.map(({ length, ...row }) => ({ ...row, to: row.from + length })))

/** The groups of an answer with the ids of their sources. */
const toldOf = ({ buckets }: Trend, idOf: (label: string | null | undefined) => number | null) =>
  buckets.map(({ start, count, values, totals = [] }) => ({
    ...{ day: start.slice(0, 10), count },
    values: values
      .map(({ kind, source, count: own = count, sum, overlaps }) => ({
        ...{ kind, source: idOf(source), count: own },
        ...{ sum, overlaps },
      }))
      .toSorted(byKey),
    totals: totals.map(({ kind, sum }) => ({ kind, sum })).toSorted(byKey),
  }))

describe.each(indexedForms)('sums on %s, with the advised indexes: %s', (...form) => {
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await openMeasured(open, form, [steps, 'x:walks:1.0']))
  })

  it('P30: sums of any intervals are an independent fold, what overlaps is named and never added', async () => {
    const names = await database.sql<{ id: string; name: string }>(
      'select id, name from core_datasource where name is not null',
    )
    const found = new Map(names.map(({ id, name }) => [name, Number(id)]))
    await fc.assert(
      fc.asyncProperty(intervals, fc.boolean(), async (made, isStudy) => {
        const asked = isStudy ? { study_id: studies.clocks } : { patient_id: patients.gus }
        const own = made.filter(({ patient }) => isStudy || patient === patients.gus)
        const answer = await whileMeasured(
          database.sql,
          rowsOf(made),
          async () => await trend(asked),
        )
        const expected = foldSums(own, window)
        const [only] = new Set(own.map(({ source }) => source))
        const idOf = (label: string | null | undefined) => {
          if (label === undefined) return only ?? null
          return label === null ? null : (found.get(label) ?? Number(label.split(' ')[1]))
        }
        const told = toldOf(answer, idOf)
        const areOne = new Set(
          own.filter(({ from }) => from >= window.start && from < window.end).map((r) => r.source),
        )
        const hidden = ({ values, ...bucket }: (typeof told)[number]) => ({
          ...bucket,
          values: values.map((value) => ({ ...value, source: 0 })).toSorted(byKey),
        })
        const shape = areOne.size > 1 ? (bucket: (typeof told)[number]) => bucket : hidden
        expect(told.map(shape)).toEqual(expected.buckets.map(shape))
        expect(answer.began_before ?? 0).toBe(expected.began_before)
      }),
      { numRuns: 25 },
    )
  })

  const day = (date: string, hours: number, rest: Partial<CountedInterval> = {}) => {
    const from = Date.parse(`${date}T00:00:00Z`) + hours * 60 * minute
    const row = { patient: patients.gus, source: sources.watch, kind: 'sum', value: 1000 }
    return { ...row, from, to: from + 24 * 60 * minute - 1000, ...rest }
  }

  it('P30: a day of another zone that reaches into the window is in no bucket and is told', async () => {
    const made = [day('2026-10-23', 4), day('2026-10-24', 4), day('2026-10-25', 4)]
    const asked = { patient_id: patients.gus, time_zone: 'UTC' }
    const answer = await whileMeasured(database.sql, rowsOf(made), async () => await trend(asked))
    expect(answer.buckets.map(({ values }) => values[0]?.sum)).toEqual([1000, 1000])
    expect(answer.began_before).toBe(1)
    expect(answer.notice).toContain('1 observation of what adds up began before the window')
    // the same of a type that no table knows
    const walks = rowsOf(made, 'x:walks:1.0', (value) => ({ distance: { value, unit: 'm' } }))
    const other = await whileMeasured(
      database.sql,
      walks,
      async () => await trend({ ...asked, data_type: 'walks' }),
    )
    expect(other.buckets.map(({ values }) => values[0]?.sum)).toEqual([1000, 1000])
    expect(other.began_before).toBe(1)
  })

  it('P30: two sources of one day: a total where they took turns, none where they overlap', async () => {
    const [noon, half] = [12, 12 * 60 * minute]
    const phone = { source: sources.cuff, value: 400 }
    const morning = day('2026-10-24', 0)
    const turns = [
      { ...morning, to: morning.from + half },
      day('2026-10-24', noon, { ...phone, to: morning.from + 2 * half - 1000 }),
    ]
    const both = [morning, day('2026-10-24', 0, phone)]
    const asked = { patient_id: patients.gus, time_zone: 'UTC' }
    const answerTo = async (made: readonly CountedInterval[]) =>
      await whileMeasured(database.sql, rowsOf(made), async () => {
        const outcome = await caller.call(subject, 'get_observation_trend', {
          ...{ data_type: 'step-count', bucket: 'day', ...days, ...asked },
        })
        if (outcome.code !== undefined) throw new Error(outcome.code)
        return { text: outcome.text, answer: await trend(asked) }
      })
    const apart = await answerTo(turns)
    expect(apart.answer.buckets[0]?.totals).toEqual([
      { name: 'step_count', unit: 'steps', kind: 'sum', sum: 1400 },
    ])
    expect(apart.answer.notice).toBeUndefined()
    expect(apart.text).toContain('1400')
    const twice = await answerTo(both)
    expect(twice.answer.buckets[0]?.totals).toBeUndefined()
    expect(twice.answer.buckets[0]?.values.map(({ sum }) => sum).toSorted()).toEqual([1000, 400])
    expect(twice.answer.notice).toContain('Several sources may have counted the same step_count')
    expect(twice.text).not.toContain('1400')
    const again = await answerTo([morning, { ...morning }])
    expect(again.answer.buckets[0]?.values).toMatchObject([{ sum: 2000, overlaps: 1 }])
    expect(again.answer.notice).toContain('Observations of one source overlap in time (step_count)')
  })
})
