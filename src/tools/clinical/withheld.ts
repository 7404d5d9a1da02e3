import { z } from 'zod'

import type { Scope } from '../../permissions/readable-code.js'
import type { WithheldRow } from '../../permissions/withheld.js'
import { toWithheld } from '../observations/slim-rows.js'
import * as params from '../params.js'

/**
 * A type of clinical record that is not shared and why, from consent alone: never whether there is
 * anything to share. `patients`, of a study, says how many of them have not agreed.
 */
export const withheldRecords = z.strictObject({
  type: z.string(),
  reason: z.enum(['declined_or_withdrawn', 'not_answered']),
  patients: params.count.optional(),
})

/** @param scope of the question: only of a study it is told how many patients have not agreed */
export const toWithheldRecords =
  (scope: Scope) =>
  (row: WithheldRow): z.input<typeof withheldRecords> => {
    const { data_type: type, ...rest } = toWithheld(scope)(row)
    return { type, ...rest }
  }

/** What can be shown at all, so that what cannot is not taken for what is not there. */
export const readableSentences = (types: readonly string[] | null): readonly string[] => {
  if (types === null) return []
  return types.length === 0
    ? [
        'No type of clinical record that was asked for may be shown here, whether or not there are any: a study must ask for it, and the patient agree.',
      ]
    : [
        `Only what a study asks for and the patient agreed to is shown or counted: ${types.join(', ')}. Whether there are other clinical records is not said.`,
      ]
}
