import type { TrendArgs, TrendBucketRow } from '../../../query/observations/trend/trend.js'
import { paged } from '../../page.js'
import { queries } from '../../queries.js'
import type { ToolResult } from '../../tool.js'
import { keptApartNotice, noticeOf } from '../kept-apart.js'
import { labelSources, type SourceLabels } from '../source-labels.js'
import { timeIn, zoneArgs } from '../time-zone.js'
import { twinsNotice } from '../twin-codes.js'
import { filterOf, leftOutNotice, toTrendValue, withoutNumber } from '../value-statistics.js'
import { nightOf } from './night-label.js'
import {
  beganBeforeNotice,
  overlapOf,
  overlapsNotice,
  overlapsOf,
  totalsOf,
  type Overlaps,
} from './sums.js'
import { around, refuse, type Question } from './trend-question.js'
import type { Bucket, TrendOutput } from './trend-schema.js'

/** How all buckets of an answer are told. */
interface Telling {
  readonly zone: string
  readonly labels: SourceLabels
  /** Codes that the window has rows of. */
  readonly codes: readonly string[]
  readonly overlaps: Overlaps
  readonly isByDay: boolean
}

const toBucket = (row: TrendBucketRow, telling: Telling): Bucket => {
  const { zone, labels, codes, overlaps, isByDay } = telling
  const start = timeIn(zone, row.begins_at)
  return {
    start,
    end: timeIn(zone, row.end_at),
    ...(codes.length > 1 ? { data_type: row.data_type } : {}),
    ...(isByDay ? nightOf(row, start) : {}),
    count: row.count,
    values: row.entries.map((entry) => ({
      ...toTrendValue(entry, row.count, labels),
      ...overlapOf(row, entry, overlaps),
    })),
    ...totalsOf(row, overlaps),
    ...withoutNumber(row),
  }
}

/** The numbers bucket after bucket. */
export const overTime = async (
  question: Question,
  size: TrendArgs['bucket'],
): Promise<ToolResult<TrendOutput>> => {
  const { asked, context, scope, cursor, after } = question
  const { ask, limits, now } = context
  const args: TrendArgs = {
    ...filterOf(asked),
    bucket: size,
    ...zoneArgs(asked.time_zone),
    now: now().toISOString(),
    after_at: after?.at ?? null,
    after_id: after?.id ?? null,
    limit: limits.rows + 1,
  }
  const { trendPatient, trendStudy } = await queries()
  const found = await ask(scope === 'patient' ? trendPatient : trendStudy, args)
  refuse(question, found)
  const { codes } = found
  const entries = found.buckets.flatMap((row) => row.entries)
  const labels = labelSources(entries, found.several_sources)
  const overlaps = overlapsOf(found.overlaps)
  const telling = { zone: asked.time_zone, labels, codes, overlaps, isByDay: size === 'day' }
  return paged({
    rows: found.buckets,
    limit: limits.rows,
    question: cursor,
    position: ({ start_at, code_id }) => ({ at: start_at, id: code_id }),
    value: (rows, end) => ({
      buckets: rows.map((row) => toBucket(row, telling)),
      ...around(question, found, args.window_end),
      ...(found.began_before === 0 ? {} : { began_before: found.began_before }),
      ...end,
      ...noticeOf([
        ...keptApartNotice(found.kept_apart),
        ...leftOutNotice(rows),
        ...overlapsNotice(rows, overlaps),
        ...beganBeforeNotice(found.began_before),
        ...twinsNotice(codes),
      ]),
    }),
  })
}
