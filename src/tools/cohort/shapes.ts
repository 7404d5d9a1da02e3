import { z } from 'zod'

import { idOf } from '../field-marks.js'
import { dataType } from '../observations/data-type.js'
import { withheld } from '../observations/slim-rows.js'
import { timeZone } from '../observations/time-zone.js'
import { moment } from '../observations/window.js'
import * as params from '../params.js'
import * as unadvertised from '../unadvertised.js'
import { group } from './groups.js'
import { bound, criterion, statistic, valueName } from './statistics.js'

const time = moment.optional()
const window = z.strictObject({ start: z.string(), end: z.string() })

export const difference = z.strictObject({
  group: z.string(),
  data_type: z.string().optional(),
  kind: z.string().optional(),
  unit: z.string().nullable(),
  mean: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
})

const judged = z.strictObject({
  data_type: z.string().nullable(),
  kind: z.string().optional(),
  unit: z.string().nullable(),
  judged: params.count.nullable(),
  met: params.count.nullable(),
})

/** What is told of one side of a comparison, and of a question without one. */
export const side = {
  groups: z.array(group),
  where: z.array(judged).optional(),
  window,
  withheld: z.array(withheld),
  excluded: z
    .strictObject({ unknown_time: params.count, future_time: params.count })
    .optional()
    .meta({ brief: '' }),
}

export const input = z.strictObject({
  study_id: unadvertised.studyId,
  data_type: dataType,
  value: valueName,
  stat: statistic.optional(),
  low: bound.optional(),
  high: bound.optional(),
  start: time,
  end: time,
  where: z
    .array(criterion)
    .max(4)
    .default([])
    .meta({ brief: 'All of {data_type, value, stat, low, high, op, number}' }),
  group_by: z.enum(['age_band', 'month', 'consent']).optional(),
  compare: z
    .strictObject({
      study_id: idOf('study', unadvertised.studyId).optional(),
      start: time,
      end: time,
    })
    .optional()
    .meta({ brief: '{study_id, start, end}' }),
  part_of_day: z.enum(['day', 'night']).optional(),
  time_zone: timeZone,
})

export const output = z.strictObject({
  ...side,
  value: z.string(),
  groups: side.groups.meta({
    brief: 'bands {low, high, patients, share %}; glucose: gmi, cv, percent_active',
  }),
  where: side.where.meta({ brief: '' }),
  window: window.meta({ brief: '' }),
  withheld: side.withheld.meta({ brief: '' }),
  compare: z
    .strictObject({ ...side, difference: z.array(difference) })
    .optional()
    .meta({ brief: 'difference {mean, ci95}' }),
  truncated: params.truncated,
  notice: params.notice,
})
