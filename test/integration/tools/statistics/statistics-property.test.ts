import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { connectPglite } from '../../../../src/db/pglite-connection.js'
import { openDemo } from '../../../../src/demo/open-demo.js'
import { demoPerson } from '../../../../src/demo/people.js'
import { createDatabase, type TestDatabase } from '../../../support/database/database.js'
import { foldMeasurements, leftOutOf, toldOf } from '../../../support/answers/fold-measurements.js'
import { clockOf, foldHours } from '../../../support/answers/fold-hours.js'
import { groupBy } from '../../../support/answers/group-by.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import {
  requestCodes,
  whileMeasured,
  type Measurement,
  type SendSql,
} from '../../../support/answers/measurements.js'
import {
  crowdedRows,
  generatedRows,
  typeNames,
  typeCodes,
} from '../../../support/answers/generated-measurements.js'
import { summaryOf, trendOf } from '../../../support/clients/statistics-caller.js'
import {
  connectTo,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { patients, sources, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

/** Where measurements are stored and who asks about them. */
interface Place {
  readonly sql: SendSql
  readonly caller: ToolCaller
  readonly subject: number
  readonly study: number
  readonly patients: readonly [number, number]
  readonly sourceNames: ReadonlyMap<number, string>
}

const start = '2031-05-01'

type LeftOut = ReturnType<typeof leftOutOf>

/** Every row is in a value of each name, unless groups are left out; those are told. */
const expectComplete = (
  told: readonly { readonly count: number; readonly values: ReturnType<typeof toldOf> }[],
  { groups, values: missing }: LeftOut,
  notice: string | undefined,
): void => {
  const shown = told.flatMap(({ count, values }) =>
    sumsOf(values).map(([, sum]) => count - Number(sum)),
  )
  if (groups === 0) {
    expect(shown.filter((rest) => rest !== 0)).toEqual([])
    expect(notice ?? '').not.toContain('left out')
  } else {
    expect(notice).toContain(`${String(groups)} more with ${String(missing)} values are left out.`)
  }
}

const sumsOf = (list: readonly { name: string; rows: number }[]) =>
  groupBy(list, ({ name }) => name).map(([name, parts]) => [
    name,
    parts.reduce((sum, part) => sum + part.rows, 0),
  ])

const summarize = async (
  { caller, subject, sourceNames }: Place,
  whom: object,
  measured: readonly Measurement[],
): Promise<LeftOut> => {
  const { types, notice } = await summaryOf(caller, { subject, args: { ...whom, start } })
  const inside = types.filter(({ count }) => count > 0)
  const told = inside.map(({ data_type, count, values, no_number }) => ({
    ...{ data_type, count, no_number, values: toldOf(values, count) },
  }))
  const codes = [...new Set(measured.map(({ code }) => code))].toSorted()
  const expected = codes.map((code) => {
    const own = measured.filter((row) => row.code === code)
    return { data_type: code, ...foldMeasurements(own, { sourceNames }) }
  })
  expect(told.toSorted((a, b) => ((a.data_type ?? '') < (b.data_type ?? '') ? -1 : 1))).toEqual(
    expected,
  )
  const left = leftOutOf(
    codes.map((code) => {
      const rows = measured.filter((row) => row.code === code)
      return { rows, whole: rows }
    }),
  )
  expectComplete(told, left, notice)
  return left
}

const trend = async (
  { caller, subject, sourceNames }: Place,
  asked: { readonly data_type: string },
  measured: readonly Measurement[],
): Promise<LeftOut> => {
  const { data_type } = asked
  const args = { ...asked, bucket: 'day', start }
  const { buckets, notice } = await trendOf(caller, { subject, args })
  const keyOf = (day: string, code: string) => `${day} ${code}`
  const own = measured.filter(({ code }) => code.split(':')[1] === data_type)
  const codes = new Set(own.map(({ code }) => code))
  const expected = groupBy(own, ({ at, code }) => keyOf(at?.slice(0, 10) ?? '', code))
  const told = buckets.map((bucket) => ({
    key: keyOf(bucket.start.slice(0, 10), bucket.data_type ?? [...codes][0] ?? ''),
    ...{ count: bucket.count, no_number: bucket.no_number },
    values: toldOf(bucket.values, bucket.count),
  }))
  expect(told.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(
    expected
      .map(([key, of]) => {
        const whole = own.filter(({ code }) => code === of[0]?.code)
        return { key, ...foldMeasurements(of, { sourceNames, whole, asked: own }) }
      })
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  )
  const left = leftOutOf(
    expected.map(([, rows]) => ({ rows, whole: own.filter(({ code }) => code === rows[0]?.code) })),
  )
  expectComplete(told, left, notice)
  return left
}

const namesOf = async (sql: SendSql): Promise<ReadonlyMap<number, string>> => {
  const found = z
    .array(z.object({ id: z.coerce.number(), name: z.string() }))
    .parse(await sql('select id, name from core_datasource where name is not null'))
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** Rows to ask about, and how often to make such. */
interface Rows {
  readonly rows: ReturnType<typeof generatedRows>
  readonly numRuns: number
}

/** @returns how many groups were left out of each answer */
const check = async (place: Place, { rows, numRuns }: Rows): Promise<readonly number[]> => {
  const { sql, study } = place
  const [, one] = place.patients
  const left: number[] = []
  await requestCodes(sql, study, typeCodes)
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom(...typeNames), async (measured, data_type) => {
      await whileMeasured(sql, measured, async () => {
        const own = measured.filter(({ patient }) => patient === one)
        const [all, single] = [{ study_id: study }, { patient_id: one }]
        for (const each of [
          await summarize(place, all, measured),
          await summarize(place, single, own),
          await trend(place, { ...all, data_type }, measured),
          await trend(place, { ...single, data_type }, own),
        ]) {
          left.push(each.groups)
        }
      })
    }),
    { numRuns },
  )
  return left
}

const hasLeftOut = (groups: number): boolean => groups > 0

describe.each([
  ['jhe_0045', false],
  ['jhe_0045', true],
  ['jhe_0011', false],
  ['jhe_0011', true],
] as const)('on %s, with the advised indexes: %s', (template, isIndexed) => {
  let database: TestDatabase
  let caller: ToolCaller
  beforeAll(async () => {
    database = await createDatabase(template)
    if (isIndexed) await makeIndexes(database)
    caller = createToolCaller(connectTo(database.url))
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  it('statistics of any mix are an independent fold of it, and every row is accounted for', async () => {
    const place: Place = {
      ...{ sql: database.sql, caller, subject: people.analyst.userId, study: studies.clocks },
      patients: [patients.fay, patients.gus],
      sourceNames: await namesOf(database.sql),
    }
    const world = { patients: place.patients, sources: [sources.cuff, sources.watch] }
    await check(place, { rows: generatedRows(world), numRuns: 30 })
    const left = await check(place, { rows: crowdedRows(world), numRuns: 4 })
    expect(left.filter(hasLeftOut).length).toBeGreaterThanOrEqual(4)
  })
})

describe('on the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-statistics-'))
  let demo: Awaited<ReturnType<typeof openDemo>>
  let caller: ToolCaller
  beforeAll(async () => {
    demo = await openDemo({ cacheDir: folder, today: '2026-03-15', version: '0.0.0-test' })
    caller = createToolCaller(await connectPglite(demo))
  })
  afterAll(async () => {
    await caller.close()
    rmSync(folder, { recursive: true })
  })

  it('statistics of any mix are an independent fold of it, and every row is accounted for', async () => {
    const sql: SendSql = async (text, values = []) =>
      await demo.transaction(async (writing) => {
        await writing.exec('set transaction read write')
        return (await writing.query(text, [...values])).rows
      })
    const enrolled = z
      .array(z.object({ patient_id: z.coerce.number() }))
      .parse(
        await sql(
          'select patient_id from core_studypatient where study_id = 30002 order by 1 limit 2',
        ),
      )
    const [a, b] = enrolled.map(({ patient_id }) => patient_id)
    const sourceNames = await namesOf(sql)
    const { userId: subject } = demoPerson()
    const place: Place = {
      ...{ sql, caller, subject, study: 30_002, sourceNames },
      patients: [a ?? 0, b ?? 0],
    }
    const world = { patients: place.patients, sources: [...sourceNames.keys()].slice(0, 2) }
    await check(place, { rows: generatedRows(world), numRuns: 10 })
    const left = await check(place, { rows: crowdedRows(world), numRuns: 2 })
    expect(left.filter(hasLeftOut).length).toBeGreaterThanOrEqual(2)
  })

  it('P31: the profile of a sensor is an independent fold of its readings', async () => {
    const { rows } = await demo.query(
      `select o.omh_data #>> '{body,effective_time_frame,date_time}' as at,
         cast(o.omh_data #>> '{body,blood_glucose,value}' as float8) as value,
         o.omh_data #>> '{body,blood_glucose,unit}' as unit
       from core_observation as o join core_codeableconcept as k on k.id = o.codeable_concept_id
       where o.subject_patient_id = 40001 and k.coding_code = 'omh:blood-glucose:4.0'
         and o.status not in ('entered-in-error', 'cancelled')`,
    )
    const readings = z
      .array(z.object({ at: z.string(), value: z.number(), unit: z.string() }))
      .parse(rows)
      .filter(({ at }) => {
        const { day } = clockOf('America/Los_Angeles', at)
        return day >= '2026-02-20' && day <= '2026-03-10'
      })
    const { buckets } = await trendOf(caller, {
      subject: demoPerson().userId,
      args: {
        ...{ patient_id: 40_001, data_type: 'blood-glucose', bucket: 'time_of_day' },
        ...{ start: '2026-02-20', end: '2026-03-10', time_zone: 'America/Los_Angeles' },
      },
    })
    expect(buckets).toEqual(foldHours(readings, 'America/Los_Angeles', 'blood_glucose').buckets)
    expect(buckets).toHaveLength(24)
  })
})
