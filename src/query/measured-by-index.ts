import { sql, type QueryCreator, type RawBuilder } from 'kysely'

import { bucketEnd, bucketStart, type BucketSize } from './bucket.js'
import { hasNoWindow, isCodeOfType, type FilterArgs } from './filter.js'
import { askedCodes, earliestStart, keptBack, ofReach, reaches } from './index-range.js'
import { isValid, type MeasuredRow, type MeasuredWorld } from './measured.js'
import { fieldPaths } from './number-fields.js'
import { keyOf, secondsKey, startKey } from './observation-key.js'
import type { Asking } from './query.js'
import { withReachOf, type ObservationWorld, type Scope } from './reach.js'

/** What the statistics of a window are about, as the one row of `opening`. */
export interface OpeningRow {
  /** Null where the window has no start. */
  start_at: string | null
}

interface Statistics extends FilterArgs {
  readonly now: string
}

/**
 * The next stretch of a patient's history of one code that lies within one bucket, and wholly
 * before now or wholly after: from its first row on, up to the last moment that can belong to it.
 * The index tells where it starts, so that no time is read of the rows in it.
 * @param from condition on the start of its first row
 */
const nextSlot = (
  { param, profile }: Asking<Statistics>,
  bucket: BucketSize,
  from: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey)
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const now = param('now', 'timestamptz')
  return sql`(
    select f.at, b.bucket_at, case
        when e.last_at is null or ${bucketStart(bucket, sql`e.last_at`)} <> b.bucket_at then f.at
        else least(e.last_at, case when f.at <= ${now} then ${now} end, ${end}) end as last_at
    from (
      select ${key} as at from public.core_observation as o
      where ${ofReach} and ${from} and ${key} <= ${end}
      order by ${key} limit 1) as f
    cross join lateral (select ${bucketStart(bucket, sql`f.at`)} as bucket_at offset 0) as b
    cross join lateral (select case when f.at > '0001-02-01' and f.at < '9999-01-01'
      then ${bucketEnd(bucket, sql`b.bucket_at`)} - interval '1 microsecond' end as last_at offset 0) as e)`
}

const slots = (asking: Asking<Statistics>, bucket: BucketSize): RawBuilder<object> => {
  const key = keyOf<string>(asking.profile, startKey)
  const first = nextSlot(asking, bucket, sql`${key} >= coalesce(opening.start_at, '-infinity')`)
  const next = nextSlot(asking, bucket, sql`${key} > k.last_at`)
  return sql`(
    with recursive s as (
      select k.patient_id, k.code_id, n.at, n.bucket_at, n.last_at
      from asked as k cross join opening cross join lateral ${first} as n where k.readable
      union all
      select k.patient_id, k.code_id, n.at, n.bucket_at, n.last_at
      from s as k cross join lateral ${next} as n)
    select s.*, k.declined, k.coding_code, k.is_described, k.path_0, k.path_1
    from s join asked as k on k.patient_id = s.patient_id and k.code_id = s.code_id)`
}

/** The data types asked about, with the paths to the numbers of those that are described. */
const asked = ({ profile }: Asking<Statistics>): RawBuilder<object> => sql`(
  select k.patient_id, k.code_id, k.readable, k.declined, cc.coding_code,
    f.code is not null as is_described, f.path_0, f.path_1,
    e.at as earliest
  from reach as k cross join opening
  left join public.core_codeableconcept as cc on cc.id = k.code_id
  left join ${fieldPaths} as f on f.code = cc.coding_code
  cross join lateral ${earliestStart(profile, sql`opening.start_at`)} as e)`

/**
 * The rows of the slots, with the start of the slot's first row as their time; those that began
 * before the window and reach into it; and those without a time.
 */
const measured = (asking: Asking<Statistics>, bucket: BucketSize): RawBuilder<MeasuredRow> => {
  const { param, profile } = asking
  const key = keyOf<string>(profile, startKey)
  const length = sql`make_interval(secs => ${keyOf<number>(profile, secondsKey)})`
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const json = sql.ref(`o.${profile.observationJson}`)
  const rows = (
    at: string | RawBuilder<unknown>,
    until: RawBuilder<unknown>,
    isInside: RawBuilder<unknown>,
    slot: RawBuilder<unknown>,
  ) => sql`
    select k.patient_id, k.code_id, k.coding_code, o.data_source_id as source_id,
      ${isValid} as readable, false as withheld, k.declined, not ${isValid} as retracted,
      ${at} as at, ${until} as until, ${isInside} as is_inside, ${slot} as slot_at,
      k.is_described, ${json} #> coalesce(k.path_0, '{body}') as stored_0, ${json} #> k.path_1 as stored_1`
  const yes = sql`true`
  const none = sql`cast(null as timestamptz)`
  return sql<MeasuredRow>`(
    ${rows(sql`k.at`, sql`k.at`, yes, sql`k.bucket_at`)}
    from slot as k join public.core_observation as o on ${ofReach} and ${key} between k.at and k.last_at
    union all
    ${rows(key, sql`${key} + ${length}`, yes, bucketStart(bucket, sql`opening.start_at`))}
    from asked as k cross join opening
    join public.core_observation as o on ${ofReach} and ${key} >= k.earliest
      and ${key} < opening.start_at and ${key} <= ${end} and ${reaches(profile, sql`opening.start_at`)}
    where k.readable and opening.start_at is not null
    union all
    ${rows(none, none, hasNoWindow(param), none)}
    from asked as k join public.core_observation as o on ${ofReach} and ${key} is null
    where k.readable)`
}

/** First and last time of a data type within the window, of the rows that count. */
export const extent = ({ param, profile }: Asking<Statistics>): RawBuilder<object> => {
  const key = keyOf<string>(profile, startKey)
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const one = (direction: 'asc' | 'desc') => sql`(
      select ${key} as at from public.core_observation as o
      where ${ofReach} and ${isValid} and ${key} >= coalesce(opening.start_at, '-infinity') and ${key} <= ${end}
      order by ${key} ${sql.raw(direction)} limit 1)`
  return sql`(
    select n.code_id, min(n.at) as first, max(n.at) as last from (
      select k.code_id, n.at from asked as k cross join opening
      cross join lateral (${one('asc')} union all ${one('desc')}) as n where k.readable
      union all
      select m.code_id, m.at from measured as m cross join opening
      where m.readable and m.at < opening.start_at) as n
    group by n.code_id)`
}

/**
 * The stretches of history that a window is read by, as the common table expression `slot`, and
 * the data types asked about as `asked`; `kept_back` knows how much consent keeps back.
 * @param opening a row for each patient and code of `reach` asked about, from `reach`
 */
export function withSlots(
  asking: Asking<Statistics>,
  scope: Scope,
  bucket: BucketSize,
  opening: RawBuilder<OpeningRow>,
): QueryCreator<ObservationWorld> {
  return withReachOf(asking, scope, isCodeOfType(asking.param))
    .with('opening', () => opening)
    .with('asked', () => asked(asking))
    .with('slot', () => slots(asking, bucket))
    .with('asked_code', () => askedCodes(asking))
    .with('kept_back', () => keptBack(asking))
}

/**
 * `measured` where the advised indexes are. Of a row within the window it knows only the bucket
 * (`slot_at`) and some moment in it (`at`), on the same side of now; `extent` knows the true first
 * and last times.
 */
export const withMeasuredByIndex = (
  asking: Asking<Statistics>,
  scope: Scope,
  bucket: BucketSize,
  opening: RawBuilder<OpeningRow>,
): QueryCreator<MeasuredWorld> =>
  withSlots(asking, scope, bucket, opening).with('measured', () => measured(asking, bucket))
