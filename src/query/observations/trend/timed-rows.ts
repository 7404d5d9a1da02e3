import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias, type Alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { keyOf, secondsKey, startKey } from '../observation-key.js'
import { isValid } from '../readable-observations.js'
import { kindIn, sourceTextIn } from '../statistics/group-keys.js'
import { storedNumbers, type NumberPaths } from '../statistics/number-fields.js'
import { untilOf } from './nights.js'

const k = alias<NumberPaths>('k')

/**
 * Rows that count of what may add up, with the time that they are about. The index tells when the
 * first row of a range starts, so that a row alone in its range need not be read for that.
 * @param inRange `from` and `where` of a select of the observations of the range `k`
 * @param o the name of those observations
 */
export const timedRows = (
  { profile }: QueryContext<object>,
  inRange: RawBuilder<unknown>,
  o: Alias<JheTables['core_observation']>,
): RawBuilder<object> => {
  const json = o.column(profile.observationJson)
  const columns = sql.raw(
    ['patient_id', 'code_id', 'coding_code', 'is_described', 'bucket_at', 'at']
      .map((name) => `m.${name}`)
      .join(', '),
  )
  const numbers = sql.raw('stored_0, stored_1, kind, source_id, source_text')
  return sql`(
    select ${columns}, ${untilOf(alias('m'))} as until, ${numbers}
    from (
      select k.patient_id, k.code_id, k.coding_code, k.is_described, k.bucket_at,
        case when one.is_alone then k.at else ${keyOf<string>(profile, startKey, o)} end as at,
        ${keyOf<number>(profile, secondsKey, o)} as seconds, ${storedNumbers(json, k)}, ${kindIn(json)} as kind,
        ${o.plain('data_source_id')} as source_id, ${sourceTextIn(profile, o, sql`true`)} as source_text
      from index_range as k
      cross join lateral (
        select count(*) = 1 as is_alone from (select from ${inRange} limit 2) as two) as one
      cross join ${inRange} and ${isValid(o)} and k.may_add_up offset 0) as m
    union all
    select ${columns}, m.until, ${numbers} from night_row as m where m.is_valid)`
}
