import { sql, type RawBuilder } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import type { ValueCountRow, ValueCountDatabase } from './value-counts.js'
import { sourceTextIn, type StoredGroupKeys } from './group-keys.js'
import type { Times } from '../summary/coverage.js'
import { hasNoWindow, type FilterArgs } from '../filter.js'
import { ofReadableCode, reaches } from '../index-range.js'
import { isValid } from '../readable-observations.js'
import { keyOf, startKey } from '../observation-key.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { Scope, ReadableCodeRow } from '../../../permissions/readable-code.js'
import type { NumberPaths } from './number-fields.js'
import { foundNumbers, storedNumbers } from './stored-numbers.js'
import { withIndexRanges, type OpeningRow } from './index-ranges.js'
import { hashed } from '../trend/bucket-aggregates.js'
import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow & NumberPaths>('k')

interface Timed extends FilterArgs {
  readonly time_zone: string
  readonly now: string
}

/** An observation that began before the window and reaches into it. */
interface EarlyRow extends StoredGroupKeys {
  patient_id: number
  code_id: number
  at: string
  is_valid: boolean
  stored_0: unknown
  stored_1: unknown
}

/** What statistics are made of; of a type that is not described the body without its time. */
const found = ({ profile }: QueryContext<Timed>): RawBuilder<unknown> => {
  const json = o.column(profile.observationJson)
  const body = sql`${json} -> 'body'`
  const timeless = sql`case when jsonb_typeof(${body}) = 'object' then (${body}) - 'effective_time_frame' end`
  return sql`o.data_source_id as source_id, ${foundNumbers(json, k, timeless)},
        ${sourceTextIn(profile, o, sql`k.may_add_up`)} as source_text`
}

/** Observations `o` counted by what they say, without keeping or sorting one, as a lateral derived table. */
const counted = (
  context: QueryContext<Timed>,
  which: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`(
      select r.valid = cast('1' as xid) as is_valid, r.source_id, r.stored_0, r.stored_1, r.kind, r.source_text, count(*) as count
      from (
        select m.valid, m.source_id, ${storedNumbers(alias('m'))}, m.source_text
        from (
          select ${hashed(isValid(o))} as valid, ${found(context)}
          from public.core_observation as o where ${ofReadableCode(o, k)} and ${which} offset 0) as m offset 0) as r
      group by r.valid, r.source_id, r.stored_0, r.stored_1, r.kind, r.source_text)`

const early = (context: QueryContext<Timed>): RawBuilder<EarlyRow> => {
  const { param, profile } = context
  const key = keyOf<string>(profile, startKey, o)
  return sql<EarlyRow>`(
    select m.patient_id, m.code_id, m.at, m.is_valid, m.source_id, ${storedNumbers(alias('m'))}, m.source_text
    from (
    select k.patient_id, k.code_id, ${key} as at, ${isValid(o)} as is_valid, ${found(context)}
    from asked as k cross join opening
    join public.core_observation as o on ${ofReadableCode(o, k)} and ${key} >= k.earliest
      and ${key} < opening.start_at and ${key} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')
      and ${reaches(profile, o, sql`opening.start_at`)}
    where k.readable and opening.start_at is not null offset 0) as m)`
}

/** One range of the index for each patient and code before now, and one after it. */
const valueCounts = (context: QueryContext<Timed>): RawBuilder<ValueCountRow> => {
  const { param, profile } = context
  const key = keyOf<string>(profile, startKey, o)
  const now = param('now', 'timestamptz')
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const ofEra = sql`
    ${key} >= case when era.is_future then greatest(opening.start_at, ${now}) else coalesce(opening.start_at, '-infinity') end
    and ${key} <= case when era.is_future then ${end} else least(${end}, ${now}) end
    and (not era.is_future or ${key} > ${now})`
  const ofType = sql`k.patient_id, k.code_id, k.coding_code, k.is_described, cast(null as timestamptz) as bucket_at`
  const columns = sql`t.is_valid, t.source_id, t.stored_0, t.stored_1, t.kind, t.source_text, t.count`
  return sql<ValueCountRow>`(
    select ${ofType}, true as is_inside, false as is_timeless, era.is_future, ${columns}
    from asked as k cross join opening cross join (values (false), (true)) as era(is_future)
    cross join lateral ${counted(context, ofEra)} as t where k.readable
    union all
    select ${ofType}, ${hasNoWindow(param)}, true, false, ${columns}
    from asked as k cross join lateral ${counted(context, sql`${key} is null`)} as t where k.readable
    union all
    select ${ofType}, true, false, t.at > ${now}, t.is_valid, t.source_id, t.stored_0, t.stored_1, t.kind, t.source_text, 1
    from early as t join asked as k on k.patient_id = t.patient_id and k.code_id = t.code_id)`
}

/** First and last time of a data type within the window, of the rows that count. */
const extent = ({ param, profile }: QueryContext<Timed>): RawBuilder<unknown> => {
  const key = keyOf<string>(profile, startKey, o)
  const end = sql`coalesce(${param('window_end', 'timestamptz')}, 'infinity')`
  const one = (direction: 'asc' | 'desc') => sql`(
      select ${key} as at from public.core_observation as o
      where ${ofReadableCode(o, k)} and ${isValid(o)} and ${key} >= coalesce(opening.start_at, '-infinity') and ${key} <= ${end}
      order by ${key} ${sql.raw(direction)} limit 1)`
  return sql`(
    select n.code_id, min(n.at) as first, max(n.at) as last from (
      select k.code_id, n.at from asked as k cross join opening
      cross join lateral (${one('asc')} union all ${one('desc')}) as n where k.readable
      union all
      select e.code_id, e.at from early as e where e.is_valid) as n
    group by n.code_id)`
}

/** What `timesOfRows` knows, from the ends of each range and the first row of each day. */
export const timesOfIndex = (context: QueryContext<Timed>): Times => ({
  extent: extent(context),
  starts: sql`(
      select k.code_id, k.at from index_range as k
      union all
      select e.code_id, e.at from early as e where e.is_valid)`,
})

/** `value_count` where the advised indexes are: one pass over them, that keeps no row. */
export function withValueCountsByIndex(
  context: QueryContext<Timed>,
  scope: Scope,
): SelectCreator<ValueCountDatabase> {
  const { param } = context
  const bucket = { size: sql`'day'`, zone: param('time_zone', 'text') }
  const opening = sql<OpeningRow>`(select ${param('window_start', 'timestamptz')} as start_at)`
  return withIndexRanges(context, scope, { bucket, counts: isValid }, opening)
    .with('early', () => early(context))
    .with('value_count', () => valueCounts(context))
}
