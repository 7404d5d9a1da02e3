import { z } from 'zod'

import * as params from '../../params.js'
import { dataType } from '../data-type.js'
import { withheld } from '../slim-rows.js'
import { timeZone } from '../time-zone.js'
import { trendValue } from '../value-statistics.js'
import { endMoment, startMoment } from '../window.js'

const total = trendValue.pick({ name: true, unit: true, kind: true }).extend({ sum: z.number() })

const bucket = z.strictObject({
  start: z.string(),
  end: z.string(),
  data_type: z.string().optional(),
  /** Of sleep by day: the night that ended on it. */
  night: z.string().optional(),
  count: params.count,
  days: params.count.optional(),
  values: z.array(trendValue),
  /** Sums over sources, where no two observations are of the same time. */
  totals: z.array(total).optional(),
  no_number: params.count.optional(),
})

export type Bucket = z.input<typeof bucket>

export const trendOutput = z.strictObject({
  buckets: z.array(bucket).meta({
    brief:
      'end exclusive; values {name, unit, kind, source, mean, min, max, sum, overlaps, p05 to p95}; totals over sources; night',
  }),
  window: z.strictObject({ start: z.string(), end: z.string().nullable() }).meta({ brief: '' }),
  withheld: z.array(withheld).meta({ brief: '' }),
  unknown_time: params.count.optional(),
  future_time: params.count.optional(),
  retracted: params.count.optional(),
  began_before: params.count.optional(),
  time_zone: z.string(),
  truncated: z.boolean(),
  next_cursor: params.nextCursor,
  notice: params.notice,
})

export type TrendOutput = z.input<typeof trendOutput>

export const trendInput = z.strictObject({
  patient_id: params.plainPatientId.optional(),
  study_id: params.plainStudyId.optional(),
  data_type: dataType,
  bucket: z
    .enum(['hour', 'day', 'week', 'month', 'time_of_day'])
    .describe('Weeks start on Monday; time_of_day: percentiles by hour of the clock'),
  start: startMoment,
  end: endMoment,
  time_zone: timeZone,
  cursor: params.cursor.optional(),
})
export type Asked = z.output<typeof trendInput>
