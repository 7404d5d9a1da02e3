import { isFilled, toMeta, toModelCode } from './elements.js'
import type { FhirGroup } from './types.js'

/** A row of `core_study`. */
export interface FhirGroupRow {
  readonly id: number
  readonly name: string | null
  /** `core_study.last_updated`, null where it was not read or does not exist (before core.0033). */
  readonly recorded: string | null
}

/**
 * A study as a FHIR R5 Group. JHE writes the coding of its model under `type`, where R5 wants the
 * code of what the members are; here it is under `code`, and the members are persons.
 */
export function toFhirGroup(row: FhirGroupRow): FhirGroup {
  const group: FhirGroup = {
    resourceType: 'Group',
    id: String(row.id),
    meta: toMeta(row.recorded),
    type: 'person',
    membership: 'enumerated',
    code: toModelCode('study'),
  }
  if (isFilled(row.name)) group.name = row.name
  return group
}
