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

/** A patient as the table shows it, in parts that are written apart; what is not known is no part. */
export interface Person {
  readonly id: string
  readonly name: readonly string[]
  readonly born: readonly string[]
  readonly contact: readonly string[]
  readonly identifiers: readonly string[]
  readonly studies: readonly string[]
}

/** A page of patients. */
export interface PeopleAnswer {
  readonly people: readonly Person[]
  /** The same in the short form of the answer. */
  readonly rows: readonly Fields[]
  /** How many fit on all pages. */
  readonly total: number
  readonly notice: string | undefined
}

const told = (...parts: readonly unknown[]): readonly string[] =>
  parts.flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : []))

const idIn = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : ''

const bornOf = ({ birth_date, age }: Fields): readonly string[] => {
  const years = numberIn(age)
  return told(birth_date, years === undefined ? undefined : `(${years})`)
}

const identifiersOf = ({ identifiers }: Fields): readonly string[] =>
  rowsOf(identifiers).flatMap(({ system, value }) => told(told(system, value).join('|')))

const personOf = (row: Fields): Person => ({
  id: idIn(row['id']),
  name: told(row['given_name'], row['family_name']),
  born: bornOf(row),
  contact: told(row['email'], row['phone']),
  identifiers: identifiersOf(row),
  studies: listIn(row['studies']).map(idIn),
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

const peopleRows = ({ patients, bundle }: Fields): readonly Fields[] =>
  bundle === undefined ? rowsOf(patients) : resourcesIn(bundle, 'Patient').map(rowOf)

/** @param answer of `get_patient_demographics`, in either format, or of `search_patients` */
export function readPeople(answer: Fields): PeopleAnswer {
  const rows = peopleRows(answer)
  return {
    people: rows.map(personOf),
    rows,
    total: countIn(answer['total']),
    notice: textIn(answer['notice']),
  }
}
