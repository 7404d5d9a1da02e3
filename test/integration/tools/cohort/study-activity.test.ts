import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterAll, describe, expect } from 'vitest'

import { connectPglite } from '../../../../src/db/pglite-connection.js'
import { openDemo } from '../../../../src/demo/open-demo.js'
import { getStudyActivity } from '../../../../src/tools/cohort/activity.js'
import { exportRows, type ExportedRows } from '../../../support/answers/exported-rows.js'
import { foldActivity } from '../../../support/answers/fold-activity.js'
import type { SendSql } from '../../../support/answers/measurements.js'
import { isoOf, micros } from '../../../support/clients/statistics-caller.js'
import {
  connectTo,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import { hasRealJhe } from '../../../support/database/real-jhe.js'
import { it } from '../../../support/fixtures.js'
import { studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const now = '2026-11-21T12:00:00Z'
const zones = ['UTC', 'Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Auckland']

interface Asked {
  readonly subject: number
  readonly study: number
  readonly dataType?: string | undefined
  readonly bucket: 'week' | 'month'
  readonly from: bigint | null
  readonly to: bigint | null
  readonly zone: string
  readonly consent?: 'enforce' | 'off'
}

const usual = { bucket: 'week', from: null, to: null, zone: 'UTC' } as const

const activityOf = async (caller: ToolCaller, asked: Asked) => {
  const { subject, study, dataType, bucket, from, to, zone, consent = 'enforce' } = asked
  const args = {
    ...{ study_id: study, bucket, time_zone: zone },
    ...(dataType === undefined ? {} : { data_type: dataType }),
    ...(from === null ? {} : { start: isoOf(from) }),
    ...(to === null ? {} : { end: isoOf(to) }),
  }
  const settings = { maxBytes: 50_000_000, maxRows: 100_000, consent, now: new Date(now) }
  const outcome = await caller.call(subject, 'get_study_activity', args, settings)
  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  const value = getStudyActivity.output.parse(outcome.value)
  expect(value.notice).toContain('no date of enrolment')
  return {
    buckets: value.buckets.map((row) => ({ ...row, start: row.start.slice(0, 10) })),
    totals: value.totals,
    withheld: value.withheld,
  }
}

/** A question, and the answer to it from rows and from the tool. */
const compare = async (caller: ToolCaller, rows: ExportedRows, asked: Asked): Promise<void> => {
  const expected = foldActivity(rows, { ...asked, now: micros(now) })
  expect(await activityOf(caller, asked)).toEqual(expected)
}

const questions = (whom: readonly (readonly [subject: number, study: number])[]) => {
  const instant = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-12-15'), noInvalidDate: true })
    .map((date) => BigInt(date.getTime()) * 1000n)
  return fc.record({
    whom: fc.constantFrom(...whom),
    dataType: fc.option(fc.constantFrom('heart-rate', 'blood-pressure', 'blood-glucose'), {
      nil: undefined,
    }),
    bucket: fc.constantFrom('week' as const, 'month' as const),
    span: fc
      .tuple(fc.option(instant), fc.option(instant))
      .map(([a, b]) => (a !== null && b !== null && a > b ? ([b, a] as const) : ([a, b] as const))),
    zone: fc.constantFrom(...zones),
    consent: fc.constantFrom('enforce' as const, 'off' as const),
  })
}

const compareMany = async (
  caller: ToolCaller,
  rows: ExportedRows,
  whom: Parameters<typeof questions>[0],
  numRuns: number,
): Promise<void> => {
  await fc.assert(
    fc.asyncProperty(
      questions(whom),
      async ({ whom: [subject, study], span: [from, to], ...rest }) => {
        await compare(caller, rows, { ...rest, subject, study, from, to })
      },
    ),
    { numRuns },
  )
}

const testWorld = [
  [people.coordinator.userId, studies.pressure],
  [people.coordinator.userId, studies.sugar],
  [people.member.userId, studies.pressure],
  [people.member.userId, studies.devices],
  [people.analyst.userId, studies.clocks],
  [people.director.userId, studies.registry],
] as const

const demoWorld = [30_001, 30_002, 30_003, 30_005].map((study) => [10_001, study] as const)

describe.each([
  ['jhe_0045', testWorld, 25],
  ['jhe_0011', testWorld, 25],
  ['demo', demoWorld, 12],
] as const)('cohort 10: the activity of a study on %s', (template, whom, runs) => {
  it('is counted as row by row, without and with the advised indexes', async ({ open }) => {
    const { database, caller } = await open(template)
    const rows = await exportRows(database.sql)
    await compareMany(caller, rows, whom, runs)
    await makeIndexes(database)
    const indexed = createToolCaller(connectTo(database.url))
    expect(await indexed.database.inspect(AbortSignal.timeout(10_000))).toHaveProperty(
      'hasTimeIndex',
      true,
    )
    await compareMany(indexed, rows, whom, runs)
    await indexed.close()
  })
})
