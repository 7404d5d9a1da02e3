import { readDelegation } from '../../auth/delegation/read-delegation.js'
import type { Delegations } from '../runtime.js'
import { delegatedCaller } from './delegated-caller.js'
import { delegatedSources } from './delegated-sources.js'

/** Reads, narrows by and verifies `JHE_GRANT`. */
export const delegations: Delegations = {
  read: readDelegation,
  sources: (said) => delegatedSources(said, 'JHE_GRANT'),
  held: delegatedCaller,
}
