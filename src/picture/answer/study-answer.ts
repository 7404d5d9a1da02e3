import { countIn, fieldsOf, numberIn, rowsOf, textIn, type Fields } from './fields.js'

/** How many patients have agreed to a type, and how many have not. */
export interface Consent {
  readonly agreed: number
  readonly pending: number
  readonly declined: number
}

/** What a study has of one data type. */
export interface StudyType {
  readonly code: string
  readonly name: string
  /** Undefined of a type that is kept apart from observations. */
  readonly observations: number | undefined
  readonly records: number | undefined
  /** Undefined for a patient, who is told of nobody's. */
  readonly consent: Consent | undefined
}

/** A device, or an app, that data come from. */
export interface DataSource {
  readonly name: string
  readonly kind: string
}

/** A study as it is drawn. */
export interface StudyAnswer {
  readonly id: number | undefined
  readonly name: string
  readonly description: string
  readonly organization: string
  readonly role: string | undefined
  readonly patients: number | undefined
  readonly observations: number
  readonly types: readonly StudyType[]
  readonly sources: readonly DataSource[]
  readonly notice: string | undefined
}

const optionalCount = (value: unknown): number | undefined =>
  numberIn(value) === undefined ? undefined : countIn(value)

const consentOf = (type: Fields): Consent | undefined => {
  const [agreed, pending, declined] = [
    optionalCount(type['patients_consented']),
    optionalCount(type['patients_pending']),
    optionalCount(type['patients_declined']),
  ]
  if (agreed === undefined || pending === undefined || declined === undefined) return undefined
  return { agreed, pending, declined }
}

const typeOf = (type: Fields): StudyType => ({
  code: textIn(type['code']) ?? '',
  name: textIn(type['name']) ?? '',
  observations: optionalCount(type['observation_count']),
  records: optionalCount(type['record_count']),
  consent: consentOf(type),
})

/** The answer has the list that a study's picture is made of; one in FHIR has not. */
export const hasDataTypes = (answer: unknown): boolean =>
  Array.isArray(fieldsOf(answer)['data_types'])

/** @param answer the structure that `get_study_metadata` answers; what it lacks is empty */
export function readStudyAnswer(answer: unknown): StudyAnswer {
  const fields = fieldsOf(answer)
  return {
    id: numberIn(fields['id']),
    name: textIn(fields['name']) ?? '',
    description: textIn(fields['description']) ?? '',
    organization: textIn(fieldsOf(fields['organization'])['name']) ?? '',
    role: textIn(fields['role']),
    patients: optionalCount(fields['patient_count']),
    observations: countIn(fields['observation_count']),
    types: rowsOf(fields['data_types']).map(typeOf),
    sources: rowsOf(fields['data_sources']).map(({ name, type }) => ({
      name: textIn(name) ?? 'without a name',
      kind: textIn(type) ?? '',
    })),
    notice: textIn(fields['notice']),
  }
}
