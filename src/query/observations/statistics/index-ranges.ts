import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import { bucketEnd, bucketStart, type BucketSize } from '../trend/bucket.js'
import { isNightCode } from './group-keys.js'
import { isCodeOfType, type FilterArgs } from '../filter.js'
import { earliestStart, ofReadableCode } from '../index-range.js'
import { fieldPaths } from './number-fields.js'
import type { ObservationAlias } from '../observation-alias.js'
import { keyOf, startKey } from '../observation-key.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import {
  withReadableCodes,
  type ObservationDatabase,
  type Scope,
  type ReadableCodeRow,
} from '../../../permissions/readable-code.js'
import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow>('k')

/** What the statistics of a window are about, as the one row of `opening`. */
export interface OpeningRow {
  /** Null where the window has no start. */
  start_at: string | null
}

interface Statistics extends FilterArgs {
  readonly now: string
}

/** How a history is cut. */
interface IndexRangeOptions {
  readonly bucket: BucketSize
  /** Which observations make an index range; all of them unless given. */
  readonly counts?: (o: ObservationAlias<'status'>) => RawBuilder<SqlBool>
  /** Nights are left out: they belong to the time of waking. */
  readonly withoutNights?: boolean
}

/**
 * The next stretch of a patient's history of one code that lies within one bucket, and wholly
 * before now or wholly after: from its first row on, up to the last moment that can belong to it.
 * The index tells where it starts, so that no time is read of the rows in it.
 * @param from condition on the start of its first row
 */
const nextIndexRange = (
  { param, profile }: QueryContext<Statistics>,
  { bucket, counts }: IndexRangeOptions,
  from: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey, o)
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const now = param('now', 'timestamptz')
  return sql`(
    select f.at, b.bucket_at, case
        when e.last_at is null or e.last_at < f.at or ${bucketStart(bucket, sql`e.last_at`)} <> b.bucket_at then f.at
        else least(e.last_at, case when f.at <= ${now} then ${now} end, ${end}) end as last_at
    from (
      select ${key} as at from public.core_observation as o
      where ${ofReadableCode(o, k)}${counts === undefined ? sql`` : sql` and ${counts(o)}`} and ${from} and ${key} <= ${end}
      order by ${key} limit 1) as f
    cross join lateral (select ${bucketStart(bucket, sql`f.at`)} as bucket_at offset 0) as b
    cross join lateral (select case when f.at > '0001-02-01' and f.at < '9999-01-01'
      then ${bucketEnd(bucket, sql`b.bucket_at`)} - interval '1 microsecond' end as last_at offset 0) as e)`
}

const indexRanges = (
  context: QueryContext<Statistics>,
  how: IndexRangeOptions,
): RawBuilder<object> => {
  const key = keyOf<string>(context.profile, startKey, o)
  const first = nextIndexRange(context, how, sql`${key} >= coalesce(opening.start_at, '-infinity')`)
  const next = nextIndexRange(context, how, sql`${key} > k.last_at`)
  return sql`(
    with recursive s as (
      select k.patient_id, k.code_id, n.at, n.bucket_at, n.last_at
      from asked as k cross join opening cross join lateral ${first} as n where k.readable${how.withoutNights === true ? sql` and not k.is_night` : sql``}
      union all
      select k.patient_id, k.code_id, n.at, n.bucket_at, n.last_at
      from s as k cross join lateral ${next} as n)
    select s.*, k.coding_code, k.is_described, k.path_0, k.path_1, k.may_add_up
    from s join asked as k on k.patient_id = s.patient_id and k.code_id = s.code_id)`
}

/** The data types asked about that may be read, with the paths to the numbers of those that are described. */
const asked = ({ profile }: QueryContext<Statistics>): RawBuilder<object> => sql`(
  select k.patient_id, k.code_id, k.readable, cc.coding_code,
    f.code is not null as is_described, f.path_0, f.path_1, f.is_additive is not false as may_add_up,
    ${isNightCode(sql.raw('cc.coding_code'))} as is_night,
    e.at as earliest
  from readable_code as k cross join opening
  left join public.core_codeableconcept as cc on cc.id = k.code_id
  left join ${fieldPaths} as f on f.code = cc.coding_code
  cross join lateral ${earliestStart(profile, sql`opening.start_at`, k)} as e
  where k.readable)`

/**
 * The stretches of history that a window is read by, as the common table expression `index_range`, and
 * the data types asked about as `asked`.
 * @param opening a row for each patient and code of `readable_code`
 */
export function withIndexRanges(
  context: QueryContext<Statistics>,
  scope: Scope,
  how: IndexRangeOptions,
  opening: RawBuilder<OpeningRow>,
): SelectCreator<ObservationDatabase> {
  return withReadableCodes(context, scope, isCodeOfType(context.param))
    .with('opening', () => opening)
    .with('asked', () => asked(context))
    .with('index_range', () => indexRanges(context, how))
}
