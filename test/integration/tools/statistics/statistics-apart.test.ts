import { describe, expect } from 'vitest'

import { it } from '../../../support/fixtures.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { whileMeasured, type Measurement } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { summaryOf, trendOf } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import { patients, sources, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

let database: TestDatabase
let caller: ToolCaller

const subject = people.analyst.userId
const patient_id = patients.gus
const codes = [
  'omh:step-count:1.0',
  'omh:step-count:3.0',
  'ieee:sleep-stage-summary:1.0',
  'omh:sleep-episode:1.1',
  'ieee:sleep-episode:1.0',
  'omh:heart-rate:1.0',
  'x:hba1c:1.0',
  'x:diary:1.0',
]

const rowsOf = (
  code: string,
  bodies: readonly Readonly<Record<string, unknown>>[],
  more: (i: number) => Partial<Measurement> = () => ({}),
): readonly Measurement[] =>
  bodies.map((body, i) => ({
    ...{ id: 68_000 + i, patient: patient_id, code, body, at: '2026-06-01T08:00:00Z' },
    ...more(i),
  }))

const steps = (value: number, more: object = {}) => ({
  step_count: { value, unit: 'steps' },
  ...more,
})

const asked = async (
  rows: readonly Measurement[],
  args: { readonly data_type: string; readonly bucket?: string },
  whom: object = { patient_id },
) => {
  const { bucket = 'day', ...rest } = args
  return await whileMeasured(database.sql, rows, async () => ({
    summary: await summaryOf(caller, {
      subject,
      args: { ...whom, ...rest, start: '2026-05-01', end: '2026-07-01' },
    }),
    trend: await trendOf(caller, {
      subject,
      args: { ...whom, ...rest, bucket, start: '2026-05-01', end: '2026-07-01' },
    }),
  }))
}

