import { z } from 'zod'

import type { TrendArgs, TrendBucketRow } from '../../query/observations/trend/trend.js'
import { decodeCursor } from '../cursor.js'
import { dataType, refuseUnknownType } from './data-type.js'
import { keptApartNotice } from './kept-apart.js'
import {
  filterOf,
  leftOutNotice,
  refuseInvisible,
  scopeOf,
  toTrendValue,
  trendValue,
  withoutNumber,
} from './value-statistics.js'
import { toWithheld, withheld } from './slim-rows.js'
import { paged } from '../page.js'
import * as params from '../params.js'
import { queries } from '../queries.js'
import { refuseOtherZone, timeIn, timeZone, zoneArgs } from './time-zone.js'
import { labelSources, sourcesNotice, type SourceLabels } from './source-labels.js'
import { defineTool } from '../tool.js'
import { twinsNotice } from './twin-codes.js'
import { endMoment, startMoment } from './window.js'

const bucket = z.strictObject({
  start: z.string(),
  end: z.string(),
  data_type: z.string().optional(),
  count: params.count,
  values: z.array(trendValue),
  no_number: params.count.optional(),
})

/** How all buckets of an answer are told. */
interface Telling {
  readonly zone: string
  readonly labels: SourceLabels
  /** Codes that the window has rows of. */
  readonly codes: readonly string[]
}

const toBucket = (
  row: TrendBucketRow,
  { zone, labels, codes }: Telling,
): z.input<typeof bucket> => ({
  start: timeIn(zone, row.start_at),
  end: timeIn(zone, row.end_at),
  ...(codes.length > 1 ? { data_type: row.data_type } : {}),
  count: row.count,
  values: row.entries.map((entry) => toTrendValue(entry, row.count, labels)),
  ...withoutNumber(row),
})

/**
 * Buckets are in order; what has no rows is not among them. Weeks start on Monday. A short name that
 * stands for several codes has buckets of each, with their `data_type`.
 */
export const getObservationTrend = defineTool({
  name: 'get_observation_trend',
  set: 'default',
  access: 'Observation.s',
  title: 'Trend of observations',
  description:
    'How numbers of one patient_id or a whole study_id went over time. Empty buckets are left out. Default window: latest 7 days by hour, 90 days, 52 weeks, 36 months.',
  input: z.strictObject({
    patient_id: params.plainPatientId.optional(),
    study_id: params.plainStudyId.optional(),
    data_type: dataType,
    bucket: z.enum(['hour', 'day', 'week', 'month']).describe('Weeks start on Monday'),
    start: startMoment,
    end: endMoment,
    time_zone: timeZone,
    cursor: params.cursor.optional(),
  }),
  output: z.strictObject({
    buckets: z
      .array(bucket)
      .meta({ brief: 'end exclusive; values {name, unit, kind, source, mean, min, max, sum}' }),
    window: z.strictObject({ start: z.string(), end: z.string().nullable() }).meta({ brief: '' }),
    withheld: z.array(withheld).meta({ brief: '' }),
    unknown_time: params.count.optional(),
    future_time: params.count.optional(),
    retracted: params.count.optional(),
    time_zone: z.string(),
    truncated: z.boolean(),
    next_cursor: params.nextCursor,
    notice: params.notice,
  }),
  run: async (asked, { ask, limits, viewer, now }) => {
    const scope = scopeOf(asked)
    const question = { viewer: viewer.subject, tool: 'get_observation_trend', input: asked }
    const after = decodeCursor(question, asked.cursor)
    const args: TrendArgs = {
      ...filterOf(asked),
      bucket: asked.bucket,
      ...zoneArgs(asked.time_zone),
      now: now().toISOString(),
      after_at: after?.at ?? null,
      after_id: after?.id ?? null,
      limit: limits.rows + 1,
    }
    const { trendPatient, trendStudy } = await queries()
    const found = await ask(scope === 'patient' ? trendPatient : trendStudy, args)
    refuseInvisible(found, scope)
    refuseOtherZone(found)
    refuseUnknownType(asked.data_type, found.other_types)
    const { unknown_time, future_time, retracted, window, codes } = found
    const entries = found.buckets.flatMap((row) => row.entries)
    const labels = labelSources(entries, found.several_sources)
    const telling = { zone: asked.time_zone, labels, codes }
    return paged({
      rows: found.buckets,
      limit: limits.rows,
      question,
      position: ({ start_at, code_id }) => ({ at: start_at, id: code_id }),
      value: (rows, end) => {
        const said = [
          ...keptApartNotice(found.kept_apart),
          ...leftOutNotice(rows),
          ...sourcesNotice(entries, labels),
          ...twinsNotice(codes),
        ]
        return {
          buckets: rows.map((row) => toBucket(row, telling)),
          window: {
            start: timeIn(asked.time_zone, window.start_at),
            end: args.window_end === null ? null : timeIn(asked.time_zone, args.window_end),
          },
          withheld: found.withheld.map(toWithheld(scope)),
          ...(unknown_time === 0 ? {} : { unknown_time }),
          ...(future_time === 0 ? {} : { future_time }),
          ...(retracted === 0 ? {} : { retracted }),
          time_zone: asked.time_zone,
          ...end,
          ...(said.length === 0 ? {} : { notice: said.join(' ') }),
        }
      },
    })
  },
})
