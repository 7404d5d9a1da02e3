import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias, type Alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { ReadableCodeRow } from '../../../permissions/readable-code.js'
import type { FilterArgs } from '../filter.js'
import { ofReadableCode } from '../index-range.js'
import { keyOf, secondsKey, startKey } from '../observation-key.js'
import { isValid } from '../readable-observations.js'
import { sourceTextIn, type StoredGroupKeys } from '../statistics/group-keys.js'
import { foundNumbers, storedNumbers } from '../statistics/stored-numbers.js'
import { bucketStart, type BucketSize } from './bucket.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow>('k')

/** The end of a row, or its start where only that is known. */
export const untilOf = (
  m: Alias<{ readonly at: string; readonly seconds: number | null }>,
): RawBuilder<string> =>
  sql<string>`${m.plain('at')} + make_interval(secs => coalesce(${m.plain('seconds')}, 0))`

/** A stretch of sleep, in the bucket of waking, with what its body holds. */
export interface NightRow extends StoredGroupKeys {
  patient_id: number
  code_id: number
  at: string
  until: string
  bucket_at: string
  is_valid: boolean
}

/** The window has the time of waking of a night. */
export const endsInside = (
  { param }: QueryContext<FilterArgs>,
  m: Alias<Pick<NightRow, 'until'>>,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${m.plain('until')} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')`

/**
 * The stretches of sleep that end within the window, from the advised indexes: what began before
 * the window is not longer than the longest interval of its code (`asked.earliest`).
 */
export const nights = (
  context: QueryContext<FilterArgs>,
  bucket: BucketSize,
): RawBuilder<NightRow> => {
  const { param, profile } = context
  const key = keyOf<string>(profile, startKey, o)
  const seconds = keyOf<number>(profile, secondsKey, o)
  const json = o.column(profile.observationJson)
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  return sql`(
    select m.*, ${bucketStart(bucket, sql`m.until`)} as bucket_at
    from (select m.patient_id, m.code_id, m.coding_code, m.is_described, m.at, m.is_valid, m.source_id, m.source_text,
      ${storedNumbers(alias('m'))}, ${untilOf(alias('m'))} as until from (
      select k.patient_id, k.code_id, ${key} as at, ${seconds} as seconds,
        ${isValid(o)} as is_valid, ${foundNumbers(json, alias('k'))},
        o.data_source_id as source_id, ${sourceTextIn(profile, o, sql`true`)} as source_text
      from asked as k cross join public.core_observation as o
      where k.readable and k.is_night and ${ofReadableCode(o, k)}
        and ${key} >= k.earliest and ${key} <= ${end} offset 0) as m offset 0) as m
    cross join opening
    where m.until >= opening.start_at and ${endsInside(context, alias('m'))})`
}
