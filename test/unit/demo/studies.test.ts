import { describe, expect, it } from 'vitest'

import { createWorld } from '../../../src/demo/world/create-world.js'

const world = createWorld('2026-03-15')

const enrolledIn = (study: number): readonly number[] =>
  world.core_studypatient.filter((row) => row.study_id === study).map((row) => row.patient_id)

const codesOf = (study: number): readonly number[] =>
  world.core_studyscoperequest
    .filter((row) => row.study_id === study)
    .map((row) => row.scope_code_id)

const observationsIn = (study: number) => {
  const [patients, codes] = [new Set(enrolledIn(study)), new Set(codesOf(study))]
  return world.core_observation.filter(
    (row) => patients.has(row.subject_patient_id) && codes.has(row.codeable_concept_id ?? 0),
  )
}

type Answer = 'yes' | 'no' | 'none'

/** Every answer that could be given: who, to which study, about which code. */
const answers = world.core_studypatient.flatMap(({ id, study_id, patient_id }) =>
  codesOf(study_id).map((code) => {
    const consent = world.core_studypatientscopeconsent.find(
      (row) => row.study_patient_id === id && row.scope_code_id === code,
    )
    const answer: Answer = consent === undefined ? 'none' : consent.consented ? 'yes' : 'no'
    return { study: study_id, patient: patient_id, code, answer, consent }
  }),
)

const hasData = ({ patient, code }: { patient: number; code: number }): boolean =>
  world.core_observation.some(
    (row) => row.subject_patient_id === patient && row.codeable_concept_id === code,
  )

describe('the studies of the demo', () => {
  it('share two patients: one within an organization, one across two', () => {
    const twice = world.core_patient
      .map(({ id }) => id)
      .filter((id) => world.core_studypatient.filter((row) => row.patient_id === id).length === 2)
    const organizations = (id: number) =>
      world.core_patientorganization.filter((row) => row.patient_id === id).length
    expect(twice).toEqual([40003, 40009])
    expect(twice.map(organizations)).toEqual([1, 2])
  })

  it('enrol only patients of their organization', () => {
    const foreign = world.core_studypatient.filter(({ patient_id, study_id }) => {
      const study = world.core_study.find(({ id }) => id === study_id)
      return !world.core_patientorganization.some(
        (row) => row.patient_id === patient_id && row.organization_id === study?.organization_id,
      )
    })
    expect(foreign).toEqual([])
  })

  it.each([30001, 30002, 30003, 30004])('%i has data of the last week', (study) => {
    const recent = observationsIn(study).filter((row) => row.last_updated > '2026-03-08')
    expect(recent.length).toBeGreaterThan(30)
  })

  it('include a small pilot whose patients have no data yet', () => {
    expect(enrolledIn(30005)).toHaveLength(3)
    expect(observationsIn(30005)).toEqual([])
  })

  it('measure only what is asked for, beside the row without a code', () => {
    const asked = new Set(answers.map(({ patient, code }) => `${patient} ${code}`))
    const unasked = world.core_observation.filter(
      (row) =>
        row.codeable_concept_id !== null &&
        !asked.has(`${row.subject_patient_id} ${row.codeable_concept_id}`),
    )
    expect(unasked).toEqual([])
  })

  it('have answers of all kinds, those that withhold data among them', () => {
    const withheld = answers.filter(({ answer }) => answer !== 'yes').filter(hasData)
    expect(withheld.filter(({ answer }) => answer === 'no').length).toBeGreaterThan(8)
    expect(withheld.filter(({ answer }) => answer === 'none').length).toBeGreaterThan(5)
    expect(answers.filter(({ answer }) => answer === 'yes').length).toBeGreaterThan(150)
  })

  it('have patients who withdrew later than they joined, and no data of theirs after that', () => {
    const late = answers.filter(
      ({ answer, consent }) => answer === 'no' && (consent?.consented_time ?? '') > '2026-01-20',
    )
    expect(new Set(late.map(({ patient }) => patient))).toEqual(new Set([40006, 40020, 40037]))
    const after = late.filter(({ patient, code, consent }) =>
      world.core_observation.some(
        (row) =>
          row.subject_patient_id === patient &&
          row.codeable_concept_id === code &&
          Date.parse(row.last_updated) - Date.parse(consent?.consented_time ?? '') > 86_400_000,
      ),
    )
    expect(after).toEqual([])
  })

  it('have a patient who shares a data type with one study and not with the other', () => {
    const weight = answers.filter(({ patient, code }) => patient === 40003 && code === 50008)
    expect(weight.map(({ study, answer }) => [study, answer])).toEqual([
      [30001, 'yes'],
      [30002, 'no'],
    ])
  })

  it('have one study with both units of glucose and of weight', () => {
    const unitsOf = (code: number, path: string) =>
      new Set(
        observationsIn(30001)
          .filter((row) => row.codeable_concept_id === code)
          .flatMap(
            (row) =>
              /"unit":"([^"]+)"/.exec(JSON.stringify(row.omh_data).split(path)[1] ?? '')?.[1] ?? [],
          ),
      )
    expect(unitsOf(50001, '"blood_glucose"')).toEqual(new Set(['mg/dL', 'mmol/L']))
    expect(unitsOf(50008, '"body_weight"')).toEqual(new Set(['kg', 'lb']))
  })

  it('get data only from devices that know the data type', () => {
    const known = new Set(
      world.core_datasourcesupportedscope.map(
        (row) => `${row.data_source_id} ${row.scope_code_id}`,
      ),
    )
    const strange = world.core_observation.filter(
      (row) =>
        row.data_source_id !== null &&
        !known.has(`${row.data_source_id} ${row.codeable_concept_id ?? 0}`),
    )
    expect(strange).toEqual([])
  })
})
