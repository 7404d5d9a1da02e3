import fc from 'fast-check'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { SchemaProfile } from '../../../src/db/profile.js'
import { schemaProfiles } from '../../../src/db/profile.js'
import type { JheTables } from '../../../src/db/schema.js'
import { alias } from '../../../src/permissions/alias.js'
import { effectiveTime } from '../../../src/query/observations/effective.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { readTimeFrame, type TimedRow } from '../../support/answers/time-frame.js'

const compiler = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

interface ReadRow extends Record<string, unknown> {
  readonly start_at: string | null
  readonly end_at: string | null
  readonly is_interval: boolean
}

const [newest, withoutColumns] = schemaProfiles

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase('blank')
  await database.sql("set TimeZone = 'UTC'")
})

afterAll(async () => {
  await database.drop()
})

const micros = (part: string) =>
  sql`cast(extract(epoch from ${sql.ref(`t.${part}`)}) * 1000000 as bigint)::text`

/** What the SQL reads from each row, in microseconds. */
const readInSql = async (
  rows: readonly TimedRow[],
  profile: SchemaProfile | undefined = newest,
): Promise<readonly ReadRow[]> => {
  if (profile === undefined) throw new Error('no profile')
  const statement = sql`select ${micros('start_at')} as start_at, ${micros('end_at')} as end_at,
      t.is_interval and coalesce(t.start_at, t.end_at) is not null as is_interval
    from jsonb_to_recordset($1) as o(omh_data jsonb, value_attachment_data jsonb,
      effective_date_time timestamptz, effective_period_start timestamptz, effective_period_end timestamptz)
    cross join lateral ${effectiveTime(profile, alias<JheTables['core_observation']>('o'))} as t`.compile(
    compiler,
  )
  return await database.sql<ReadRow>(statement.sql, [JSON.stringify(rows)])
}

const expected = (row: TimedRow) => {
  const { start, end, is_interval } = readTimeFrame(row)
  return {
    start_at: start?.toString() ?? null,
    end_at: end?.toString() ?? null,
    is_interval: is_interval && (start !== null || end !== null),
  }
}

const framed = (frame: unknown): TimedRow => ({
  omh_data: { body: { effective_time_frame: frame } },
})
const interval = (parts: object): TimedRow => framed({ time_interval: parts })

const times = [
  '2026-03-04T07:15:00-05:00',
  '2026-03-04T07:15:00Z',
  '2026-03-04T07:15:00',
  '2026-03-04 07:15',
  '2026-03-04t07:15:00z',
  '2026-03-04',
  '2026-03-04T07:15:00.123456789+05:30',
  '2024-02-29T23:59:59Z',
  '2000-02-29T00:00:00Z',
  '1900-02-28T00:00:00+0100',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '2031-01-01T00:00:00Z',
]

const malformed = [
  'not a date',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-10T00:00:00Z',
  '2026-04-31T10:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-03-04T24:00:00Z',
  '2026-03-04T07:60:00Z',
  '2026-03-04T07:15:60Z',
  '2026-03-04T07:15:00 EST',
  '2026-03-04T07:15:00Z9',
  '2026-03-04T07:15:00+25:00',
  '0000-01-01T00:00:00Z',
  '２０２６-03-04T07:15:00Z',
  'now',
  'infinity',
  'epoch',
  '',
  ' ',
  '2026-03-04T07:15:00Z; drop table x',
]

