import { sql, type RawBuilder } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import {
  addsUp,
  kindOfNumber,
  longestText,
  sourceOfName,
  sourceTextIn,
  type GroupKeyRow,
  type StoredGroupKeys,
} from '../statistics/group-keys.js'
import { bucketStart, type BucketSize } from './bucket.js'
import { hasNoWindow, type FilterArgs } from '../filter.js'
import { ofReadableCode, reaches } from '../index-range.js'
import { isValid } from '../readable-observations.js'
import { fieldNames, type NumberPaths } from '../statistics/number-fields.js'
import { foundNumbers, storedOfUndescribed } from '../statistics/stored-numbers.js'
import { keyOf, startKey } from '../observation-key.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type {
  ObservationDatabase,
  Scope,
  ReadableCodeRow,
} from '../../../permissions/readable-code.js'
import { withIndexRanges, type OpeningRow } from '../statistics/index-ranges.js'
import { asDouble, numbers, type GroupRow, type OnlyUnitRow } from '../statistics/statistics.js'
import {
  noNumbers,
  places,
  aggregatesOf,
  aggregateColumns,
  type AggregateColumns,
  type BucketAggregateRow,
  type CodePaths,
} from './bucket-aggregates.js'
import { nights } from './nights.js'
import { timedRows } from './timed-rows.js'
import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow & CodePaths & NumberPaths>('k')
const t = alias<AggregateColumns & StoredGroupKeys>('t')

interface Timed extends FilterArgs {
  readonly now: string
}

/** Rows that have no readable time. */
export interface TimelessRow {
  valid: number
  retracted: number
}

/** Numbers of one code, bucket, place, unit, kind and source, or bodies without one. */
interface UnitGroupRow extends GroupKeyRow {
  code_id: number
  bucket_at: string
  position: number
  name: string
  unit: string | null
  count: number
  sum: number | null
  min: number | null
  max: number | null
  missing: number
  not_number: number
  is_named: boolean
}

export interface TrendDatabase extends ObservationDatabase {
  bucket_aggregate: BucketAggregateRow
  timeless: TimelessRow
  unit_group: UnitGroupRow
}

/** Observations of the index range `k`. */
const inIndexRange = ({ profile }: QueryContext<Timed>): RawBuilder<unknown> => sql`
  public.core_observation as o where ${ofReadableCode(o, k)} and ${keyOf(profile, startKey, o)} between k.at and k.last_at`

/** Observations of the code `k` that begin before the window and reach into it; nights have a place of their own. */
const beginsBefore = ({ param, profile }: QueryContext<Timed>): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey, o)
  return sql`
  public.core_observation as o where ${ofReadableCode(o, k)} and ${key} >= k.earliest and ${key} < opening.start_at
    and ${key} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')
    and ${reaches(profile, o, sql`opening.start_at`)} and not k.is_night`
}

/** They count, and what they say adds up. */
const isSum = ({ profile }: QueryContext<Timed>): RawBuilder<unknown> => {
  const known = { isDescribed: sql.raw('k.is_described'), isAdditive: sql.raw('k.may_add_up') }
  const json = o.column(profile.observationJson)
  return sql`(${isValid(o)} and coalesce(${addsUp(json, known)}, false))`
}

/** Those of them that are in the first bucket: no sum has a part of the time before the window. */
const beforeWindow = (context: QueryContext<Timed>): RawBuilder<unknown> =>
  sql`${beginsBefore(context)} and not ${isSum(context)}`

/** Those that are in no bucket, as a derived table. */
export const earlySums = (context: QueryContext<Timed>): RawBuilder<unknown> => sql`(
  select from asked as k cross join opening cross join ${beginsBefore(context)}
    and k.readable and k.may_add_up and ${isSum(context)})`

/** Rows of the window, counted in the bucket that they start in, or in the first one. */
const bucketAggregates = (
  context: QueryContext<Timed>,
  bucket: BucketSize,
): RawBuilder<BucketAggregateRow> => {
  const { param, profile } = context
  const now = param('now', 'timestamptz')
  const key = keyOf<string>(profile, startKey, o)
  const ofEra = sql`${beforeWindow(context)}
    and ${key} <= case when era.is_future then 'infinity' else ${now} end
    and ${key} > case when era.is_future then ${now} else '-infinity' end`
  const rows = (most: 1 | 2) => sql`
    select k.code_id, k.bucket_at, false as is_night, k.at > ${now} as is_future, ${aggregateColumns(t)}
    from index_range as k cross join lateral ${aggregatesOf(profile, { from: inIndexRange(context), o, k }, most)} as t
    where k.path_1 is ${most === 1 ? sql`null` : sql`not null`}`
  return sql<BucketAggregateRow>`(${rows(1)}
    union all${rows(2)}
    union all
    select k.code_id, ${bucketStart(bucket, sql`opening.start_at`)}, false, era.is_future, ${aggregateColumns(t)}
    from asked as k cross join opening cross join (values (false), (true)) as era(is_future)
    cross join lateral ${aggregatesOf(profile, { from: ofEra, o, k }, 2)} as t
    where k.readable and not k.is_night and opening.start_at is not null and (not era.is_future or opening.start_at > ${now})
    union all
    select n.code_id, n.bucket_at, true, n.at > ${now}, n.is_valid, 1, n.kind, n.source_id, n.source_text, ${noNumbers}
    from night_row as n)`
}

