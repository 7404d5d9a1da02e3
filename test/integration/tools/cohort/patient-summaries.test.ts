import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { listPatientSummaries } from '../../../../src/tools/cohort/list-patient-summaries.js'
import { exportRows, type ExportedRows } from '../../../support/answers/exported-rows.js'
import {
  foldWorklist,
  type Condition,
  type WorklistQuestion,
} from '../../../support/answers/fold-worklist.js'
import { generatedRows, typeCodes } from '../../../support/answers/generated-measurements.js'
import { requestCodes, whileMeasured } from '../../../support/answers/measurements.js'
import { toMicroseconds } from '../../../support/answers/time-frame.js'
import { isoOf, micros } from '../../../support/clients/statistics-caller.js'
import {
  connectTo,
  createToolCaller,
  type CallSettings,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import { describeRealJhe } from '../../../support/database/real-jhe.js'
import { it } from '../../../support/fixtures.js'
import { patients, sources, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const tool = 'list_patient_summaries'
const now = '2026-11-21T12:00:00Z'

type Asked = Omit<WorklistQuestion, 'now'>

const argsOf = ({ study, dataType, from, to, zone, order, low, high, where = [] }: Asked) => ({
  ...{ study_id: study, data_type: dataType, order, where, time_zone: zone },
  ...(low === undefined ? {} : { low }),
  ...(high === undefined ? {} : { high }),
  ...(from === null ? {} : { start: isoOf(from) }),
  ...(to === null ? {} : { end: isoOf(to) }),
})

const pageOf = async (
  caller: ToolCaller,
  subject: number,
  args: object,
  settings: CallSettings = {},
) => {
  const outcome = await caller.call(subject, tool, args, { maxBytes: 5_000_000, ...settings })
  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  return listPatientSummaries.output.parse(outcome.value)
}

type Page = Awaited<ReturnType<typeof pageOf>>

const withoutType = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'data_type'))

/** Every page, which are of this many rows each. */
const listOf = async (
  caller: ToolCaller,
  asked: Asked,
  { at, limit }: { readonly at: string; readonly limit: number },
) => {
  const settings = { consent: asked.consent ?? 'enforce', now: new Date(at) } as const
  const pages: Page[] = []
  let cursor: string | null = null
  do {
    const args: object = { ...argsOf(asked), limit, ...(cursor === null ? {} : { cursor }) }
    const page = await pageOf(caller, asked.subject, args, settings)
    pages.push(page)
    cursor = page.next_cursor
  } while (cursor !== null)
  const [first] = pages
  return {
    total: first?.total,
    withheld: first?.withheld,
    patients: pages
      .flatMap((page) => page.patients)
      .map(({ last_seen, numbers, share = null, ...row }) => ({
        ...withoutType(row),
        last_seen: toMicroseconds(last_seen),
        numbers: numbers ?? row.count,
        share,
      })),
  }
}

/**
 * A question, and the answer to it from rows and from the tool. A property draws another one where
 * it has several right answers.
 * @returns how many patients the answer lists
 */
const compare = async (
  caller: ToolCaller,
  rows: ExportedRows,
  asked: Asked,
  how = { at: now, limit: 2 },
): Promise<number> => {
  const expected = foldWorklist(rows, { ...asked, now: micros(how.at) })
  fc.pre(expected !== undefined)
  expect(await listOf(caller, asked, how), JSON.stringify(argsOf(asked))).toEqual(expected)
  return expected.total
}

const orders = ['last_seen', 'days', 'mean', 'share'] as const
const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kathmandu'] as const

const conditions = (types: readonly string[]): fc.Arbitrary<readonly Condition[]> =>
  fc.array(
    fc.oneof(
      fc.record({
        data_type: fc.constantFrom(...types),
        stat: fc.constantFrom('count' as const, 'days' as const),
        op: fc.constantFrom('>' as const, '<' as const),
        number: fc.integer({ min: 0, max: 20 }),
      }),
      fc.record({
        data_type: fc.constantFrom(...types),
        stat: fc.constant('mean' as const),
        op: fc.constantFrom('>' as const, '<' as const),
        number: fc.constantFrom(70.123, 100.123, 130.123, 140.123),
      }),
    ),
    { maxLength: 3 },
  )

