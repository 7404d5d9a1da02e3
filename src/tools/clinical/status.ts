import { conceptCode } from './concept.js'
import { inside } from './elements.js'

/** Every status that the types of records have in FHIR R4 and R5. */
const statuses: ReadonlySet<unknown> = new Set([
  ...['registered', 'partial', 'preliminary', 'modified', 'final', 'amended', 'corrected'],
  ...['appended', 'cancelled', 'entered-in-error', 'unknown', 'draft', 'active', 'inactive'],
  ...['on-hold', 'revoked', 'completed', 'ended', 'stopped', 'planned', 'in-progress'],
  ...['discharged', 'discontinued', 'arrived', 'triaged', 'onleave', 'finished', 'not-done'],
  ...['preparation', 'proposed', 'accepted', 'rejected', 'suspended', 'current', 'superseded'],
  ...['recurrence', 'relapse', 'remission', 'resolved', 'received', 'declined', 'unfulfilled'],
  ...['in-error', 'deprecated'],
])

const wrong = 'entered-in-error'

const stated = (type: string, fields: unknown): unknown => {
  const active = inside(fields, 'active')
  if (typeof active === 'boolean') return active ? 'active' : 'inactive'
  if (type === 'Goal') return inside(fields, 'lifecycleStatus')
  if (inside(fields, 'clinicalStatus') === undefined) return inside(fields, 'status')
  return conceptCode(inside(fields, 'clinicalStatus'))
}

/**
 * The status of a record: of a problem its clinical status, of a goal its lifecycle, of what can
 * be switched off whether it is. `entered-in-error` wins wherever it stands; what FHIR does not
 * know is `other`, since it may be anybody's text; null where none is stated.
 */
export function statusOf(type: string, fields: unknown): string | null {
  if (conceptCode(inside(fields, 'verificationStatus')) === wrong) return wrong
  const status = stated(type, fields)
  if (status === undefined || status === null) return null
  return typeof status === 'string' && statuses.has(status) ? status : 'other'
}
