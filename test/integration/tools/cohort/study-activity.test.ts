import fc from 'fast-check'
import { describe, expect } from 'vitest'

import { getStudyActivity } from '../../../../src/tools/cohort/activity.js'
import { exportRows, type ExportedRows } from '../../../support/answers/exported-rows.js'
import { foldActivity } from '../../../support/answers/fold-activity.js'
import { isoOf, micros } from '../../../support/clients/statistics-caller.js'
import {
  connectTo,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import { describeRealJhe } from '../../../support/database/real-jhe.js'
import { it } from '../../../support/fixtures.js'
import { codes, patients, studies } from '../../../support/worlds/jhe/ids.js'
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

const activityOf = async (caller: ToolCaller, asked: Asked, at: string) => {
  const { subject, study, dataType, bucket, from, to, zone, consent = 'enforce' } = asked
  const args = {
    ...{ study_id: study, bucket, time_zone: zone },
    ...(dataType === undefined ? {} : { data_type: dataType }),
    ...(from === null ? {} : { start: isoOf(from) }),
    ...(to === null ? {} : { end: isoOf(to) }),
  }
  const settings = { maxBytes: 50_000_000, maxRows: 100_000, consent, now: new Date(at) }
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
const compare = async (
  caller: ToolCaller,
  rows: ExportedRows,
  asked: Asked,
  at = now,
): Promise<void> => {
  const expected = foldActivity(rows, { ...asked, now: micros(at) })
  expect(await activityOf(caller, asked, at)).toEqual(expected)
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

const worlds = [
  ['jhe_0045', testWorld, 15],
  ['jhe_0011', testWorld, 15],
  ['demo', demoWorld, 2],
] as const

describe.each(worlds)('cohort 10: the activity of a study on %s', (template, whom, runs) => {
  it('is counted as row by row, without and with the advised indexes', async ({ open }) => {
    const { database, caller } = await open(template)
    const rows = await exportRows(database.sql)
    await compareMany(caller, rows, whom, runs)
    await makeIndexes(database)
    const indexed = createToolCaller(connectTo(database.url))
    const state = await indexed.database.inspect(AbortSignal.timeout(10_000))
    expect(state.hasTimeIndex).toBe(true)
    await compareMany(indexed, rows, whom, runs)
    await indexed.close()
  })
})

describeRealJhe('cohort 10: the activity of studies of real databases', () => {
  it.for(['dump_0045', 'dump_0011'] as const)(
    'is counted as row by row: %s',
    async (template, { open }) => {
      const { database, caller } = await open(template)
      const rows = await exportRows(database.sql)
      const subject = 10_002
      for (const { id: study, organization } of rows.studies) {
        const isTheirs = rows.memberships.some(
          (row) => row.user === subject && row.organization === organization,
        )
        if (!isTheirs) continue
        const asked = { subject, study, bucket: 'week', from: null, to: null, zone: 'UTC' } as const
        await compare(caller, rows, asked)
      }
    },
  )
})

/** Rows of every form of time around a window, and of every status, of two patients. */
const generated = fc.array(
  fc.record({
    patient: fc.constantFrom(patients.fay, patients.gus),
    code: fc.constantFrom(codes.steps, codes.oxygen),
    status: fc.constantFrom('final', 'final', 'final', 'entered-in-error', 'cancelled'),
    start: fc.integer({ min: 0, max: 80 * 24 }),
    hours: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 40 * 24 })),
  }),
  { maxLength: 25 },
)
const consents = fc.array(
  fc.record({
    enrolment: fc.constantFrom(patients.fay, patients.gus),
    consented: fc.boolean(),
    day: fc.integer({ min: 0, max: 80 }),
  }),
  { minLength: 2, maxLength: 2 },
)

const firstDay = Date.parse('2031-02-10T00:00:00Z')
const hoursLater = (hours: number): string => new Date(firstDay + hours * 3_600_000).toISOString()
const later = '2031-04-20T12:00:00Z'

describe.each(['without', 'with'])(
  'cohort 10: the activity of generated rows, %s the advised indexes',
  (indexes) => {
    it('is counted as row by row', async ({ open }) => {
      const { database } = await open('jhe_0045')
      if (indexes === 'with') await makeIndexes(database)
      const caller = createToolCaller(connectTo(database.url))
      await database.sql('delete from core_observationidentifier')
      const window = fc.option(
        fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 1200 })),
      )
      await fc.assert(
        fc.asyncProperty(
          generated,
          consents,
          window,
          fc.constantFrom(...zones),
          async (rows, answers, asked, zone) => {
            await database.sql('delete from core_observation')
            for (const [i, { patient, code, status, start, hours }] of rows.entries()) {
              await database.sql(
                `insert into core_observation (id, subject_patient_id, codeable_concept_id, status, last_updated, omh_data,
               effective_date_time, effective_period_start, effective_period_end)
             values ($1, $2, $3, $4, now(), '{}', $5, $6, $7)`,
                [
                  i + 1,
                  patient,
                  code,
                  status,
                  hours === null ? hoursLater(start) : null,
                  hours === null ? null : hoursLater(start),
                  hours === null ? null : hoursLater(start + hours),
                ],
              )
            }
            for (const { enrolment, consented, day } of answers) {
              await database.sql(
                `update core_studypatientscopeconsent as c set consented = $2, consented_time = $3
             from core_studypatient as sp where sp.id = c.study_patient_id and sp.patient_id = $1 and c.scope_code_id = $4`,
                [enrolment, consented, hoursLater(day * 24), codes.steps],
              )
            }
            const exported = await exportRows(database.sql)
            const span =
              asked === null
                ? { from: null, to: null }
                : {
                    from: micros(hoursLater(asked[0])),
                    to: micros(hoursLater(asked[0] + asked[1])),
                  }
            for (const bucket of ['week', 'month'] as const) {
              await compare(
                caller,
                exported,
                { subject: people.analyst.userId, study: studies.clocks, bucket, zone, ...span },
                later,
              )
            }
          },
        ),
        { numRuns: 15 },
      )
      await caller.close()
    })
  },
)
