import { resultWith } from './open-list.js'

/** What the patients of a study were asked with. */
export const peopleArgs = { study_id: 30_001, limit: 3 } as const

/** A patient as `get_patient_demographics` answers it. */
export const person = (id: number, rest: object = {}) => ({
  id,
  given_name: 'Ada',
  family_name: `Number ${id}`,
  birth_date: '1960-02-03',
  age: 66,
  email: `p${id}@example.org`,
  phone: null,
  identifiers: [{ system: 'urn:mrn', value: `M-${id}` }],
  ...rest,
})

/** A result of these patients. */
export const peopleOf = (patients: readonly object[], rest: object = {}) =>
  resultWith({
    patients,
    total: patients.length,
    truncated: false,
    next_cursor: null,
    ...rest,
  })
