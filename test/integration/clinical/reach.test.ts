import { describe, expect } from 'vitest'
import { z } from 'zod'

import { it } from '../../support/fixtures.js'
import { addRecords, askFor } from '../../support/clinical/record-world.js'
import type { TestDatabase } from '../../support/database/database.js'
import { hasRealJhe } from '../../support/database/real-jhe.js'
import type { CallSettings, ToolCaller } from '../../support/clients/tool-caller.js'
import { personNames } from '../../support/tools/permission-row.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { recordId, records as seeded } from '../../support/worlds/jhe/records.js'

const answerOf = z.looseObject({
  records: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  withheld: z.array(z.unknown()),
  notice: z.string().optional(),
})
const off = { consent: 'off' } as const

/** Ids of the records that somebody sees, or the code of the error. */
const seenBy = async (
  caller: ToolCaller,
  who: number,
  args: object,
  settings: CallSettings = {},
): Promise<string | readonly string[]> => {
  const asked = { limit: 1000, ...args }
  const outcome = await caller.call(who, 'get_clinical_records', asked, settings)
  if (outcome.code !== undefined) return outcome.code
  return answerOf.parse(outcome.value).records.map(({ id }) => id)
}

const types = ['Condition', 'Encounter', 'Goal', 'Procedure', 'Device'] as const
const ofAna = { patient_id: patients.ana }

describe('cohort 11: consent to clinical records', () => {
  let caller: ToolCaller
  it.beforeAll(async ({ open }) => {
    const opened = await open('jhe_0045')
    caller = opened.caller
    const { database } = opened
    await database.sql('delete from core_fhirauxresource')
    await addRecords(
      database,
      types.map((type, i) => ({ n: 100 + i, type, patient: patients.ana, body: {} })),
    )
    const answers = (answer: 'agreed' | 'declined') => ({ [patients.ana]: answer })
    await askFor(database, [
      { study: studies.pressure, type: 'Condition', answers: answers('agreed') },
      { study: studies.devices, type: 'Condition', answers: answers('declined') },
      { study: studies.pressure, type: 'Encounter', answers: answers('declined') },
      { study: studies.pressure, type: 'Goal', answers: {} },
      // visible to who belongs to Valley
      { study: studies.sugar, type: 'Procedure', answers: answers('agreed') },
      // another system's word of the same name is no request for clinical records
      { study: studies.pressure, type: 'Device', answers: answers('agreed'), system: 'urn:other' },
    ])
  })

  const typesOf = async (who: number, args: object = {}, settings: CallSettings = {}) => {
    const asked = { ...ofAna, ...args }
    const outcome = await caller.call(who, 'get_clinical_records', asked, settings)
    if (outcome.code !== undefined) throw new Error(outcome.message)
    const { records, withheld } = answerOf.parse(outcome.value)
    return { types: records.map(({ type }) => type).toSorted(), withheld }
  }
  const declined = (type: string) => ({ type, reason: 'declined_or_withdrawn' })
  const open = (type: string) => ({ type, reason: 'not_answered' })
  const { coordinator, member, ana } = people

  it('lets read what a visible study asks for and the patient agreed to, in any of them', async () => {
    expect(await typesOf(coordinator.userId)).toEqual({
      types: ['Condition', 'Procedure'],
      withheld: [declined('Encounter'), open('Goal')],
    })
    expect(await typesOf(member.userId)).toEqual({
      types: ['Condition'],
      withheld: [declined('Encounter'), open('Goal')],
    })
  })

  it('counts for each study alone where one is named', async () => {
    expect(await typesOf(member.userId, { study_id: studies.devices })).toEqual({
      types: [],
      withheld: [declined('Condition')],
    })
    expect(await typesOf(member.userId, { study_id: studies.pressure })).toEqual({
      types: ['Condition'],
      withheld: [declined('Encounter'), open('Goal')],
    })
  })

  it('is told of the type asked for alone', async () => {
    const asked = async (type: string) => await typesOf(coordinator.userId, { type })
    expect(await asked('Encounter')).toEqual({ types: [], withheld: [declined('Encounter')] })
    expect(await asked('Condition')).toEqual({ types: ['Condition'], withheld: [] })
    expect(await asked('Device')).toEqual({ types: [], withheld: [] })
  })

  it('is not asked about where JHE_CONSENT=off: every type, as in JHE', async () => {
    const all = { types: types.toSorted(), withheld: [] }
    expect(await typesOf(coordinator.userId, {}, off)).toEqual(all)
    expect(await typesOf(member.userId, { study_id: studies.devices }, off)).toEqual(all)
  })

  it('does not limit one’s own', async () => {
    expect(await typesOf(ana.userId)).toEqual({ types: types.toSorted(), withheld: [] })
    expect(await typesOf(ana.userId, { study_id: studies.devices })).toEqual({
      types: types.toSorted(),
      withheld: [],
    })
  })

  it('is narrowed by a claim, and widened by none', async () => {
    const narrow = { claim: [studies.devices] }
    expect(await typesOf(coordinator.userId, {}, narrow)).toEqual({
      types: [],
      withheld: [declined('Condition')],
    })
    const wide = { claim: Object.values(studies) }
    expect(await typesOf(member.userId, {}, wide)).toEqual(await typesOf(member.userId))
    expect(await seenBy(caller, people.director.userId, ofAna, { ...wide, ...off })).toBe(
      'NOT_VISIBLE',
    )
  })

  it('is said, so that what is not shown is not taken for not there', async () => {
    const notice = async (args: object) => {
      const asked = { ...ofAna, ...args }
      const outcome = await caller.call(member.userId, 'get_clinical_records', asked)
      if (outcome.code !== undefined) throw new Error(outcome.message)
      return outcome.value['notice']
    }
    expect(await notice({})).toContain('agreed to is shown or counted: Condition.')
    expect(await notice({ type: 'Device' })).toContain('whether or not there are any')
    const counted = await caller.call(member.userId, 'count_clinical_records', {
      study_id: studies.pressure,
    })
    expect(counted).toMatchObject({
      value: {
        types: [{ type: 'Condition', records: 1, patients: 1, first: null, last: null }],
        // Ben has answered to nothing; Dan shares no organization, so nothing of him is told
        withheld: [
          { type: 'Condition', reason: 'not_answered', patients: 1 },
          { type: 'Encounter', reason: 'not_answered', patients: 1 },
          { type: 'Encounter', reason: 'declined_or_withdrawn', patients: 1 },
          { type: 'Goal', reason: 'not_answered', patients: 2 },
        ],
      },
    })
  })

  it('refuses a type that nobody knows, and takes one in any case of letters', async () => {
    const asked = async (type: string) => await seenBy(caller, ana.userId, { ...ofAna, type })
    expect(await asked('Conditions')).toBe('INPUT_INVALID')
    expect(await asked('Appointment')).toBe('INPUT_INVALID')
    expect(await asked('condition')).toHaveLength(1)
  })
})

