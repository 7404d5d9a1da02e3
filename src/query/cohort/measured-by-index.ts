import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { ofReadableCode, reaches } from '../observations/index-range.js'
import { newestRow } from '../observations/newest-row.js'
import { keyOf, startKey } from '../observations/observation-key.js'
import { isValid } from '../observations/readable-observations.js'
import { bucketEnd, bucketStart, type BucketSize } from '../observations/trend/bucket.js'
import type { CohortArgs } from './cohort-args.js'
import { isIn } from './is-in.js'
import {
  fewestReadings,
  stepRows,
  usualDayOf,
  type CoveredRow,
  type MeasuredDatabase,
  type MeasuredRow,
} from './measured.js'
import { isInPart } from './part-of-day.js'
import { figureKeys, figures, readNumbers, type ReadNumberRow } from './read-numbers.js'
import { reachingSeries, withSeries, type AskedSeriesRow } from './series.js'
import { opening, spans } from './span.js'

type Context = QueryContext<CohortArgs>

const o = alias<JheTables['core_observation']>('o')
const a = alias<AskedSeriesRow>('a')
const r = alias<ReadNumberRow>('r')

const keyIn = ({ profile }: Context) => keyOf<string>(profile, startKey, o)

/** Observations `o` of the series `a` that count, whenever they are. */
const ofSeries = (context: Context): RawBuilder<unknown> =>
  sql`${ofReadableCode(o, a)} and ${isValid(o)} and ${isInPart(context, keyIn(context), sql.raw('a.n'))}`

/** Those that begin within the span `s`. */
const inSpan = (context: Context): RawBuilder<unknown> =>
  sql`${ofSeries(context)} and ${keyIn(context)} between s.start_at and s.end_at`

const beforeSpan = sql`interval '1 microsecond'`

/**
 * Those, and in a second range of the index those that begin before the window and reach into it. A
 * window that starts after now ends before it starts, and what begins after now is in no figure.
 */
const touchingSpan = (context: Context): RawBuilder<unknown> => {
  const key = keyIn(context)
  return sql`(select false as is_early union all select true where s.is_first) as era
          join public.core_observation as o on ${ofSeries(context)}
            and ${key} >= case when era.is_early then a.earliest else s.start_at end
            and ${key} <= least(s.end_at, case when era.is_early then s.start_at - ${beforeSpan} end)
            and case when era.is_early then ${reaches(context.profile, o, sql.raw('s.start_at'))} else true end`
}

/** The newest number of the unit, kind and source `t`, from the end of the index on. */
const newestNumber = (context: Context): RawBuilder<unknown> => {
  const { param, profile } = context
  const key = keyIn(context)
  const rows = sql`public.core_observation as o where ${ofSeries(context)} and ${key} >= a.earliest and ${key} <= s.end_at
            and (${key} >= s.start_at or s.is_first and ${reaches(profile, o, sql.raw('s.start_at'))})
            and ${param('needs_last', 'boolean')}
          order by ${key} desc, o.id desc`
  return sql`(
    select r.number from ${readNumbers(profile, { from: rows, columns: sql`o.id`, o, a })} as r
    where r.number is not null and r.unit is not distinct from t.unit and r.kind is not distinct from t.kind
      and r.source_id is not distinct from t.source_id and r.source_text is not distinct from t.source_text
    limit 1)`
}

const measured = (context: Context): RawBuilder<MeasuredRow> => sql<MeasuredRow>`(
  select a.patient_id, a.n, a.code_id, s.span_at, t.*, l.number as last
  from reaching as a join span as s on s.n = a.n
  cross join lateral (
    select ${figureKeys(r)}, ${figures(r)}
    from ${readNumbers(context.profile, { from: touchingSpan(context), columns: sql`o.id`, o, a })} as r
    group by ${figureKeys(r)}) as t
  left join lateral ${newestNumber(context)} as l on true)`

