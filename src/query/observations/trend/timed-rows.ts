import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias, type Alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { keyOf, secondsKey, startKey } from '../observation-key.js'
import { isValid } from '../readable-observations.js'
import { sourceTextIn } from '../statistics/group-keys.js'
import type { NumberPaths } from '../statistics/number-fields.js'
import { foundNumbers, storedNumbers } from '../statistics/stored-numbers.js'
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
  const source = sql.raw('m.source_id, m.source_text')
  return sql`(
    select ${columns}, ${untilOf(alias('m'))} as until, ${storedNumbers(alias('m'))}, ${source}
    from (
      select k.patient_id, k.code_id, k.bucket_at,
        case when one.is_alone then k.at else ${keyOf<string>(profile, startKey, o)} end as at,
        ${keyOf<number>(profile, secondsKey, o)} as seconds, ${foundNumbers(json, k)},
        ${o.plain('data_source_id')} as source_id, ${sourceTextIn(profile, o, sql`true`)} as source_text
      from index_range as k
      cross join lateral (
        select count(*) = 1 as is_alone from (select from ${inRange} limit 2) as two) as one
      cross join ${inRange} and ${isValid(o)} and k.may_add_up offset 0) as m
    union all
    select ${columns}, m.until, m.stored_0, m.stored_1, m.kind, ${source} from night_row as m where m.is_valid)`
}