const questions = (
  whom: readonly (readonly [subject: number, study: number])[],
  types: readonly string[],
) => {
  const instant = fc
    .date({ min: new Date('2026-02-01'), max: new Date('2026-12-15'), noInvalidDate: true })
    .map((date) => BigInt(date.getTime()) * 1000n)
  return fc
    .record({
      whom: fc.constantFrom(...whom),
      dataType: fc.constantFrom(...types),
      span: fc
        .tuple(fc.option(instant), fc.option(instant))
        .map(([a, b]) =>
          a !== null && b !== null && a > b ? ([b, a] as const) : ([a, b] as const),
        ),
      zone: fc.constantFrom(...zones),
      consent: fc.constantFrom('enforce' as const, 'off' as const),
      order: fc.constantFrom(...orders),
      where: conditions(types),
      high: fc.option(fc.constantFrom(75.5, 135.5), { nil: undefined }),
    })
    .map(({ whom: [subject, study], span: [from, to], high, order, ...rest }): Asked => ({
      ...{ ...rest, subject, study, from, to, order },
      ...(order === 'share' ? { high: high ?? 135.5 } : high === undefined ? {} : { high }),
    }))
}

/** A question whose answer lists everybody who shares what it is about. */
const everybody = (
  [subject, study]: readonly [subject: number, study: number],
  dataType: string,
): Asked => ({
  ...{ subject, study, dataType, from: null, to: null, zone: 'UTC' },
  ...{ consent: 'enforce', order: 'last_seen', where: [] },
})

const testWorld = [
  [people.coordinator.userId, studies.pressure],
  [people.coordinator.userId, studies.sugar],
  [people.member.userId, studies.devices],
  [people.analyst.userId, studies.clocks],
] as const
const demoWorld = [30_001, 30_002, 30_003].map((study) => [10_001, study] as const)
const types = ['heart-rate', 'blood-pressure', 'body-weight', 'blood-glucose']

describe.each([
  ['jhe_0045', testWorld, 13, 'blood-pressure'],
  ['jhe_0011', testWorld, 11, 'blood-pressure'],
  ['demo', demoWorld, 3, 'blood-glucose'],
] as const)('cohort 10: patients one by one on %s', (template, whom, numRuns, type) => {
  it('are counted as row by row, without and with the advised indexes', async ({ open }) => {
    const { database, caller } = await open(template)
    const rows = await exportRows(database.sql)
    const check = async (asking: ToolCaller) => {
      let listed = 0
      await fc.assert(
        fc.asyncProperty(questions(whom, types), async (asked) => {
          listed += await compare(asking, rows, asked)
        }),
        { numRuns, examples: [[everybody(whom[0], type)]] },
      )
      expect(listed).toBeGreaterThan(0)
    }
    await check(caller)
    await makeIndexes(database)
    const indexed = createToolCaller(connectTo(database.url))
    await check(indexed)
    await indexed.close()
  })
})

describe.each(['without', 'with'])(
  'cohort 10: patients of generated rows, %s the advised indexes',
  (indexes) => {
    it('are counted as row by row', async ({ open }) => {
      const { database } = await open('jhe_0045')
      if (indexes === 'with') await makeIndexes(database)
      const caller = createToolCaller(connectTo(database.url))
      await requestCodes(database.sql, studies.clocks, typeCodes)
      const rows = generatedRows({
        patients: [patients.fay, patients.gus],
        sources: [sources.cuff, sources.watch],
      })
      const asked = { subject: people.analyst.userId, study: studies.clocks, to: null, zone: 'UTC' }
      const at = { at: '2031-05-03T12:00:00Z', limit: 1 }
      let listed = 0
      await fc.assert(
        fc.asyncProperty(
          rows,
          fc.constantFrom('step-count', 'heart-rate', 'physical-activity'),
          fc.constantFrom(null, micros('2031-05-02T00:00:00Z')),
          fc.constantFrom(...orders),
          async (measured, dataType, from, order) => {
            await whileMeasured(database.sql, measured, async () => {
              const exported = await exportRows(database.sql)
              const one = { ...asked, dataType, from, order, low: 1000 }
              listed += await compare(caller, exported, one, at)
            })
          },
        ),
        { numRuns: 10 },
      )
      expect(listed).toBeGreaterThan(0)
      await caller.close()
    })
  },
)

describeRealJhe('cohort 10: patients of real databases one by one', () => {
  it.for([
    ['dump_0045', 30_006, ['heart-rate']],
    ['dump_0011', 30_001, ['blood-pressure', 'heart-rate']],
  ] as const)('are counted as row by row: %s', async ([template, study, asked], { open }) => {
    const { database, caller } = await open(template)
    const rows = await exportRows(database.sql)
    const usual = { subject: 10_002, study, from: null, to: null, zone: 'UTC' } as const
    for (const dataType of asked) {
      const one = { ...usual, dataType, order: 'mean', low: 70, high: 180 } as const
      expect(await compare(caller, rows, one, { at: now, limit: 1000 })).toBeGreaterThan(0)
    }
  })
})
