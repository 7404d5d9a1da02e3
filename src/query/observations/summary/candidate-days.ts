import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SchemaProfile } from '../../../db/profile.js'
import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'
import type { ObservationAlias, TimeColumn } from '../observation-alias.js'
import { effectiveTime, type Effective } from '../effective.js'
import { hasNoWindow, touchesWindow } from '../filter.js'
import { comesAfter, observationColumns, type ObservationArgs, type Order } from '../page/page.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { noCode } from '../../../permissions/readable-code.js'

/** Rows of the guess beyond those of the page: without a time, or not after the cursor. */
const spare = 100

/** Days that the page can only have rows of, as texts to compare with the beginnings of times. */
export interface CandidateDays {
  /** Every row counts, whatever its time: also those without one. */
  is_all: boolean
  first_day: string
  last_day: string
  /** The first day of an instant that can touch the window. */
  window_day: string
}

const dayText = (at: RawBuilder<unknown>) => sql`to_char(${at}, 'YYYY-MM-DD')`

/** An offset moves a time by less than 16 hours, so that two days are far enough. */
const twoDaysBefore = (at: RawBuilder<unknown>): RawBuilder<string> =>
  sql`case when ${at} < '0001-01-04' then '' else ${dayText(sql`${at} - interval '2 days'`)} end`
const twoDaysAfter = (at: RawBuilder<unknown>): RawBuilder<string> =>
  sql`case when ${at} > '9999-12-28' then 'A' else ${dayText(sql`${at} + interval '2 days'`)} end`

/**
 * The last time that the page can end with, as the one row of a derived table. JHE's own index
 * tells what was recorded last before the cursor; as many of those rows as the page holds are at
 * least as near as the page's last one. Where they are too few, nothing is known.
 */
const guess = (context: QueryContext<ObservationArgs>, order: Order): RawBuilder<unknown> => {
  const { param, profile } = context
  const o = alias<JheTables['core_observation']>('o')
  const limit = param('limit', 'integer')
  const after = param('after_at', 'timestamptz')
  const isNewest = order === 'newest'
  const direction = sql.raw(isNewest ? 'desc' : 'asc')
  const at = sql`coalesce(t.start_at, t.end_at)`
  const columns = sql.join(observationColumns(profile).map(o.column))
  const recorded = isNewest
    ? sql`o.last_updated <= coalesce(least(${after}, ${param('window_end', 'timestamptz')}), 'infinity')`
    : sql`o.last_updated >= coalesce(greatest(${after}, ${param('window_start', 'timestamptz')}), '-infinity')`
  return sql`(
    select count(*) >= ${limit} as is_known, ${isNewest ? sql`min(n.at)` : sql`max(n.at)`} as at from (
      select ${at} as at
      from (
        select ${columns} from public.core_observation as o
        where o.subject_patient_id = ${param('patient_id', 'bigint')} and ${recorded}
          and coalesce(o.codeable_concept_id, ${sql.lit(noCode)}) in (select readable_code.code_id from readable_code where readable_code.readable)
        order by o.last_updated ${direction} limit ${limit} + ${sql.lit(spare)}) as o
      cross join lateral ${effectiveTime(profile, o)} as t
      where ${at} is not null and ${touchesWindow(param, alias<Effective>('t'))} and ${comesAfter(param, order, sql`(${at}, o.id)`)}
      order by 1 ${direction} limit ${limit}) as n)`
}

/** One row: which days the page can have rows of. */
export const candidateDays = (
  context: QueryContext<ObservationArgs>,
  order: Order,
): RawBuilder<CandidateDays> => {
  const { param } = context
  const after = param('after_at', 'timestamptz')
  const start = param('window_start', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  const [first, last] =
    order === 'newest'
      ? [sql`case when g.is_known then g.at else '-infinity' end`, sql`least(${after}, ${end})`]
      : [after, sql`least(case when g.is_known then g.at end, ${end})`]
  return sql`(
    select d.is_all, ${twoDaysBefore(sql`d.first`)} as first_day,
      ${twoDaysAfter(sql`d.last`)} as last_day, ${twoDaysBefore(sql`d.opening`)} as window_day
    from (select not g.is_known and ${hasNoWindow(param)} as is_all,
        coalesce(${first}, '-infinity') as first, coalesce(${last}, 'infinity') as last,
        coalesce(${start}, '-infinity') as opening
      from ${guess(context, order)} as g offset 0) as d)`
}

/**
 * An observation may have its place on one of these days, as far as the beginnings of its
 * texts tell. An interval of which only the end is known may have begun at any time before.
 */
export const mayBeCandidate = (
  profile: SchemaProfile,
  o: ObservationAlias<TimeColumn>,
): RawBuilder<SqlBool> => {
  const stored = profile.hasEffectiveColumns
    ? sql`coalesce(${o.plain('effective_date_time')}, ${o.plain('effective_period_start')}, ${o.plain('effective_period_end')}) is not null or `
    : sql``
  const json = o.column(profile.observationJson)
  const inFrame = (name: string) => sql`f.frame ->> ${sql.lit(name)}`
  const inInterval = (name: string) => sql`f.frame -> 'time_interval' ->> ${sql.lit(name)}`
  const day = (name: string) => sql`(select ${sql.raw(name)} from candidate_day) collate "C"`
  const latest = sql`left(coalesce(${inFrame('date_time')}, ${inInterval('start_date_time')}, ${inInterval('end_date_time')}, ${inInterval('date')}), 10)`
  const earliest = sql`left(coalesce(${inFrame('date_time')}, ${inInterval('start_date_time')}, left(${inInterval('end_date_time')}, 0), ${inInterval('date')}), 10)`
  return sql<SqlBool>`((select is_all from candidate_day) or ${stored}exists (
    select from (select ${json} #> '{body,effective_time_frame}' as frame offset 0) as f
    where ${latest} >= ${day('first_day')} and ${earliest} <= ${day('last_day')}
      and coalesce(left(${inFrame('date_time')}, 10), 'A') >= ${day('window_day')}))`
}