describe.each(indexedForms)('statistics on %s, with the advised indexes: %s', (...form) => {
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await openMeasured(open, form, codes))
  })

  it('D06: bare numbers of an older step count are counted, and add up', async () => {
    const rows = rowsOf('omh:step-count:1.0', [{ step_count: 420 }, { step_count: 380 }])
    const { summary, trend } = await asked(rows, { data_type: 'omh:step-count:1.0' })
    const value = { name: 'step_count', unit: null, mean: 400, min: 380, max: 420, sum: 800 }
    expect(summary.types).toMatchObject([{ count: 2, values: [{ ...value, count: 2 }] }])
    expect(trend.buckets).toMatchObject([{ count: 2, values: [value] }])
  })

  it('D06: of a type that no schema describes each row is in a group, or counted with the reason', async () => {
    const bodies = [{ hba1c: 7.1 }, { hba1c: '7.1' }, { note: 'x' }, { hba1c: null }]
    const { summary, trend } = await asked(rowsOf('x:hba1c:1.0', bodies), { data_type: 'hba1c' })
    const value = { name: 'hba1c', unit: null, mean: 7.1, missing: 2, not_number: 1 }
    expect(summary.types).toMatchObject([{ count: 4, values: [{ ...value, count: 1 }] }])
    expect(trend.buckets).toMatchObject([{ count: 4, values: [{ ...value, count: 1 }] }])
  })

  it('D06: rows of which nothing is a number are counted as such', async () => {
    const { summary, trend } = await asked(rowsOf('x:diary:1.0', [{ text: 'well' }, {}]), {
      data_type: 'diary',
    })
    expect(summary.types).toMatchObject([{ count: 2, values: [], no_number: 2 }])
    expect(trend.buckets).toMatchObject([{ count: 2, values: [], no_number: 2 }])
  })

  it('D08: a plain value, a daily average and a daily maximum are groups of their own', async () => {
    const per = { descriptive_statistic_denominator: 'd' }
    const rows = rowsOf('omh:step-count:3.0', [
      steps(4000),
      steps(9000, { descriptive_statistic: 'average', ...per }),
      steps(20_000, { descriptive_statistic: 'maximum', ...per }),
      steps(15_000, {
        descriptive_statistic: 'maximum',
        descriptive_statistic_denominator: 'session',
      }),
      steps(7000, { descriptive_statistic: 'sum', ...per }),
    ])
    const groups = [
      { mean: 4000, sum: 4000 },
      { kind: 'average per d', mean: 9000 },
      { kind: 'maximum per d', mean: 20_000 },
      { kind: 'maximum per session', mean: 15_000 },
      { kind: 'sum per d', mean: 7000, sum: 7000 },
    ]
    const { summary, trend } = await asked(rows, { data_type: 'omh:step-count:3.0' })
    for (const values of [summary.types[0]?.values, trend.buckets[0]?.values]) {
      const told = values?.map(({ kind, mean, sum }) => ({
        ...(kind === undefined ? {} : { kind }),
        ...{ mean, ...(sum === undefined ? {} : { sum }) },
      }))
      expect(told).toHaveLength(groups.length)
      expect(told).toEqual(expect.arrayContaining(groups))
    }
  })

  it('D10: naps are apart from nights, and from sleep that does not say', async () => {
    const sleep = (value: number, more: object) => ({
      sleep_stage_summary: { total_sleep_time: { value, unit: 'sec' } },
      ...more,
    })
    const rows = rowsOf('ieee:sleep-stage-summary:1.0', [
      sleep(28_000, { is_main_sleep: true }),
      sleep(27_000, { is_main_sleep: true }),
      sleep(1500, { is_main_sleep: false }),
      sleep(20_000, {}),
    ])
    const { summary, trend } = await asked(rows, { data_type: 'sleep-stage-summary' })
    for (const values of [summary.types[0]?.values, trend.buckets[0]?.values]) {
      const told = values?.map(({ kind, mean, sum }) => [kind, mean, sum])
      expect(told).toHaveLength(3)
      expect(told).toEqual(
        expect.arrayContaining([
          ['main sleep', 27_500, 55_000],
          ['nap', 1500, 1500],
          [undefined, 20_000, 20_000],
        ]),
      )
    }
  })

  it.each([
    ['sleep-episode', 'omh:sleep-episode:1.1', 'ieee:sleep-episode:1.0', 'total_sleep_time'],
    ['heart-rate', 'omh:heart-rate:1.0', 'omh:heart-rate:2.0', 'heart_rate'],
  ])('D11: %s stands for two codes, and no night counts twice', async (data_type, a, b, name) => {
    const days = ['2026-06-01', '2026-06-02', '2026-06-03']
    const bodies = days.map(() => ({ [name]: { value: 60, unit: 'min' } }))
    const at = (first: number) => (i: number) => ({
      id: first + i,
      at: `${days[i] ?? ''}T06:00:00Z`,
    })
    const rows = [...rowsOf(a, bodies, at(68_000)), ...rowsOf(b, bodies, at(68_100))]
    const { trend, summary } = await asked(rows, { data_type, bucket: 'week' })
    expect(trend.buckets.map((bucket) => [bucket.data_type, bucket.count]).toSorted()).toEqual(
      [
        [a, 3],
        [b, 3],
      ].toSorted(),
    )
    for (const { notice } of [trend, summary]) {
      expect(notice).toContain(a)
      expect(notice).toContain(b)
      expect(notice).toContain('told apart')
    }
    const one = await asked(rows, { data_type: a, bucket: 'week' })
    expect(one.trend.buckets[0]).not.toHaveProperty('data_type')
    expect(one.trend.notice).toBeUndefined()
  })

  it('D11: buckets of two codes are paged, each once', async () => {
    const at = (first: number) => (i: number) => ({
      id: first + i,
      at: `2026-06-0${i + 1}T06:00:00Z`,
    })
    const bodies = Array.from({ length: 4 }, () => ({
      heart_rate: { value: 60, unit: 'beats/min' },
    }))
    const rows = [
      ...rowsOf('omh:heart-rate:1.0', bodies, at(68_000)),
      ...rowsOf('omh:heart-rate:2.0', bodies, at(68_100)),
    ]
    const args = {
      patient_id,
      data_type: 'heart-rate',
      bucket: 'day',
      start: '2026-06-01',
      end: '2026-06-30',
    }
    const pages = await whileMeasured(database.sql, rows, async () => {
      const found: string[] = []
      let cursor: string | null = null
      do {
        const next: object = cursor === null ? args : { ...args, cursor }
        const page = await trendOf(caller, { subject, args: next, settings: { maxRows: 3 } })
        found.push(...page.buckets.map((bucket) => `${bucket.start} ${bucket.data_type ?? ''}`))
        cursor = page.next_cursor
      } while (cursor !== null)
      return found
    })
    expect(pages).toHaveLength(8)
    expect(new Set(pages).size).toBe(8)
  })

  it('Q2: steps add up by source, and there is no total over sources that overlap', async () => {
    const counts = [500, 700, 300, 480, 720]
    const source = (i: number) => ({ source: i < 3 ? sources.cuff : sources.watch })
    const rows = rowsOf(
      'omh:step-count:3.0',
      counts.map((n) => steps(n)),
      (i) => ({
        id: 68_000 + i,
        ...source(i),
      }),
    )
    const { summary, trend } = await asked(rows, { data_type: 'omh:step-count:3.0' })
    for (const { values, notice } of [
      { ...summary.types[0], notice: summary.notice },
      { ...trend.buckets[0], notice: trend.notice },
    ]) {
      expect(values?.map(({ sum }) => sum).toSorted()).toEqual([1200, 1500])
      expect(new Set(values?.map((value) => value.source)).size).toBe(2)
      expect(notice).toContain('Several sources')
    }
    const [only] = (await asked(rows.slice(0, 3), { data_type: 'omh:step-count:3.0' })).trend
      .buckets
    expect(only?.values).toMatchObject([{ sum: 1500, mean: 500 }])
    expect(only?.values[0]).not.toHaveProperty('source')
  })

  it('D08, D10, Q2: the text of an answer tells the groups as its structure does', async () => {
    const rows = rowsOf(
      'omh:step-count:3.0',
      [steps(500), steps(700), steps(900, { descriptive_statistic: 'average' })],
      (i) => ({ id: 68_000 + i, source: i === 0 ? sources.cuff : sources.watch }),
    )
    const asked_about = { patient_id, data_type: 'omh:step-count:3.0', start: '2026-05-01' }
    for (const tool of ['summarize_observations', 'get_observation_trend']) {
      const args = tool.startsWith('get') ? { ...asked_about, bucket: 'day' } : asked_about
      const ask = async () => await caller.call(subject, tool, args)
      const reply = await whileMeasured(database.sql, rows, ask)
      const text = reply.code ?? reply.text
      for (const told of ['kind', 'average', 'source', 'sum', 'Several sources']) {
        expect(text).toContain(told)
      }
    }
  })

  it('Q2: where JHE names no source the header does, and day by day a source stays told', async () => {
    const rows = rowsOf('omh:step-count:3.0', [steps(500), steps(700)], (i) => ({
      id: 68_000 + i,
      at: `2026-06-0${i + 1}T06:00:00Z`,
      sourceName: i === 0 ? 'Phone' : 'Watch',
    }))
    const { trend } = await asked(rows, { data_type: 'omh:step-count:3.0' })
    expect(
      trend.buckets.map(({ values }) => values.map(({ source, sum }) => [source, sum])),
    ).toEqual([[['Phone', 500]], [['Watch', 700]]])
    const args = { patient_id, data_type: 'step-count', bucket: 'day', start: '2026-06-01' }
    const ask = async () => await trendOf(caller, { subject, args, settings: { maxRows: 1 } })
    const first = await whileMeasured(database.sql, rows, ask)
    expect(first.buckets[0]?.values[0]?.source).toBe('Phone')
  })

  it('Q2: of a whole study a level of two sources is one group, what adds up is not', async () => {
    const rows = [
      ...rowsOf('omh:step-count:3.0', [steps(10), steps(20)], (i) => ({
        ...{ id: 68_000 + i, patient: i === 0 ? patients.fay : patients.gus },
        source: i === 0 ? sources.cuff : sources.watch,
      })),
      ...rowsOf(
        'omh:heart-rate:2.0',
        [60, 80].map((value) => ({ heart_rate: { value, unit: 'beats/min' } })),
        (i) => ({ id: 68_100 + i, source: i === 0 ? sources.cuff : sources.watch }),
      ),
    ]
    const whom = { study_id: studies.clocks }
    const counts = await asked(rows, { data_type: 'step-count' }, whom)
    expect(counts.trend.buckets[0]?.values.map(({ sum }) => sum).toSorted()).toEqual([10, 20])
    const rates = await asked(rows, { data_type: 'omh:heart-rate:2.0' }, whom)
    const day = rates.trend.buckets.find(({ start }) => start.startsWith('2026-06-01'))
    expect(day?.values).toEqual([
      { name: 'heart_rate', unit: 'beats/min', mean: 70, min: 60, max: 80 },
    ])
  })
})
