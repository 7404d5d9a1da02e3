import { z } from 'zod'

import { dataType } from '../observations/data-type.js'
import { withheld } from '../observations/slim-rows.js'
import { plainTimeZone } from '../observations/time-zone.js'
import { moment } from '../observations/window.js'
import * as params from '../params.js'
import * as unadvertised from '../unadvertised.js'
import { bound, criterion } from './statistics.js'

const statistic = z.number().nullable()

/**
 * One patient. `count` and `days` are of all rows of the window, the statistics of the `numbers`
 * among them, where those are fewer. `last_seen` looks back beyond the window; null is never.
 */
const patientSummary = z.strictObject({
  patient_id: unadvertised.patientId,
  data_type: z.string().optional(),
  count: params.count,
  days: params.count,
  last_seen: z.string().nullable(),
  numbers: params.count.optional(),
  unit: z.string().nullable(),
  mean: statistic,
  sd: statistic,
  min: statistic,
  max: statistic,
  share: statistic.optional(),
})

export const input = z.strictObject({
  study_id: unadvertised.studyId,
  data_type: dataType,
  start: moment.optional(),
  end: moment.optional(),
  where: z
    .array(criterion)
    .max(4)
    .default([])
    .meta({ brief: 'All of {data_type, value, stat, low, high, op, number}' }),
  order: z.enum(['last_seen', 'days', 'mean', 'share']).default('last_seen'),
  low: bound.optional(),
  high: bound.optional(),
  limit: unadvertised.limit.default(25),
  cursor: params.cursor.optional(),
  time_zone: plainTimeZone,
})

export const output = z.strictObject({
  patients: z.array(patientSummary).meta({ brief: 'last_seen null: never' }),
  total: params.count.nullable().meta({ brief: '' }),
  window: z.strictObject({ start: z.string(), end: z.string() }).meta({ brief: '' }),
  withheld: z.array(withheld).meta({ brief: '' }),
  truncated: params.truncated,
  next_cursor: params.nextCursor,
  notice: params.notice,
})
