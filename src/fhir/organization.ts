import { isFilled, toMeta, toModelCode } from './elements.js'
import type { DataAbsent, FhirOrganization } from './types.js'

/** A row of `core_organization`. */
export interface FhirOrganizationRow {
  readonly id: number
  readonly name: string | null
  /** `core_organization.last_updated`, null where it was not read or does not exist (before core.0033). */
  readonly recorded: string | null
}

const unknown: DataAbsent = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' },
  ],
}

/**
 * An organization as a FHIR R5 Organization, as current JHE renders it: the type is the coding of
 * JHE's model, not the column `type`. R5 wants a name or an identifier (org-1), so that a missing
 * name is said to be unknown.
 */
export function toFhirOrganization(row: FhirOrganizationRow): FhirOrganization {
  const organization: FhirOrganization = {
    resourceType: 'Organization',
    id: String(row.id),
    meta: toMeta(row.recorded),
    type: [toModelCode('organization')],
  }
  if (isFilled(row.name)) organization.name = row.name
  else organization._name = unknown
  return organization
}