/** Rows that count, of types that are not described: their bodies have to be looked through. */
const undescribed = (context: QueryContext<Timed>, bucket: BucketSize): RawBuilder<object> => {
  const json = o.column(context.profile.observationJson)
  const rows = (bucketAt: RawBuilder<unknown>) => sql`
    select m.code_id, m.coding_code, m.is_described, m.bucket_at, ${storedOfUndescribed(alias('m'))}, m.source_id, m.source_text
    from (
    select k.code_id, ${bucketAt} as bucket_at, ${foundNumbers(json, k)},
      o.data_source_id as source_id,
      ${sourceTextIn(context.profile, o, sql`true`)} as source_text`
  return sql`(
    ${rows(sql`k.bucket_at`)} from index_range as k cross join ${inIndexRange(context)}
      and ${isValid(o)} and not k.is_described offset 0) as m
    union all
    ${rows(bucketStart(bucket, sql`opening.start_at`))} from asked as k cross join opening
    cross join ${beforeWindow(context)}
      and ${isValid(o)} and not k.is_described and k.readable and opening.start_at is not null offset 0) as m
    union all
    select n.code_id, n.coding_code, n.is_described, n.bucket_at, n.stored_0, n.stored_1, n.kind, n.source_id, n.source_text
    from night_row as n where n.is_valid)`
}

/** Rows without a readable time, of the types that are asked about. */
export const timeless = ({ param, profile }: QueryContext<Timed>): RawBuilder<TimelessRow> => sql`(
  select count(*) filter (where ${isValid(o)}) as valid,
    count(*) filter (where not ${isValid(o)} and ${hasNoWindow(param)}) as retracted
  from asked as k join public.core_observation as o on ${ofReadableCode(o, k)} and ${keyOf(profile, startKey, o)} is null
  where k.readable)`

const unitGroupsAt = (place: (typeof places)[number]): RawBuilder<unknown> => {
  const i = sql.lit(place)
  return sql`
    select t.code_id, t.bucket_at, f.position, left(f.name, ${longestText}) as name,
      ${kindOfNumber(sql.ref('t.kind'), sql`t.own_kind_${i}`)} as kind, ${sourceOfName(t, sql.ref('f.name'))} as source,
      t.unit_${i} as unit,
      t.numbers_${i} as count, t.sum_${i} as sum, t.min_${i} as min, t.max_${i} as max,
      t.missing_${i} + t.count - t.said_${i} as missing,
      t.said_${i} - t.numbers_${i} - t.missing_${i} as not_number, f.is_required or t.said_${i} > 0 as is_named
    from bucket_aggregate as t join public.core_codeableconcept as cc on cc.id = t.code_id
    join ${fieldNames} as f on f.code = cc.coding_code and f.position = ${i} and not f.is_part
    where t.is_valid and not t.is_night`
}

const unitGroups: RawBuilder<UnitGroupRow> = sql`(
  ${sql.join(places.map(unitGroupsAt), sql` union all `)}
  union all
  select n.code_id, n.bucket_at, n.position, n.name, n.kind, n.source, n.unit, count(n.number), sum(cast(n.number as numeric)),
    cast(min(n.number) as numeric), cast(max(n.number) as numeric), count(*) filter (where n.is_missing),
    count(*) filter (where n.number is null and not n.is_missing), bool_or(n.is_named)
  from ${numbers} as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit, n.kind, n.source)`

/** The unit groups of the buckets of `page` by code, bucket, name, unit, kind and source. */
export const groupedAggregates: RawBuilder<GroupRow> = sql`(
  select p.code_id, p.bucket_at, p.position, p.name, p.unit, p.kind, p.source, p.is_named,
    p.count, ${asDouble(sql.ref('p.mean'))} as mean, ${asDouble(sql.ref('p.min'))} as min,
    ${asDouble(sql.ref('p.max'))} as max, ${asDouble(sql.ref('p.sum'))} as sum,
    p.missing, p.not_number
  from (
    select p.code_id, p.bucket_at, p.position, p.name, p.unit, p.kind, p.source, bool_or(p.is_named) as is_named,
      cast(sum(p.count) as bigint) as count, sum(p.sum) as sum,
      sum(p.sum) / nullif(sum(p.count), 0) as mean, min(p.min) as min, max(p.max) as max,
      cast(sum(p.missing) as bigint) as missing, cast(sum(p.not_number) as bigint) as not_number
    from unit_group as p where p.bucket_at in (select page.bucket_at from page)
    group by p.code_id, p.bucket_at, p.position, p.name, p.unit, p.kind, p.source offset 0) as p)`

/** The unit of each name that has one in the whole window and no number without. */
export const onlyUnitOfAggregates: RawBuilder<OnlyUnitRow> = sql`(
  select p.code_id, p.position, p.name, min(p.unit) as unit
  from unit_group as p group by p.code_id, p.position, p.name
  having count(distinct p.unit) = 1 and coalesce(max(p.count) filter (where p.unit is null), 0) = 0)`

/**
 * What a trend is made of where the advised indexes are: `bucket_aggregate`, `timeless` and `unit_group`. No row of
 * the window is kept, each is only counted.
 */
export function withBucketAggregates(
  context: QueryContext<Timed>,
  scope: Scope,
  bucket: BucketSize,
  opening: RawBuilder<OpeningRow>,
): SelectCreator<TrendDatabase> {
  return withIndexRanges(context, scope, { bucket, withoutNights: true }, opening)
    .with('night_row', () => nights(context, bucket), 'materialized')
    .with('bucket_aggregate', () => bucketAggregates(context, bucket))
    .with('timeless', () => timeless(context))
    .with('placed', () => undescribed(context, bucket), 'not materialized')
    .with('timed_row', () => timedRows(context, inIndexRange(context), o), 'not materialized')
    .with('unit_group', () => sql<UnitGroupRow>`${unitGroups}`)
}
