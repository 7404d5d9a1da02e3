import {
  countIn,
  fieldsOf,
  listIn,
  numberIn,
  rowsOf,
  textIn,
  type Fields,
} from '../../picture/answer/fields.js'
import { resourcesIn } from '../../picture/answer/fhir-rows.js'

/** A patient as the table shows it; what is not known is empty. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly born: string
  readonly contact: string
  readonly identifiers: string
  readonly studies: string
}

/** A page of patients. */
export interface PeopleAnswer {
  readonly people: readonly Person[]
  /** How many fit on all pages. */
  readonly total: number
  readonly notice: string | undefined
}

const joined = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined && part !== '').join(between)

const idIn = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : ''

const bornOf = ({ birth_date, age }: Fields): string => {
  const years = numberIn(age)
  return joined([textIn(birth_date), years === undefined ? undefined : `(${years})`], ' ')
}

const identifiersOf = ({ identifiers }: Fields): string =>
  rowsOf(identifiers)
    .map(({ system, value }) => joined([textIn(system), textIn(value)], '|'))
    .join(', ')

const personOf = (row: Fields): Person => ({
  id: idIn(row['id']),
  name: joined([textIn(row['given_name']), textIn(row['family_name'])], ' '),
  born: bornOf(row),
  contact: joined([textIn(row['email']), textIn(row['phone'])], ', '),
  identifiers: identifiersOf(row),
  studies: listIn(row['studies']).map(idIn).join(', '),
})

/** A FHIR Patient as a row of the short form. */
const rowOf = (resource: Fields): Fields => {
  const [name = {}] = rowsOf(resource['name'])
  const telecom = rowsOf(resource['telecom'])
  const contact = (system: string): unknown =>
    telecom.find((point) => point['system'] === system)?.['value']
  return {
    id: resource['id'],
    given_name: listIn(name['given'])
      .filter((given) => typeof given === 'string')
      .join(' '),
    family_name: name['family'],
    birth_date: resource['birthDate'],
    email: contact('email'),
    phone: contact('phone'),
    identifiers: resource['identifier'],
  }
}

/** The answer has the list, or the bundle, that its patients are in. */
export const hasPeople = (answer: unknown): boolean => {
  const { patients, bundle } = fieldsOf(answer)
  return Array.isArray(patients) || fieldsOf(bundle)['resourceType'] === 'Bundle'
}

/** @param answer of `get_patient_demographics`, in either format, or of `search_patients` */
export function readPeople(answer: Fields): PeopleAnswer {
  const { patients, bundle } = answer
  const rows = bundle === undefined ? rowsOf(patients) : resourcesIn(bundle, 'Patient').map(rowOf)
  return {
    people: rows.map(personOf),
    total: countIn(answer['total']),
    notice: textIn(answer['notice']),
  }
}
