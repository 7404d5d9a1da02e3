import type { Need } from '../compile/query.js'

/** Clinical records in the shape that they are read in. */
export const clinicalRecords: Need = {
  what: 'clinical records',
  since: 'core.0035',
  isMet: ({ hasClinicalRecords }) => hasClinicalRecords,
}