/**
 * JHE's own rule for `FhirAuxResource`: shares an organization; with a study, is enrolled in it. JHE
 * ignores the study of a patient's question, which here must be one of theirs.
 */
const jheRule = `select r.id from core_fhirauxresource as r
  join core_fhirsource as f on f.id = r.fhir_source_id
  join core_patient as p on p.id = f.patient_id
  where f.patient_id = $2 and (p.jhe_user_id = $1 and ($3::bigint is null or exists (
    select from core_studypatient as sp where sp.patient_id = p.id and sp.study_id = $3)) or exists (
    select from core_jheuser as u join core_practitioner as pr on pr.jhe_user_id = u.id
    join core_practitionerorganization as m on m.practitioner_id = pr.id
    join core_patientorganization as po on po.organization_id = m.organization_id
    where u.id = $1 and po.patient_id = f.patient_id
      and not exists (select from core_patient as own where own.jhe_user_id = u.id)
      and exists (select from core_studypatient as sp join core_study as s on s.id = sp.study_id
        join core_practitionerorganization as mine on mine.organization_id = s.organization_id
        where sp.patient_id = f.patient_id and mine.practitioner_id = pr.id
          and ($3::bigint is null or s.id = $3))))`

const idsOf = async (
  { sql }: TestDatabase,
  params: readonly (number | null)[],
): Promise<readonly string[]> => {
  const rows = await sql<{ id: string }>(jheRule, [...params])
  return rows.map(({ id }) => id).toSorted()
}

const sorted = (seen: string | readonly string[]): readonly string[] =>
  typeof seen === 'string' ? [] : seen.toSorted()

describe('cohort 11: clinical records without consent being enforced', () => {
  it('everybody of the test world sees what JHE’s rule shows them, and nothing else', async ({
    open,
  }) => {
    const { database, caller } = await open('jhe_0045')
    for (const name of personNames.filter((one) => !/inactive|cora/.test(one))) {
      const { userId } = people[name]
      for (const patient_id of Object.values(patients)) {
        for (const study_id of [undefined, ...Object.values(studies)]) {
          const args = { patient_id, ...(study_id === undefined ? {} : { study_id }) }
          const seen = sorted(await seenBy(caller, userId, args, off))
          const shown = await idsOf(database, [userId, patient_id, study_id ?? null])
          expect(seen, `${name} of ${patient_id} in ${String(study_id)}`).toEqual(shown)
        }
      }
    }
    expect(await seenBy(caller, people.coordinator.userId, ofAna, off)).toHaveLength(
      seeded.filter(({ patient }) => patient === patients.ana).length,
    )
    // enrolled in Harbor's study, but a patient of Valley only
    const ofDan = { patient_id: patients.dan }
    expect(await seenBy(caller, people.member.userId, ofDan, off)).toEqual([])
    expect(await seenBy(caller, people.coordinator.userId, ofDan, off)).toEqual([recordId(31)])
  })

  it.runIf(hasRealJhe)('so does everybody of the real database of core.0045', async ({ open }) => {
    const { database, caller } = await open('dump_0045')
    let shown = 0
    for (let user = 10_001; user <= 10_012; user += 1) {
      for (let patient_id = 40_001; patient_id <= 40_006; patient_id += 1) {
        const expected = await idsOf(database, [user, patient_id, null])
        expect(sorted(await seenBy(caller, user, { patient_id }, off))).toEqual(expected)
        shown += expected.length
      }
    }
    expect(shown).toBeGreaterThan(20)
  })
})
