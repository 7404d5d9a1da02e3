import { z } from 'zod'

import type { Scope } from '../../permissions/readable-code.js'
import type { ViewerKind } from '../../permissions/viewer.js'
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

interface Readable {
  readonly viewer_kind: ViewerKind
  /** Null for every type. */
  readonly readable_types: readonly string[] | null
}

/** @param scope of the question: only of a study it is told how many patients have not agreed */
export const toWithheldRecords =
  (scope: Scope) =>
  (row: WithheldRow): z.input<typeof withheldRecords> => {
    const { data_type: type, ...rest } = toWithheld(scope)(row)
    return { type, ...rest }
  }

/** To a patient, whom consent does not limit: only a session that is held to studies shows less than all. */
const ownSentence = (types: readonly string[]): string =>
  types.length === 0
    ? 'This session is held to studies, and none of them asks for a type of clinical record that was asked about: none is shown, whether or not there are any.'
    : `This session is held to studies: only clinical records that they ask for are shown or counted: ${types.join(', ')}.`

/** What can be shown at all, so that what cannot is not taken for what is not there. */
export const readableSentences = ({
  readable_types: types,
  viewer_kind,
}: Readable): readonly string[] => {
  if (types === null) return []
  if (viewer_kind === 'patient') return [ownSentence(types)]
  return types.length === 0
    ? [
        'No type of clinical record that was asked for may be shown here, whether or not there are any: a study must ask for it, and the patient agree.',
      ]
    : [
        `Only what a study asks for and the patient agreed to is shown or counted: ${types.join(', ')}. Whether there are other clinical records is not said.`,
      ]
}
