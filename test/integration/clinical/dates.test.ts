import { describe, expect } from 'vitest'
import { z } from 'zod'

import { it } from '../../support/fixtures.js'
import { addRecords } from '../../support/clinical/record-world.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { recordId } from '../../support/worlds/jhe/records.js'

const answerOf = z.looseObject({
  records: z.array(z.looseObject({ id: z.string(), date: z.string().nullable() })),
  next_cursor: z.string().nullable(),
})

/** What a record says, and the date that is shown of it. */
const said: readonly (readonly [unknown, string | null])[] = [
  ['2026-03-01T10:00:00+05:30', '2026-03-01T04:30:00Z'],
  ['2026-03-01T10:00:00', '2026-03-01T10:00:00Z'],
  ['2026-03-01T10:00:00.123456789Z', '2026-03-01T10:00:00.123457Z'],
  ['2026-03-01', '2026-03-01'],
  ['2026-03', '2026-03'],
  ['2026', '2026'],
  ['2024-02-29', '2024-02-29'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
  ['0001', '0001'],
  [2019, '2019'],
  ...[
    ...['2025-02-29', '2026-13', '2026-00', '2026-3-1', '20260301', '0000', '02026', '-2026'],
    ...['2026-03-01T25:00:00Z', '2026-03-01T10:00:60Z', '2026-03-01T10:00:00+16:00', 'yesterday'],
    ...['infinity', 'now', '', ' 2026-03-01', '2026-03-01Z', "'; drop table core_study; --"],
    ...['9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00+01:00', '9'.repeat(100_000)],
    ...[`2026-03-01T10:00:00.${'0'.repeat(60)}Z`, null, true, {}, [], ['2026-03-01']],
  ].map((text) => [text, null] as const),
]

describe('cohort 11: the date of a clinical record', () => {
  let caller: ToolCaller
  it.beforeAll(async ({ open }) => {
    const opened = await open('jhe_0045')
    caller = opened.caller
    await opened.database.sql('delete from core_fhirauxresource')
    await addRecords(opened.database, [
      ...said.map(([authoredOn], i) => ({
        n: 1000 + i,
        type: 'MedicationRequest',
        patient: patients.ana,
        body: { authoredOn },
      })),
      // 300 of three days, in no order
      ...Array.from({ length: 300 }, (_, i) => ({
        n: 2000 + ((i * 7) % 300),
        type: 'Procedure',
        patient: patients.ana,
        body: { performedDateTime: `2026-02-0${1 + (i % 3)}` },
      })),
      {
        n: 3000,
        type: 'Condition',
        patient: patients.ana,
        // the first that can be read
        body: { onsetDateTime: 'as a child', onsetPeriod: { start: '19' }, recordedDate: '2011' },
      },
      {
        n: 3001,
        type: 'Encounter',
        patient: patients.ana,
        body: { period: { start: '2026-01-10T08:00:00Z', end: '2026-01-12' } },
      },
      {
        n: 3002,
        type: 'Encounter',
        patient: patients.ana,
        body: { period: { start: '2026-01-20', end: '2026-01-01' } },
      },
      { n: 3003, type: 'Encounter', patient: patients.ana, body: { period: '2026-01-10' } },
      { n: 3004, type: 'Encounter', patient: patients.ana, body: { period: { end: '2026-01' } } },
      { n: 3005, type: 'Unheard', patient: patients.ana, body: { date: '2026-01-01' } },
    ])
  })

  const ask = async (args: object, maxRows?: number) => {
    const asked = { patient_id: patients.ana, limit: 1000, ...args }
    const settings = { maxBytes: 5_000_000, ...(maxRows === undefined ? {} : { maxRows }) }
    const outcome = await caller.call(people.ana.userId, 'get_clinical_records', asked, settings)
    if (outcome.code !== undefined) throw new Error(outcome.message)
    return answerOf.parse(outcome.value)
  }
  const numbersOf = async (args: object) =>
    (await ask(args)).records.map(({ id }) => Number(id.slice(-12))).toSorted((a, b) => a - b)

  it('is shown as much as is said of it, moments in UTC; what is none is null', async () => {
    const { records } = await ask({ type: 'MedicationRequest' })
    for (const [i, [text, date]] of said.entries()) {
      const found = records.find(({ id }) => id === recordId(1000 + i))
      expect(found?.date, JSON.stringify(text).slice(0, 60)).toBe(date)
    }
  })

  it('is the first of its paths that can be read', async () => {
    const { records } = await ask({ type: 'Condition' })
    expect(records.map(({ date }) => date)).toEqual(['2011'])
    const visits = await ask({ type: 'Encounter' })
    expect(visits.records.map(({ date }) => date)).toEqual([
      '2026-01-20',
      '2026-01-10T08:00:00Z',
      '2026-01',
      null,
    ])
  })

  it('orders: newest first, unknown last, equal ones by id', async () => {
    const { records } = await ask({})
    const known = records.filter(({ date }) => date !== null)
    expect(records.slice(0, known.length)).toEqual(known)
    const places = known.map(({ date, id }) => `${new Date(date ?? '').toISOString()} ${id}`)
    expect(places).toEqual(places.toSorted().toReversed())
    expect(records.length).toBe(said.length + 306)
  })

  it.each([1, 7, 50, 299])(
    'pages of %i visit each record once, under equal dates too',
    async (limit) => {
      const whole = (await ask({ type: 'Procedure' })).records
      const seen: unknown[] = []
      for (let cursor: string | null | undefined = undefined; cursor !== null;) {
        const page: z.output<typeof answerOf> = await ask({
          type: 'Procedure',
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        })
        seen.push(...page.records)
        cursor = page.next_cursor
        if (limit === 1 && seen.length > 20) break
      }
      expect(seen).toEqual(whole.slice(0, limit === 1 ? 21 : 300))
    },
  )

  it('lies in a window that it touches, to its last moment', async () => {
    const medicines = { type: 'MedicationRequest' }
    const year = said.findIndex(([text]) => text === '2026')
    const month = said.findIndex(([text]) => text === '2026-03')
    const day = said.findIndex(([text]) => text === '2026-03-01')
    expect(await numbersOf({ ...medicines, start: '2026-12-31', end: '2026-12-31' })).toEqual([
      1000 + year,
    ])
    expect(await numbersOf({ ...medicines, start: '2026-03-31', end: '2026-03-31' })).toEqual(
      [month, year].map((n) => 1000 + n).toSorted((a, b) => a - b),
    )
    const late = { start: '2026-03-01T23:00:00Z', end: '2026-03-01T23:30:00Z' }
    expect(await numbersOf({ ...medicines, ...late })).toEqual(
      [day, month, year].map((n) => 1000 + n).toSorted((a, b) => a - b),
    )
    const visits = { type: 'Encounter' }
    expect(await numbersOf({ ...visits, start: '2026-01-12', end: '2026-01-12' })).toEqual([
      3001, 3004,
    ])
    expect(await numbersOf({ ...visits, start: '2026-01-20', end: '2026-01-20' })).toEqual([
      3002, 3004,
    ])
    expect(await numbersOf({ ...visits, start: '2026-02-01' })).toEqual([])
  })

  it('is counted by type: the earliest and the latest that are known', async () => {
    const outcome = await caller.call(people.ana.userId, 'count_clinical_records', {
      patient_id: patients.ana,
    })
    expect(outcome).toMatchObject({
      value: {
        types: [
          { type: 'Condition', records: 1, first: '2011', last: '2011' },
          { type: 'Encounter', records: 4, first: '2026-01', last: '2026-01-20' },
          {
            type: 'MedicationRequest',
            records: said.length,
            first: '0001',
            last: '9999-12-31T23:59:59Z',
          },
          { type: 'Procedure', records: 300, first: '2026-02-01', last: '2026-02-03' },
          { type: 'Unheard', records: 1, first: null, last: null },
        ],
      },
    })
  })
})
