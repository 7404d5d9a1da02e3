import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { ReadableCodeRow } from '../../../permissions/readable-code.js'
import type { FilterArgs } from '../filter.js'
import { ofReadableCode } from '../index-range.js'
import { keyOf, secondsKey, startKey } from '../observation-key.js'
import { bucketStart, type BucketSize } from './bucket.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow>('k')

/** The end of an observation, or its start where only that is known. */
export const untilOf = ({ profile }: Pick<QueryContext<object>, 'profile'>): RawBuilder<string> =>
  sql<string>`${keyOf<string>(profile, startKey, o)} + make_interval(secs => coalesce(${keyOf<number>(profile, secondsKey, o)}, 0))`

/** A stretch of sleep, in the bucket of waking. */
export interface NightRow {
  patient_id: number
  code_id: number
  id: number
  at: string
  until: string
  bucket_at: string
}

/** The window has the time of waking; the row is of a night, its rows are `m`. */
export const endsInside = ({ param }: QueryContext<FilterArgs>): RawBuilder<SqlBool> =>
  sql<SqlBool>`m.until <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')`

/**
 * The stretches of sleep that end within the window, from the advised indexes: what began before
 * the window is not longer than the longest interval of its code (`asked.earliest`).
 */
export const nights = (
  context: QueryContext<FilterArgs>,
  bucket: BucketSize,
): RawBuilder<NightRow> => {
  const key = keyOf<string>(context.profile, startKey, o)
  const end = sql`coalesce(${context.param('window_end', 'timestamptz')}, 'infinity')`
  return sql`(
    select m.*, ${bucketStart(bucket, sql`m.until`)} as bucket_at
    from (
      select k.patient_id, k.code_id, k.coding_code, k.is_described, k.path_0, k.path_1, k.may_add_up,
        o.id, ${key} as at, ${untilOf(context)} as until
      from asked as k join public.core_observation as o on ${ofReadableCode(o, k)}
        and ${key} >= k.earliest and ${key} <= ${end}
      where k.readable and k.is_night offset 0) as m
    cross join opening
    where m.until >= opening.start_at and ${endsInside(context)})`
}