/** Where the day after a time begins; later than the time also where clocks go back to the day before. */
const nextDay = (bucket: BucketSize, at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`greatest(${bucketEnd(bucket, at)}, ${at} + interval '1 microsecond')`

/** Days with data, from one to the next by the index. */
const days = (context: Context): RawBuilder<unknown> => {
  const { param } = context
  const zone = param('time_zone', 'text')
  const key = keyIn(context)
  const bucket = { size: sql`'day'`, zone }
  const next = (from: RawBuilder<unknown>) => sql`
        select f.at, ${bucketStart(bucket, sql.raw('f.at'))} as day_at from (
          select ${key} as at from public.core_observation as o
          where ${inSpan(context)} and ${key} >= ${from} order by ${key} limit 1) as f`
  const early = sql`
      select ${bucketStart(bucket, sql.raw('s.start_at'))} as day_at from (
        select from public.core_observation as o
        where ${ofSeries(context)} and s.is_first and ${key} >= a.earliest and ${key} < s.start_at and ${key} <= s.end_at
          and ${reaches(context.profile, o, sql.raw('s.start_at'))} limit 1) as f`
  return sql`(
    with recursive d as (
      select f.at, f.day_at from (${next(sql.raw('s.start_at'))}) as f where ${param('needs_days', 'boolean')}
      union all
      select f.at, f.day_at from d cross join lateral (${next(nextDay(bucket, sql.raw('d.at')))}) as f)
    select case when ${param('needs_days', 'boolean')} then count(distinct d.day_at) end as days
    from (select d.day_at from d union all select f.day_at from (${early}) as f where ${param('needs_days', 'boolean')}) as d)`
}

const newestInSpan = (context: Context): RawBuilder<unknown> => sql`(
      select ${keyIn(context)} from public.core_observation as o
      where ${inSpan(context)} order by ${keyIn(context)} desc limit 1)`

/** The time of the newest row, of those that begin before the window only where there are no others. */
const newestTime = (context: Context): RawBuilder<unknown> => {
  const key = keyIn(context)
  return sql`(
    select coalesce(${newestInSpan(context)}, (
      select ${key} from public.core_observation as o
      where ${ofSeries(context)} and s.is_first and ${key} >= a.earliest and ${key} < s.start_at
        and ${reaches(context.profile, o, sql.raw('s.start_at'))}
      order by ${key} desc limit 1)) as at)`
}

const step = (context: Context): RawBuilder<unknown> => {
  const key = keyIn(context)
  return sql`(
    select percentile_disc(0.5) within group (order by g.seconds) as seconds from (
      select extract(epoch from lag(f.at) over (order by f.at desc) - f.at) as seconds from (
        select ${key} as at from public.core_observation as o
        where ${inSpan(context)} and ${context.param('needs_step', 'boolean')}
        order by ${key} desc limit ${sql.lit(stepRows)}) as f) as g)`
}

/** A sensor's readings are as many, in one of the spans. */
const areEnough = isIn(
  sql`(a.patient_id, a.n, a.code_id)`,
  sql`(select m.patient_id, m.n, m.code_id from measured as m where m.count >= ${sql.lit(fewestReadings)})`,
)

/**
 * How many readings the usual day has, and how long they go on: from one day with data to the next
 * by the index, which also bounds the readings of each, so that no more times are read than days.
 */
const usualDay = (context: Context): RawBuilder<unknown> => {
  const key = keyIn(context)
  const bucket = { size: sql`'day'`, zone: context.param('time_zone', 'text') }
  const next = nextDay(bucket, sql.raw('f.at'))
  const first = (from: RawBuilder<unknown>) => sql`
        select f.at, ${next} as next_at from (
          select ${key} as at from public.core_observation as o
          where ${inSpan(context)} and ${key} >= ${from} order by ${key} limit 1) as f`
  const last = sql`case when count(*) > 0 then ${newestInSpan(context)} end`
  return sql`(
    with recursive d as (
      select f.at, f.next_at from (${first(sql.raw('s.start_at'))}) as f
      where ${context.param('needs_step', 'boolean')} and ${areEnough}
      union all
      select f.at, f.next_at from d cross join lateral (${first(sql.raw('d.next_at'))}) as f)
    select ${usualDayOf({ count: sql`c.count`, first: sql`min(d.at)`, last })} from d cross join lateral (
      select count(*) as count from public.core_observation as o
      where ${inSpan(context)} and ${key} >= d.at and ${key} < d.next_at) as c)`
}

const covered = (context: Context): RawBuilder<CoveredRow> => sql<CoveredRow>`(
  select a.patient_id, a.n, a.code_id, s.span_at, l.at as last_seen, d.days, cast(g.seconds as float8) as step_seconds, u.usual_day, u.spread_days
  from reaching as a join span as s on s.n = a.n
  left join lateral ${newestTime(context)} as l on true
  left join lateral ${days(context)} as d on true
  left join lateral ${step(context)} as g on true
  left join lateral ${usualDay(context)} as u on true)`

/** The newest time of the first series before the window's end, where its start is not given. */
const newest = (context: Context): RawBuilder<unknown> => {
  const { param, profile } = context
  const isAsked = sql`${param('window_start', 'timestamptz')} is null`
  const until = sql`least(${param('now', 'timestamptz')}, ${param('window_end', 'timestamptz')})`
  return sql`(
    select max(n.at) as at from asked_series as a cross join lateral ${newestRow(profile, { k: a, until, isAsked })} as n
    where a.n = 1)`
}

/** What was measured of each patient where the advised indexes are: ranges of them, and no time of a row. */
export const withMeasuredByIndex = (context: Context): SelectCreator<MeasuredDatabase> =>
  withSeries(context)
    .with('opening', () => opening(context, newest(context)), 'materialized')
    .with('span', () => spans(context), 'materialized')
    .with('reaching', () => reachingSeries(context), 'materialized')
    .with('measured', () => measured(context), 'materialized')
    .with('covered', () => covered(context), 'materialized')
