import { z } from 'zod'

import { JheError } from '../../errors.js'
import { isPlainText } from '../observations/data-type.js'
import { recordTypeNames } from '../../query/clinical/record-types.js'

const named = (asked: string): string =>
  recordTypeNames.find((name) => name.toLowerCase() === asked.toLowerCase()) ?? asked

/** A type of clinical record by its FHIR name; upper and lower case do not count. */
export const recordType = z
  .string()
  .min(1)
  .max(64)
  .refine(isPlainText, 'must not hold control characters')
  .overwrite(named)

/**
 * Refuses a type that neither FHIR as JHE takes it in nor a study of this JHE names.
 * @throws JheError INPUT_INVALID with the known ones
 */
export function refuseUnknownRecordType(asked: string | undefined): void {
  if (asked === undefined || recordTypeNames.includes(asked)) return
  throw new JheError(
    'INPUT_INVALID',
    'type is not a type of clinical record.',
    `Use one of: ${recordTypeNames.join(', ')}.`,
  )
}
