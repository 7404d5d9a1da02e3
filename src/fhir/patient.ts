import { isFilled, toIdentifiers, toMeta, type IdentifierRow } from './elements.js'
import type { ContactPoint, FhirPatient, HumanName } from './types.js'

/** A row of `core_patient` with its user's e-mail address and its identifiers. */
export interface FhirPatientRow {
  readonly id: number
  readonly name_family: string | null
  readonly name_given: string | null
  /** `YYYY-MM-DD` */
  readonly birth_date: string | null
  readonly telecom_phone: string | null
  /** `core_jheuser.email` */
  readonly email: string | null
  /** `core_patient.last_updated`, null where it was not read. */
  readonly recorded: string | null
  readonly identifiers: readonly IdentifierRow[]
}

const toName = ({ name_family, name_given }: FhirPatientRow): HumanName => {
  const name: HumanName = {}
  if (isFilled(name_family)) name.family = name_family
  if (isFilled(name_given)) name.given = [name_given]
  return name
}

const toTelecom = ({ telecom_phone, email }: FhirPatientRow): ContactPoint[] => {
  const telecom: ContactPoint[] = []
  if (isFilled(telecom_phone))
    telecom.push({ system: 'phone', use: 'mobile', value: telecom_phone })
  if (isFilled(email)) telecom.push({ system: 'email', use: 'home', value: email })
  return telecom
}

/** A FHIR R5 Patient as current JHE renders it. */
export function toFhirPatient(row: FhirPatientRow): FhirPatient {
  const patient: FhirPatient = {
    resourceType: 'Patient',
    id: String(row.id),
    meta: toMeta(row.recorded),
  }
  const identifier = toIdentifiers(row.identifiers)
  if (identifier.length > 0) patient.identifier = identifier
  const name = toName(row)
  if (Object.keys(name).length > 0) patient.name = [name]
  if (row.birth_date !== null && /^\d{4}-\d\d-\d\d$/.test(row.birth_date)) {
    patient.birthDate = row.birth_date
  }
  const telecom = toTelecom(row)
  if (telecom.length > 0) patient.telecom = telecom
  return patient
}
