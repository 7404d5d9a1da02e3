import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../permissions/query-context.js'
import { firstMoment } from '../observations/trend/bucket.js'
import type { CohortArgs } from './cohort-args.js'

type Context = QueryContext<CohortArgs>

/** The window of a question, as one row. */
export interface OpeningRow {
  start_at: string
  /** Never after now: what is in the future is in no figure. */
  end_at: string
}

/** A stretch of time that a series is told of by itself: the whole window, or one month of it; a window after now has none. */
export interface SpanRow {
  n: number
  /** Where the month starts; null for the whole window. */
  span_at: string | null
  start_at: string
  end_at: string
  /** What began before the window and reaches into it counts here. */
  is_first: boolean
}

/** Days of a window whose start is not given, with that of its last row. */
const defaultDays = 30

/**
 * The window: as asked, else the 30 days that end with that of the newest row of the first series.
 * @param newest derived table with the one column `at`: the newest time before the window's end
 */
export const opening = (
  { param }: Context,
  newest: RawBuilder<unknown>,
): RawBuilder<OpeningRow> => {
  const zone = param('time_zone', 'text')
  const now = param('now', 'timestamptz')
  const start = param('window_start', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  const day = sql`date_trunc('day', coalesce(newest.at, least(${end}, ${now})) at time zone ${zone})`
  return sql<OpeningRow>`(
  select coalesce(${start}, ${firstMoment(sql`${day} - interval ${sql.lit(`${defaultDays - 1} days`)}`, zone)}) as start_at,
    least(${now}, coalesce(${end}, case when ${start} is null
      then ${firstMoment(sql`${day} + interval '1 day'`, zone)} - interval '1 microsecond' else ${now} end)) as end_at
  from ${newest} as newest)`
}

/** The spans of each series. Needs `series` and `opening`. */
export const spans = ({ param }: Context): RawBuilder<SpanRow> => {
  const zone = param('time_zone', 'text')
  const isByMonth = sql`(${param('by_month', 'boolean')} and s.n = 1)`
  const local = (at: string) => sql`(${sql.raw(at)} at time zone ${zone})`
  return sql<SpanRow>`(
  select s.n, m.span_at, greatest(opening.start_at, m.span_at) as start_at,
    least(opening.end_at, m.next_at - interval '1 microsecond') as end_at, coalesce(m.span_at <= opening.start_at, true) as is_first
  from series as s cross join opening cross join lateral (
    select cast(null as timestamptz) as span_at, cast(null as timestamptz) as next_at where not ${isByMonth}
    union all
    select ${firstMoment(sql`g.at`, zone)}, ${firstMoment(sql`g.at + interval '1 month'`, zone)}
    from generate_series(date_trunc('month', ${local('opening.start_at')}), ${local('opening.end_at')}, interval '1 month') as g(at)
    where ${isByMonth} and opening.start_at <= opening.end_at) as m)`
}
