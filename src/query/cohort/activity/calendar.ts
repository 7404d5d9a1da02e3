import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../../permissions/query-context.js'
import type { FilterArgs } from '../../observations/filter.js'
import type { ZoneArgs } from '../../observations/zone-check.js'

/** Days, weeks (from Monday) and months are those of the zone. */
export interface StudyActivityArgs extends FilterArgs, ZoneArgs {
  readonly bucket: 'week' | 'month'
  readonly now: string
}

export type ActivityContext = QueryContext<StudyActivityArgs>

/** The window: never open, and never beyond now. */
export interface ActivityWindowRow {
  start_at: string
  end_at: string
}

/** A week or a month that the window touches, with its days as far as the window goes. */
export interface ActivityBucketRow {
  /** Place among the buckets, from 1 on. */
  n: number
  start_at: string
  end_at: string
  day_starts: string[]
  day_ends: string[]
}

/** How many days of data a window has that is not asked for, at the least. */
const defaultDays = 30
/** And how many days before its end it begins at the earliest, however old the data are. */
const longestDefault = 3600

/**
 * The first instant at which the clocks of a zone show a date, also where they show its midnight
 * twice or not at all.
 * @param date an expression that is read several times
 */
const dayStart = (date: RawBuilder<unknown>, zone: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`(
    select case when cast(m.earlier at time zone ${zone} as date) = ${date} then least(m.earlier, m.at) else m.at end
    from (select cast(${date} as timestamp) at time zone ${zone} as at,
      (${date} - interval '12 hours') at time zone ${zone} + interval '12 hours' as earlier offset 0) as m)`

/**
 * The window as asked. Without a start it begins with the bucket in which the last 30 days up to its
 * end began; without an end given either, up to the newest row that is not in the future.
 * @param newest a scalar: the time of that row
 */
export const activityWindow = (
  { param }: ActivityContext,
  newest: RawBuilder<string | null>,
): RawBuilder<ActivityWindowRow> => {
  const zone = param('time_zone', 'text')
  const now = param('now', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  return sql`(
    select coalesce(${param('window_start', 'timestamptz')}, ${dayStart(sql.ref('l.first_day'), zone)}) as start_at,
      least(${end}, ${now}) as end_at
    from (
      select cast(date_trunc(${param('bucket', 'text')}, greatest(
        (least(coalesce(${end}, ${newest}, ${now}), ${now}) at time zone ${zone}) - interval ${sql.lit(`${defaultDays - 1} days`)},
        (least(${end}, ${now}) at time zone ${zone}) - interval ${sql.lit(`${longestDefault} days`)})) as date) as first_day offset 0) as l)`
}

/** Every day from the beginning of the first bucket up to the end of the window. */
const days = ({ param }: ActivityContext): RawBuilder<unknown> => {
  const zone = param('time_zone', 'text')
  const size = param('bucket', 'text')
  return sql`(
    select d.date, cast(date_trunc(${size}, cast(d.date as timestamp)) as date) as bucket,
      ${dayStart(sql.ref('d.date'), zone)} as start_at, ${dayStart(sql.ref('d.next'), zone)} as end_at
    from activity_window as w cross join lateral (
      select cast(g.at as date) as date, cast(g.at as date) + 1 as next
      from generate_series(date_trunc(${size}, w.start_at at time zone ${zone}),
        (w.end_at at time zone ${zone}) + interval '1 day', interval '1 day') as g(at)) as d
    where w.start_at <= w.end_at)`
}

/** Every bucket that the window touches, whether or not there is anything in it. */
export const activityBuckets = (context: ActivityContext): RawBuilder<ActivityBucketRow> => sql`(
  select row_number() over (order by d.bucket) as n, min(d.start_at) as start_at, max(d.end_at) as end_at,
    array_agg(d.start_at order by d.date) as day_starts, array_agg(d.end_at order by d.date) as day_ends
  from ${days(context)} as d cross join activity_window as w
  where d.start_at <= w.end_at group by d.bucket)`

/**
 * The place of the bucket that a time of the window lies in. Of two starts that are the same, which
 * stand around a day that a zone left out, the later counts.
 */
export const bucketOf = (at: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`width_bucket(${at}, (select array_agg(b.start_at order by b.n) from activity_bucket as b))`
