import { sql, type RawBuilder } from 'kysely'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import type { StoredGroupKeys } from './group-keys.js'
import type { Times } from '../summary/coverage.js'
import type { FilterArgs } from '../filter.js'
import { withReadableObservations } from '../readable-observations.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { ObservationDatabase, Scope } from '../../../permissions/readable-code.js'
import { hashed } from '../trend/bucket-aggregates.js'

/** How many observations of a patient, a code and a source say the same. */
export interface ValueCountRow extends StoredGroupKeys {
  patient_id: number
  code_id: number
  coding_code: string | null
  is_described: boolean
  is_valid: boolean
  /** They touch the window; without a window unknown times do too. */
  is_inside: boolean
  is_timeless: boolean
  is_future: boolean
  stored_0: unknown
  stored_1: unknown
  count: number
}

export interface ValueCountDatabase extends ObservationDatabase {
  value_count: ValueCountRow
}

interface Timed extends FilterArgs {
  readonly now: string
}

/** Rows that were read one by one, counted by what they say; never sorted. */
const valueCounts = ({
  param,
}: QueryContext<Timed>): RawBuilder<ValueCountRow> => sql<ValueCountRow>`(
  select r.patient_id, r.code_id, r.coding_code, r.is_described, cast(null as timestamptz) as bucket_at,
    r.source_id, r.valid = cast('1' as xid) as is_valid, r.is_inside, r.is_timeless, r.is_future,
    r.stored_0, r.stored_1, r.kind, r.source_text, count(*) as count
  from (
    select m.*, ${hashed(sql`m.readable`)} as valid, m.at is null as is_timeless,
      coalesce(m.at > ${param('now', 'timestamptz')}, false) as is_future
    from readable_observation as m where m.readable or m.retracted and m.is_inside) as r
  group by r.patient_id, r.code_id, r.coding_code, r.is_described, r.source_id, r.valid,
    r.is_inside, r.is_timeless, r.is_future, r.stored_0, r.stored_1, r.kind, r.source_text)`

/** First and last times of data types, and the times whose days have data, of the rows that count. */
export const timesOfRows: Times = {
  extent: sql`(
      select m.code_id, min(m.at) as first, max(m.at) as last from readable_observation as m
      where m.readable and m.is_inside group by m.code_id)`,
  starts: sql`(select m.code_id, m.at from readable_observation as m where m.readable and m.is_inside)`,
}

/** `value_count` where nothing helps to find the rows of a window. */
export const withValueCounts = (
  context: QueryContext<Timed>,
  scope: Scope,
): SelectCreator<ValueCountDatabase> =>
  withReadableObservations(context, scope).with('value_count', () => valueCounts(context))
