import { describe, expect } from 'vitest'

import { it } from '../../support/fixtures.js'
import type { TestDatabase } from '../../support/database/database.js'
import { hasRealJhe } from '../../support/database/real-jhe.js'
import type { ToolCaller } from '../../support/clients/tool-caller.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const told = (name: string): unknown => expect.stringContaining(`${name}. JupyterHealth Exchange`)
const anyText: unknown = expect.any(String)
const trend = { bucket: 'month', data_type: 'QuestionnaireResponse' } as const

describe.runIf(hasRealJhe)('a questionnaire in the real database of core.0045', () => {
  let caller: ToolCaller
  it.beforeAll(async ({ open }) => {
    ;({ caller } = await open('dump_0045'))
  })

  const mary = 10_002
  const ask = async (tool: string, args: object) => {
    const outcome = await caller.call(mary, tool, args)
    if (outcome.code !== undefined) throw new Error(outcome.message)
    return outcome.value
  }

  it('Q4: is not counted as 0 in the study that asks for it', async () => {
    const value = await ask('get_study_metadata', { study_id: 30_001 })
    expect(value['data_types']).toContainEqual({
      code: 'QuestionnaireResponse',
      name: anyText,
      observation_count: null,
      record_count: 7,
      patients_consented: 2,
      patients_pending: 0,
      patients_declined: 0,
    })
    const notice: unknown = expect.stringContaining('QuestionnaireResponse: clinical records')
    expect(value).toMatchObject({ observation_count: 5, notice })
  })

  it('Q4: is spoken of by every tool that answers with what was measured', async () => {
    const notice = told('QuestionnaireResponse')
    for (const patient_id of [40_001, 40_002]) {
      for (const args of [{ patient_id }, { patient_id, data_type: 'QuestionnaireResponse' }]) {
        expect(await ask('get_patient_observations', args)).toMatchObject({ notice })
        expect(
          await ask('get_patient_observations', { ...args, format: 'fhir', order: 'oldest' }),
        ).toMatchObject({ notice })
        expect(await ask('summarize_observations', args)).toMatchObject({ notice })
      }
      expect(await ask('get_observation_trend', { ...trend, patient_id })).toMatchObject({
        buckets: [],
        notice,
      })
    }
    expect(await ask('summarize_observations', { study_id: 30_001 })).toMatchObject({ notice })
    expect(await ask('get_observation_trend', { ...trend, study_id: 30_001 })).toMatchObject({
      notice,
    })
  })

  it('Q4: is not spoken of where no study asks for it', async () => {
    const args = { patient_id: 40_010 }
    expect(await ask('get_patient_observations', args)).not.toHaveProperty('notice')
    expect(
      await ask('get_patient_observations', { patient_id: 40_001, data_type: 'heart-rate' }),
    ).not.toHaveProperty('notice')
    expect(await ask('get_study_metadata', { study_id: 30_006 })).not.toHaveProperty('notice')
  })
})

describe.each(['0011', '0045'] as const)(
  'FHIR types that studies ask for on core.%s',
  (version) => {
    let database: TestDatabase
    let caller: ToolCaller
    it.beforeAll(async ({ open }) => {
      ;({ database, caller } = await open(`jhe_${version}`))
      await database.sql(`insert into core_codeableconcept (id, coding_system, coding_code, text) values
      (50101, 'http://hl7.org/fhir/resource-types', 'Condition', 'Conditions'),
      (50102, 'http://hl7.org/fhir/fhir-types', 'MedicationRequest', 'Prescriptions'),
      (50103, 'http://hl7.org/fhir/resource-types', 'Encounter', 'Visits')`)
      await database.sql(
        `insert into core_studyscoperequest (study_id, scope_code_id, scope_actions) values
       ($1, 50101, 'rs'), ($1, 50102, 'rs'), ($2, 50103, 'rs')`,
        [studies.pressure, studies.sugar],
      )
    })

    const ask = async (subject: number, tool: string, args: object) => {
      const outcome = await caller.call(subject, tool, args)
      return outcome.code === undefined ? outcome.value : { code: outcome.code }
    }
    const { coordinator, member, ana } = people
    const ofAna = { patient_id: patients.ana }

    it('Q4: have no count, and are told with the consent that is missing', async () => {
      const value = await ask(coordinator.userId, 'get_study_metadata', {
        study_id: studies.pressure,
      })
      const none = { observation_count: null, patients_pending: 3 }
      expect(value).toMatchObject({
        data_types: [
          { code: 'Condition', ...none },
          { code: 'MedicationRequest', ...none },
          {},
          {},
        ],
        // of the one, JHE from core.0035 on can say how many there are
        notice: told(version === '0011' ? 'Condition, MedicationRequest' : 'MedicationRequest'),
      })
      if (version === '0045') {
        const notice: unknown = expect.stringContaining('Condition: clinical records')
        expect(value).toMatchObject({ data_types: [{ record_count: 0 }, {}, {}, {}], notice })
      }
      const typed = { ...ofAna, data_type: 'Condition' }
      expect(await ask(member.userId, 'get_patient_observations', typed)).toMatchObject({
        observations: [],
        withheld: [{ data_type: 'Condition', reason: 'not_answered' }],
        notice: told('Condition'),
      })
    })

    it('Q4: are those of the studies within the question', async () => {
      const notice = async (subject: number, args: object) =>
        (await ask(subject, 'summarize_observations', args))['notice']
      expect(await notice(coordinator.userId, ofAna)).toEqual(
        told('Condition, Encounter, MedicationRequest'),
      )
      expect(await notice(member.userId, ofAna)).toEqual(told('Condition, MedicationRequest'))
      expect(await notice(coordinator.userId, { ...ofAna, study_id: studies.sugar })).toEqual(
        told('here: Encounter'),
      )
      expect(await notice(coordinator.userId, { study_id: studies.devices })).toBeUndefined()
      // a patient is told of their own studies
      expect(await notice(ana.userId, ofAna)).toEqual(
        told('Condition, Encounter, MedicationRequest'),
      )
      expect(await notice(ana.userId, { ...ofAna, data_type: 'heart-rate' })).toBeUndefined()
    })

    it('Q4: are counted where there are observations of them all the same', async () => {
      const json = version === '0011' ? 'value_attachment_data' : 'omh_data'
      await database.sql(
        `insert into core_observation (id, subject_patient_id, codeable_concept_id, status, last_updated, ${json})
       values (69001, $1, 50101, 'final', now(), '{}')`,
        [patients.ana],
      )
      const asked = { study_id: studies.pressure }
      expect(await ask(ana.userId, 'get_study_metadata', asked)).toMatchObject({
        data_types: [
          { code: 'Condition', observation_count: 1 },
          { observation_count: null },
          {},
          {},
        ],
      })
      // not agreed to: it leaves no trace
      expect(await ask(member.userId, 'get_study_metadata', asked)).toMatchObject({
        data_types: [{ observation_count: null }, { observation_count: null }, {}, {}],
      })
    })
  },
)
