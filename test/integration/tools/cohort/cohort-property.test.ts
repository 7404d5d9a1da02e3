import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { requestCodes, whileMeasured } from '../../../support/answers/measurements.js'
import { toMicroseconds } from '../../../support/answers/time-frame.js'
import {
  connectTo,
  createToolCaller,
  type ToolCaller,
} from '../../../support/clients/tool-caller.js'
import { exportWorld } from '../../../support/cohort/exported.js'
import { createFold } from '../../../support/cohort/fold-cohort.js'
import type { AskedCohort } from '../../../support/cohort/fold-groups.js'
import {
  cohortCodes,
  generatedCohort,
  generatedQuestion,
  type GeneratedRow,
} from '../../../support/cohort/generated.js'
import { cohortAnswer, expectedCohort, toldCohort } from '../../../support/cohort/told.js'
import { createDatabase, type TestDatabase } from '../../../support/database/database.js'
import { makeIndexes } from '../../../support/database/make-indexes.js'
import { patients, sources, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'
import { orgs } from '../../../support/worlds/jhe/ids.js'

const now = '2026-11-21T12:00:00Z'
const nowMicros = toMicroseconds(now) ?? 0n
const study = studies.clocks
const subject = people.analyst.userId
const numRuns = 5
const enrolled = [patients.ana, patients.ben, patients.cora, patients.dan, patients.ivy]

let database: TestDatabase
let caller: ToolCaller

/** More patients in the study, who answered in every way. */
const enrol = async (): Promise<void> => {
  await database.sql(
    `insert into core_studypatient (id, patient_id, study_id)
     select (select max(id) from core_studypatient) + row_number() over (), p.id, $1 from unnest(cast($2 as bigint[])) as p(id)`,
    [study, enrolled],
  )
  await database.sql(
    `insert into core_patientorganization (id, organization_id, patient_id)
     select (select max(id) from core_patientorganization) + row_number() over (), $1, p.id from unnest(cast($2 as bigint[])) as p(id)`,
    [orgs.summit, enrolled],
  )
  await requestCodes(database.sql, study, [...cohortCodes])
  const answer = `from core_studypatient as sp, core_codeableconcept as c
     where sp.id = a.study_patient_id and c.id = a.scope_code_id and sp.study_id = $1`
  await database.sql(
    `update core_studypatientscopeconsent as a set consented = false ${answer} and (sp.patient_id + c.id) % 5 = 0`,
    [study],
  )
  await database.sql(
    `delete from core_studypatientscopeconsent as a using core_studypatient as sp, core_codeableconcept as c
     where sp.id = a.study_patient_id and c.id = a.scope_code_id and sp.study_id = $1 and (sp.patient_id + c.id) % 7 = 0`,
    [study],
  )
}

const whileStored = async (rows: readonly GeneratedRow[], use: () => Promise<void>) => {
  await whileMeasured(database.sql, rows, async () => {
    for (const { id, status } of rows.filter((row) => row.status !== 'final')) {
      await database.sql('update core_observation set status = $2 where id = $1', [id, status])
    }
    await use()
  })
}

/** @returns whether there was one right answer to compare with */
const checkOne = async (
  asked: AskedCohort,
  fold: ReturnType<typeof createFold>,
  consent: 'enforce' | 'off',
): Promise<boolean> => {
  const folded = fold(asked)
  if (folded.isTied) return false
  const settings = { maxBytes: 20_000_000, consent, now: new Date(now) }
  const outcome = await caller.call(subject, 'summarize_cohort', asked, settings)

  if (outcome.code !== undefined) throw new Error(`${outcome.code}: ${outcome.message}`)
  expect(toldCohort(cohortAnswer(outcome.value))).toEqual(
    expectedCohort(folded, asked.group_by !== undefined),
  )
  return true
}

describe.each([
  ['jhe_0045', false],
  ['jhe_0045', true],
  ['jhe_0011', false],
  ['jhe_0011', true],
] as const)('cohorts on %s, with the advised indexes: %s', (template, isIndexed) => {
  beforeAll(async () => {
    database = await createDatabase(template)
    if (isIndexed) await makeIndexes(database)
    caller = createToolCaller(connectTo(database.url))
    await enrol()
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  it('cohort 10: a foreign study is answered byte for byte as a missing one, on both sides', async () => {
    const see = async (args: object) =>
      JSON.stringify(await caller.call(subject, 'summarize_cohort', args))
    const asked = { study_id: study, data_type: 'heart-rate' }
    const missing = await see({ ...asked, study_id: studies.missing })
    expect(missing).toContain('NOT_VISIBLE')
    expect(await see({ ...asked, study_id: studies.pressure })).toBe(missing)
    for (const study_id of [studies.pressure, studies.missing]) {
      expect(await see({ ...asked, compare: { study_id } })).toBe(missing)
    }
  })

  it('cohort 10: a window that begins after now touches no month, not even that of now', async () => {
    const asked = { study_id: study, data_type: 'heart-rate', group_by: 'month', time_zone: 'UTC' }
    for (const start of ['2026-11-22', '2026-12-01']) {
      const args = { ...asked, start }
      const settings = { now: new Date(now) }
      const outcome = await caller.call(subject, 'summarize_cohort', args, settings)
      if (outcome.code !== undefined) throw new Error(outcome.message)
      expect(cohortAnswer(outcome.value).groups).toEqual([])
    }
  })

  it('cohort 10: any answer is an independent fold of the stored rows', async () => {
    const rows = generatedCohort({
      patients: [...enrolled, patients.fay, patients.gus],
      sources: [sources.cuff, sources.watch],
    })
    const questions = fc.array(generatedQuestion(study), { minLength: 3, maxLength: 5 })
    let compared = 0
    await fc.assert(
      fc.asyncProperty(
        rows,
        questions,
        fc.constantFrom('enforce', 'enforce', 'off'),
        async (stored, asked, consent) => {
          await whileStored(stored, async () => {
            const world = await exportWorld(database.sql, subject)
            const fold = createFold({ world, now: nowMicros, enforce: consent === 'enforce' })
            const before = compared
            for (const one of asked) if (await checkOne(one, fold, consent)) compared += 1
            // other rows and questions where each of them has several right answers
            fc.pre(compared > before)
          })
        },
      ),
      { numRuns },
    )
    expect(compared).toBeGreaterThanOrEqual(numRuns)
  })
})