describe('effectiveTime', () => {
  it.each(times)('reads %s', async (time) => {
    const row = framed({ date_time: time })
    const [read] = await readInSql([row])
    expect(read).toEqual(expected(row))
    expect(read?.start_at).not.toBeNull()
  })

  it.each(malformed)(
    'leaves the malformed text "%s" without a time and without an error',
    async (text) => {
      const rows = [
        framed({ date_time: text }),
        interval({ start_date_time: text, end_date_time: '2026-03-04T08:00:00Z' }),
        interval({ start_date_time: '2026-03-04T08:00:00Z', end_date_time: text }),
        interval({ date: text, part_of_day: 'morning' }),
      ]
      expect(await readInSql(rows)).toEqual(
        rows.map(() => ({ start_at: null, end_at: null, is_interval: false })),
      )
    },
  )

  it('reads every form of an interval', async () => {
    const start = '2026-03-04T22:00:00Z'
    const end = '2026-03-05T06:00:00+01:00'
    const rows = [
      interval({ start_date_time: start, end_date_time: end }),
      interval({ start_date_time: start, duration: { value: 25, unit: 'min' } }),
      interval({ end_date_time: end, duration: { value: 1.5, unit: 'h' } }),
      ...['morning', 'afternoon', 'evening', 'night', 'noon'].map((part_of_day) =>
        interval({ date: '2026-03-04', part_of_day }),
      ),
      interval({ date: '2026-03-04' }),
      interval({ start_date_time: start }),
      interval({ end_date_time: end }),
      interval({ start_date_time: start, duration: { value: -1, unit: 'h' } }),
      interval({ start_date_time: start, duration: { value: 'x', unit: 'h' } }),
      interval({ start_date_time: start, duration: { value: 1e300, unit: 'yr' } }),
      interval({ start_date_time: start, duration: { value: 1, unit: 'fortnight' } }),
      framed({ date_time: start, time_interval: { start_date_time: end } }),
    ]
    expect(await readInSql(rows)).toEqual(rows.map(expected))
  })

  it('leaves a duration that reaches beyond the calendar without a time and without an error', async () => {
    const years = (value: number) => ({ duration: { value, unit: 'yr' } })
    const rows = [
      interval({ end_date_time: '1970-01-01T00:00:00Z', ...years(6_700) }),
      interval({ end_date_time: '1970-01-01T00:00:00Z', ...years(31_000) }),
      interval({ end_date_time: '1970-01-01T00:00:00Z', ...years(1_970) }),
      interval({ end_date_time: '9999-01-01T00:00:00Z', ...years(6_000) }),
      interval({ start_date_time: '1970-01-01T00:00:00Z', ...years(31_000) }),
      interval({ start_date_time: '1970-01-01T00:00:00Z', ...years(8_000) }),
    ]
    expect(await readInSql(rows)).toEqual(rows.map(expected))
  })

  it('takes no time from an interval that ends before it starts, be it by a microsecond', async () => {
    const [start, end] = ['2026-03-04T22:00:00Z', '2026-03-04T21:59:59.999999Z']
    const reversed: TimedRow[] = [
      interval({ start_date_time: start, end_date_time: end }),
      { omh_data: null, effective_period_start: start, effective_period_end: end },
      {
        ...framed({ date_time: start }),
        effective_period_start: start,
        effective_period_end: end,
      },
    ]
    const nothing = { start_at: null, end_at: null, is_interval: false }
    expect(await readInSql(reversed)).toEqual(reversed.map(() => nothing))
    const right: TimedRow[] = [
      interval({ start_date_time: start, end_date_time: start }),
      interval({ start_date_time: end, end_date_time: start }),
      { omh_data: null, effective_period_start: end, effective_period_end: start },
    ]
    expect(await readInSql(right)).toEqual(right.map(expected))
  })

  it('takes the effective columns before the JSON', async () => {
    const json = framed({ date_time: '2026-01-01T00:00:00Z' })
    const rows: TimedRow[] = [
      { ...json, effective_date_time: '2026-05-05T05:05:05Z' },
      {
        ...json,
        effective_period_start: '2026-05-05T05:05:05Z',
        effective_period_end: '2026-05-06T05:05:05Z',
      },
      { ...json, effective_period_end: '2026-05-06T05:05:05Z' },
    ]
    expect(await readInSql(rows)).toEqual(rows.map(expected))
  })

  it('reads any frame as the reference does, and never fails', async () => {
    const text = fc.oneof(
      fc.constantFrom(...times, ...malformed),
      fc.string({ maxLength: 30, unit: 'grapheme' }).map((s) => s.replaceAll('\u0000', '')),
      fc
        .date({ min: new Date('0002-01-01'), max: new Date('9990-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      fc.constantFrom(null, 5, true, {}, []),
    )
    const amount = fc.record(
      {
        value: fc.oneof(fc.integer({ min: -5, max: 1e6 }), fc.constantFrom('1', null, 1e308)),
        unit: fc.constantFrom('sec', 'min', 'h', 'd', 'wk', 'Mo', 'yr', 'x', null),
      },
      { requiredKeys: [] },
    )
    const parts = fc.record(
      {
        start_date_time: text,
        end_date_time: text,
        date: text,
        part_of_day: fc.constantFrom('morning', 'night', 'x', null),
        duration: fc.oneof(amount, fc.constantFrom(null, 3, 'x')),
      },
      { requiredKeys: [] },
    )
    const frame = fc.oneof(
      fc.record({ date_time: text, time_interval: parts }, { requiredKeys: [] }),
      fc.constantFrom(null, [], 'x', 7),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 40, maxLength: 60 }), async (frames) => {
        const rows = frames.map(framed)
        expect(await readInSql(rows)).toEqual(rows.map(expected))
        expect(await readInSql(rows, withoutColumns)).toEqual(rows.map(expected))
      }),
      { numRuns: 60 },
    )
  })
})
