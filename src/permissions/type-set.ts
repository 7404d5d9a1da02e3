/** FHIR resource types that JHE can hold; `Observation` also stands for every Open mHealth type. */
export const resourceTypes = [
  'AllergyIntolerance',
  'CarePlan',
  'CareTeam',
  'Condition',
  'Coverage',
  'Device',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Goal',
  'Group',
  'Immunization',
  'Location',
  'Medication',
  'MedicationDispense',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Procedure',
  'Provenance',
  'QuestionnaireResponse',
  'RelatedPerson',
  'ServiceRequest',
] as const

export type ResourceType = (typeof resourceTypes)[number]

/** Every data type that is kept as observations, whatever its code. */
export const everyObservation = 'Observation'

/** Code systems in which JHE writes the name of a FHIR resource type. */
export const fhirSystems = [
  'http://hl7.org/fhir/resource-types',
  'http://hl7.org/fhir/fhir-types',
] as const

/**
 * Data types of a grant: names of FHIR resource types, codes of observations (`omh:heart-rate:2.0`)
 * and codes within their system (`system|code`). Null is every type, an empty list none.
 */
export type TypeSet = readonly string[] | null

export const isResourceType = (name: string): name is ResourceType =>
  resourceTypes.some((known) => known === name)

/** The code of an entry without its system. */
const codeOf = (entry: string): string => entry.slice(entry.lastIndexOf('|') + 1)

/** One entry allows all that the other does. */
const covers = (wide: string, narrow: string): boolean =>
  wide === narrow ||
  (wide === everyObservation && !isResourceType(narrow)) ||
  (narrow.includes('|') && wide === codeOf(narrow))

const within = (set: readonly string[], entry: string): boolean =>
  set.some((wide) => covers(wide, entry))

/** Sorted, and without what another entry covers, so that equal sets are equal values. */
export const typeSet = (entries: readonly string[]): readonly string[] => {
  const all = [...new Set(entries)]
  return Object.freeze(
    all.filter((entry) => !all.some((wide) => wide !== entry && covers(wide, entry))).toSorted(),
  )
}

/** The types that are in both. */
export const meetTypes = (a: TypeSet, b: TypeSet): TypeSet => {
  if (a === null) return b
  if (b === null) return a
  return typeSet([
    ...a.filter((entry) => within(b, entry)),
    ...b.filter((entry) => within(a, entry)),
  ])
}

/** The types that are in one or the other. */
export const joinTypes = (a: TypeSet, b: TypeSet): TypeSet =>
  a === null || b === null ? null : typeSet([...a, ...b])

/** A text that a question has for a data type means the code: whole, or without its version, its namespace or both. */
const means = (asked: string, code: string): boolean => {
  const [namespace = '', name = '', version = ''] = code.split(':')
  const parts = version === '' ? [] : [`${namespace}:${name}`, `${name}:${version}`]
  return [code, name, ...parts].includes(asked)
}

/** Whether a data type that a question names may be in the set. */
export const mayName = (types: TypeSet, asked: string): boolean =>
  types === null ||
  types.some(
    (entry) =>
      (entry === everyObservation && !isResourceType(asked)) || means(asked, codeOf(entry)),
  )

/** Whether clinical records of a type, which a question names, are in the set. */
export const hasRecordType = (types: TypeSet, asked: string): boolean =>
  types === null || types.includes(asked)

/**
 * The set as statements take it: codes of any system, and `system|code`. `Observation` stands for
 * every code that is not in a system of FHIR resource types.
 */
export const boundTypes = (types: TypeSet): readonly string[] | null =>
  types === null
    ? null
    : types.flatMap((entry) => {
        if (!isResourceType(entry)) return [entry]
        const named = fhirSystems.map((system) => `${system}|${entry}`)
        return entry === everyObservation ? [everyObservation, ...named] : named
      })
