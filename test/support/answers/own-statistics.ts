import { z } from 'zod'

/** Sends a statement of the test's own and takes its rows. */
export type ReadSql = (text: string) => Promise<readonly object[]>

/** Who asks, and what the session is held to. */
export interface AskedStatistics {
  readonly userId: number
  readonly enforcesConsent: boolean
  readonly studies?: readonly number[]
  readonly patient?: number
  /** Codes of data types. */
  readonly codes?: readonly string[]
}

const id = z.coerce.number()
const optionalId = id.nullable()

const tables = {
  core_jheuser: z.object({ id, user_type: z.string().nullable() }),
  core_practitioner: z.object({ id, jhe_user_id: optionalId }),
  core_patient: z.object({ id, jhe_user_id: optionalId }),
  core_practitionerorganization: z.object({ practitioner_id: id, organization_id: id }),
  core_patientorganization: z.object({ patient_id: id, organization_id: id }),
  core_study: z.object({ id, organization_id: id }),
  core_studypatient: z.object({ id, study_id: id, patient_id: id }),
  core_studyscoperequest: z.object({ study_id: id, scope_code_id: id }),
  core_studypatientscopeconsent: z.object({
    study_patient_id: id,
    scope_code_id: id,
    consented: z.boolean(),
  }),
  core_codeableconcept: z.object({ id, coding_code: z.string(), coding_system: z.string() }),
  core_observation: z.object({
    subject_patient_id: id,
    codeable_concept_id: optionalId,
    last_updated: z.coerce.date(),
  }),
}

type Tables = { readonly [Name in keyof typeof tables]: readonly z.output<(typeof tables)[Name]>[] }

/** All that the statistics depend on, as rows. */
export async function readTables(sql: ReadSql): Promise<Tables> {
  const rows = async <Row extends z.ZodType>(name: string, schema: Row) => {
    const columns = Object.keys(schema instanceof z.ZodObject ? schema.shape : {}).join(', ')
    return z.array(schema).parse(await sql(`select ${columns} from ${name}`))
  }
  return {
    core_jheuser: await rows('core_jheuser', tables.core_jheuser),
    core_practitioner: await rows('core_practitioner', tables.core_practitioner),
    core_patient: await rows('core_patient', tables.core_patient),
    core_practitionerorganization: await rows(
      'core_practitionerorganization',
      tables.core_practitionerorganization,
    ),
    core_patientorganization: await rows(
      'core_patientorganization',
      tables.core_patientorganization,
    ),
    core_study: await rows('core_study', tables.core_study),
    core_studypatient: await rows('core_studypatient', tables.core_studypatient),
    core_studyscoperequest: await rows('core_studyscoperequest', tables.core_studyscoperequest),
    core_studypatientscopeconsent: await rows(
      'core_studypatientscopeconsent',
      tables.core_studypatientscopeconsent,
    ),
    core_codeableconcept: await rows('core_codeableconcept', tables.core_codeableconcept),
    core_observation: await rows('core_observation', tables.core_observation),
  }
}

/** Who the person is to JHE: a patient row counts before a practitioner's. */
const whoIs = (all: Tables, userId: number) => {
  const patient = all.core_patient.find(({ jhe_user_id }) => jhe_user_id === userId)
  const type = all.core_jheuser.find((user) => user.id === userId)?.user_type
  if (patient !== undefined || type === 'patient') return { isPatient: true, id: patient?.id }
  const practitioner = all.core_practitioner.find(({ jhe_user_id }) => jhe_user_id === userId)
  return { isPatient: false, isPractitioner: type === 'practitioner', id: practitioner?.id }
}

/** JHE keeps types of FHIR resources apart: no observation of one is no number. */
const shownCount = (
  all: Tables,
  concept: number,
  rows: Tables['core_observation'],
): number | null => {
  const { length } = rows.filter(({ codeable_concept_id }) => codeable_concept_id === concept)
  const system = all.core_codeableconcept.find(({ id: known }) => known === concept)?.coding_system
  return length === 0 && system?.startsWith('http://hl7.org/fhir/') === true ? null : length
}

/** The statistics of a person, counted row by row. */
export function countOwn(all: Tables, asked: AskedStatistics): object {
  const who = whoIs(all, asked.userId)
  const isPractitioner = !who.isPatient && (who.id !== undefined || who.isPractitioner === true)
  const organizations = all.core_practitionerorganization
    .filter(({ practitioner_id }) => !who.isPatient && practitioner_id === who.id)
    .map(({ organization_id }) => organization_id)
  const mayBeOf = (patient: number) => asked.patient === undefined || asked.patient === patient
  const own = all.core_studypatient
    .filter(({ patient_id }) => who.isPatient && patient_id === who.id && mayBeOf(patient_id))
    .map(({ study_id }) => study_id)
  const studies = all.core_study.filter(
    (study) =>
      (asked.studies?.includes(study.id) ?? true) &&
      (own.includes(study.id) || organizations.includes(study.organization_id)),
  )
  const requests = all.core_studyscoperequest.flatMap((request) => {
    const concept = all.core_codeableconcept.find((one) => one.id === request.scope_code_id)
    const isAllowed = asked.codes?.includes(concept?.coding_code ?? '') ?? true
    const isVisible = studies.some((study) => study.id === request.study_id)
    return isVisible && isAllowed ? [{ ...request, code: concept?.coding_code ?? '' }] : []
  })
  const enrolments = all.core_studypatient.filter(
    ({ study_id, patient_id }) =>
      studies.some((study) => study.id === study_id) &&
      (!who.isPatient || patient_id === who.id) &&
      mayBeOf(patient_id),
  )
  const isShared = (patient: number) =>
    all.core_patientorganization.some(
      ({ patient_id, organization_id }) =>
        patient_id === patient && organizations.includes(organization_id),
    )
  const hasAgreed = (enrolment: number, code: number) =>
    all.core_studypatientscopeconsent.some(
      (answer) =>
        answer.study_patient_id === enrolment && answer.scope_code_id === code && answer.consented,
    )
  const readable = new Set(
    enrolments.flatMap((enrolment) =>
      requests
        .filter(({ study_id }) => study_id === enrolment.study_id)
        .filter(
          ({ scope_code_id }) =>
            who.isPatient ||
            (isShared(enrolment.patient_id) &&
              (!asked.enforcesConsent || hasAgreed(enrolment.id, scope_code_id))),
        )
        .map(({ scope_code_id }) => `${enrolment.patient_id} ${scope_code_id}`),
    ),
  )
  const rows = all.core_observation.filter(({ subject_patient_id, codeable_concept_id }) =>
    readable.has(`${subject_patient_id} ${String(codeable_concept_id)}`),
  )
  const types = [...new Map(requests.map((one) => [one.scope_code_id, one.code]))]
  const newest = Math.max(...rows.map(({ last_updated }) => last_updated.getTime()))
  return {
    study_count: studies.length,
    patient_count:
      isPractitioner && asked.patient === undefined
        ? new Set(enrolments.map(({ patient_id }) => patient_id)).size
        : null,
    observation_count: rows.length,
    data_types: types
      .map(([concept, code]) => ({
        code,
        observation_count: shownCount(all, concept, rows),
      }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    newest_recorded: rows.length === 0 ? null : new Date(newest).toISOString(),
  }
}
