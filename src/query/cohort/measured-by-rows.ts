import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { effectiveTime } from '../observations/effective.js'
import { ofReadableCode } from '../observations/index-range.js'
import { isValid } from '../observations/readable-observations.js'
import { bucketStart } from '../observations/trend/bucket.js'
import type { CohortArgs } from './cohort-args.js'
import {
  stepRows,
  usualDayOf,
  type CoveredRow,
  type MeasuredDatabase,
  type MeasuredRow,
} from './measured.js'
import { isInPart } from './part-of-day.js'
import { figureKeys, figures, readNumbers, type ReadNumberRow } from './read-numbers.js'
import { withSeries, type AskedSeriesRow } from './series.js'
import { opening, spans } from './span.js'

type Context = QueryContext<CohortArgs>

const o = alias<JheTables['core_observation']>('o')
const a = alias<AskedSeriesRow>('a')
const r = alias<ReadNumberRow>('r')

/** Observations of the series that have a time before the window's end, with their numbers. */
const timed = (context: Context): RawBuilder<object> => {
  const { param, profile } = context
  const at = sql`coalesce(t.start_at, t.end_at)`
  const until = sql`coalesce(t.end_at, t.start_at)`
  const rows = sql`public.core_observation as o cross join lateral ${effectiveTime(profile, o)} as t
            where ${ofReadableCode(o, a)} and ${isValid(o)}
              and ${at} <= least(${param('now', 'timestamptz')}, ${param('window_end', 'timestamptz')})
              and ${until} >= coalesce(${param('window_start', 'timestamptz')}, '-infinity')`
  return sql`(
  select a.patient_id, a.n, a.code_id, r.*
  from asked_series as a
  cross join lateral ${readNumbers(profile, { from: rows, o, a, columns: sql`o.id, ${at} as at, ${until} as until, ${isInPart(context, at, sql.raw('a.n'))} as is_in_part` })} as r)`
}

/** Each of them in the spans that it counts in. */
const placedRows: RawBuilder<object> = sql`(
  select r.*, s.span_at, greatest(r.at, s.start_at) as day_at
  from timed as r join span as s on s.n = r.n
    and r.at <= s.end_at and (r.at >= s.start_at or s.is_first and r.until >= s.start_at)
  where r.is_in_part)`

const measured: RawBuilder<MeasuredRow> = sql<MeasuredRow>`(
  select r.patient_id, r.n, r.code_id, r.span_at, ${figureKeys(r)}, ${figures(r)},
    (array_agg(r.number order by r.at desc, r.id desc) filter (where r.number is not null))[1] as last
  from placed as r
  group by r.patient_id, r.n, r.code_id, r.span_at, ${figureKeys(r)})`

const steps: RawBuilder<unknown> = sql`(
    select g.patient_id, g.n, g.code_id, g.span_at, percentile_disc(0.5) within group (order by g.seconds) as seconds
    from (
      select p.patient_id, p.n, p.code_id, p.span_at, extract(epoch from lag(p.at) over w - p.at) as seconds, row_number() over w as place
      from placed as p where p.at = p.day_at
      window w as (partition by p.patient_id, p.n, p.code_id, p.span_at order by p.at desc)) as g
    where g.place <= ${sql.lit(stepRows)}
    group by g.patient_id, g.n, g.code_id, g.span_at)`

const dayOf = ({ param }: Context): RawBuilder<unknown> =>
  bucketStart({ size: sql`'day'`, zone: param('time_zone', 'text') }, sql.raw('r.day_at'))

/** How many readings the usual day has, and how long they go on. */
const usualDays = (context: Context): RawBuilder<unknown> => sql`(
    select f.patient_id, f.n, f.code_id, f.span_at, ${usualDayOf({ count: sql`f.count`, first: sql`min(f.first)`, last: sql`max(f.last)` })} from (
      select r.patient_id, r.n, r.code_id, r.span_at, count(*) as count, min(r.at) as first, max(r.at) as last
      from placed as r where r.at = r.day_at and ${context.param('needs_step', 'boolean')}
      group by r.patient_id, r.n, r.code_id, r.span_at, ${dayOf(context)}) as f
    group by f.patient_id, f.n, f.code_id, f.span_at)`

const covered = (context: Context): RawBuilder<CoveredRow> => {
  const day = dayOf(context)
  return sql<CoveredRow>`(
  select a.patient_id, a.n, a.code_id, s.span_at, c.last_seen, coalesce(c.days, 0) as days, cast(g.seconds as float8) as step_seconds, u.usual_day, u.spread_days
  from asked_series as a join span as s on s.n = a.n
  left join (
    select r.patient_id, r.n, r.code_id, r.span_at, max(r.at) as last_seen, count(distinct ${day}) as days
    from placed as r group by r.patient_id, r.n, r.code_id, r.span_at) as c
    on c.patient_id = a.patient_id and c.n = a.n and c.code_id = a.code_id and c.span_at is not distinct from s.span_at
  left join ${steps} as g
    on g.patient_id = a.patient_id and g.n = a.n and g.code_id = a.code_id and g.span_at is not distinct from s.span_at
  left join ${usualDays(context)} as u
    on u.patient_id = a.patient_id and u.n = a.n and u.code_id = a.code_id and u.span_at is not distinct from s.span_at)`
}

const newest = sql`(select max(r.at) as at from timed as r where r.n = 1)`

/** What was measured of each patient where nothing helps to find the rows of a window. */
export const withMeasuredByRows = (context: Context): SelectCreator<MeasuredDatabase> =>
  withSeries(context)
    .with('timed', () => timed(context), 'materialized')
    .with('opening', () => opening(context, newest), 'materialized')
    .with('span', () => spans(context), 'materialized')
    .with('placed', () => placedRows, 'materialized')
    .with('measured', () => measured, 'materialized')
    .with('covered', () => covered(context), 'materialized')
