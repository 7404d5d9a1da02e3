import { isFilled, toMeta, toModelCode } from './elements.js'
import type { FhirOrganization } from './types.js'

/** A row of `core_organization`. */
export interface FhirOrganizationRow {
  readonly id: number
  readonly name: string | null
  /** `core_organization.last_updated`, null where it was not read or does not exist (before core.0033). */
  readonly recorded: string | null
}

/**
 * An organization as a FHIR R5 Organization, as current JHE renders it: the type is the coding of
 * JHE's model, not the column `type`.
 */
export function toFhirOrganization(row: FhirOrganizationRow): FhirOrganization {
  const organization: FhirOrganization = {
    resourceType: 'Organization',
    id: String(row.id),
    meta: toMeta(row.recorded),
    type: [toModelCode('organization')],
  }
  if (isFilled(row.name)) organization.name = row.name
  return organization
}
