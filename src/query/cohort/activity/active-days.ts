import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'
import { noCode, type ReadableCodeRow } from '../../../permissions/readable-code.js'
import { effectiveTime } from '../../observations/effective.js'
import { hasNoWindow } from '../../observations/filter.js'
import { earliestStart, ofReadableCode, reaches } from '../../observations/index-range.js'
import { keyOf, startKey } from '../../observations/observation-key.js'
import { isValid } from '../../observations/readable-observations.js'
import type { ActivityContext } from './calendar.js'

/**
 * A patient who has rows of a code that start in a bucket, or in the first one if they started before
 * the window; with the days that have any, the first day of the bucket being the lowest bit.
 */
export interface ActiveRow {
  patient_id: number
  code_id: number
  n: number
  days: number
}

/** Rows that count, with their time; it is null where it cannot be read. */
export interface TimedRow {
  patient_id: number
  code_id: number
  at: string | null
  until: string | null
}

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow>('k')

const bitOf = (place: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`cast(1 as bigint) << cast(${place} as integer)`

/** How many days a row of `ActiveRow` has. */
export const dayCount = (days: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`length(translate(cast(cast(${days} as bit(32)) as text), '0', ''))`

/** Rows of the data types asked about that are not retracted, touch the window and are not in the future. */
export const timedRows = ({ param, profile }: ActivityContext): RawBuilder<TimedRow> => {
  const start = param('window_start', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  return sql`(
    select k.patient_id, k.code_id, place.at, place.until
    from readable_code as k
    join public.core_observation as o on o.subject_patient_id = k.patient_id
      and coalesce(o.codeable_concept_id, ${sql.lit(noCode)}) = k.code_id
    cross join lateral ${effectiveTime(profile, o)} as t
    cross join lateral (select coalesce(t.start_at, t.end_at) as at, coalesce(t.end_at, t.start_at) as until offset 0) as place
    where k.readable and ${isValid(o)} and (place.at is null or place.at <= ${param('now', 'timestamptz')}
      and (${hasNoWindow(param)} or place.until >= coalesce(${start}, '-infinity') and place.at <= coalesce(${end}, 'infinity'))))`
}

/** The newest of them, as a table of the one column `at`. */
export const newestTimed: RawBuilder<string | null> = sql`(select max(t.at) as at from timed as t)`

/** Counts the rows of `timed`. */
export const activeByScan: RawBuilder<ActiveRow> = sql`(
  select d.patient_id, d.code_id, d.n, bit_or(${bitOf(sql.ref('d.place'))}) as days
  from (
    select distinct p.patient_id, p.code_id, b.n, width_bucket(p.at, b.day_starts) - 1 as place
    from (
      select t.patient_id, t.code_id, greatest(t.at, w.start_at) as at
      from timed as t cross join activity_window as w
      where t.at <= w.end_at and t.until >= w.start_at offset 0) as p
    join activity_bucket as b on b.n = width_bucket(p.at, (select array_agg(b.start_at order by b.n) from activity_bucket as b))) as d
  group by d.patient_id, d.code_id, d.n)`

/** The first row of a patient and a code that belongs to a bucket. */
const firstOfBucket = ({ profile }: ActivityContext): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey, o)
  return sql`(
    select greatest(f.at, w.start_at) as at from (
      select ${key} as at from public.core_observation as o
      where ${ofReadableCode(o, k)} and ${isValid(o)} and ${key} < b.end_at and ${key} <= w.end_at
        and ${key} >= case when b.n = 1 then e.at else b.start_at end
        and case when b.n = 1 then ${key} >= w.start_at or ${reaches(profile, o, sql`w.start_at`)} else true end
      order by ${key} limit 1) as f)`
}

/** Whether a later day of the bucket has a row; in no order, which would read its time. */
const hasDay = ({ profile }: ActivityContext): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey, o)
  return sql`(
    select true from public.core_observation as o
    where ${ofReadableCode(o, k)} and ${isValid(o)} and ${key} >= d.start_at and ${key} < d.end_at and ${key} <= w.end_at
    limit 1)`
}

/**
 * Looks into the index once for each bucket of a patient and a code, and once for each day of those
 * that have rows: no time is read of any row.
 */
export const activeByIndex = (context: ActivityContext): RawBuilder<ActiveRow> => sql`(
  select k.patient_id, k.code_id, b.n, m.days
  from readable_code as k cross join activity_window as w
  cross join lateral ${earliestStart(context.profile, sql`w.start_at`, k)} as e
  cross join activity_bucket as b
  cross join lateral ${firstOfBucket(context)} as f
  cross join lateral (
    select bit_or(${bitOf(sql`d.n - 1`)}) as days
    from unnest(b.day_starts, b.day_ends) with ordinality as d(start_at, end_at, n)
    where case when d.end_at <= f.at then false when d.start_at <= f.at then true else ${hasDay(context)} end) as m
  where k.readable)`

/** How many patients have rows without a readable time, which are in no bucket. */
export const timelessByScan: RawBuilder<number> = sql`(
  select count(distinct t.patient_id) from timed as t where t.at is null)`

/** The same from the index. */
export const timelessByIndex = ({ profile }: ActivityContext): RawBuilder<number> => sql`(
  select count(distinct k.patient_id) from readable_code as k cross join lateral (
    select from public.core_observation as o
    where ${ofReadableCode(o, k)} and ${isValid(o)} and ${keyOf<string>(profile, startKey, o)} is null limit 1) as l
  where k.readable)`
