import { z } from 'zod'

import type { Scope } from '../../permissions/readable-code.js'
import type { WithheldRow } from '../../permissions/withheld.js'
import { idOf } from '../field-marks.js'
import * as params from '../params.js'

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** One observation in its short form: named values with units instead of the whole JSON. */
export const slimObservation = z.strictObject({
  id: idOf('observation', z.int()),
  data_type: z.string().nullable(),
  effective: z
    .strictObject({
      at: z.string().optional(),
      start: z.string().optional(),
      end: z.string().optional(),
    })
    .nullable()
    .describe('When it was true; null: no time can be read'),
  values: z.array(
    z.strictObject({
      name: z.string(),
      comparator: z.string().optional(),
      value: z.number().nullable(),
      unit: z.string().nullable(),
      reason: z.string().optional().describe('Why value is null'),
      details: z
        .array(z.strictObject({ name: z.string(), value: scalar }).meta({ brief: '' }))
        .optional(),
    }),
  ),
  context: z.record(z.string(), scalar),
  source: z.string().nullable(),
  status: z.string(),
  recorded: z.string().describe('When JHE stored it, not when it was measured'),
})

/**
 * A data type that is not shared and why, from consent alone: never whether there is anything to
 * share. `patients`, of a study, says how many of them have not agreed.
 */
export const withheld = z.strictObject({
  data_type: z.string(),
  reason: z.enum(['declined_or_withdrawn', 'not_answered']),
  patients: params.count.optional(),
})

/** @param scope of the question: only of a study it is told how many patients have not agreed */
export const toWithheld =
  (scope: Scope) =>
  ({ coding_code, declined, patients }: WithheldRow): z.input<typeof withheld> => ({
    data_type: coding_code,
    reason: declined ? 'declined_or_withdrawn' : 'not_answered',
    ...(scope === 'study' ? { patients } : {}),
  })
