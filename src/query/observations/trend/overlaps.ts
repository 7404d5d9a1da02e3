import { sql, type RawBuilder } from 'kysely'

import { isAdditiveName, type GroupKeyRow } from '../statistics/group-keys.js'
import { timedNumbers } from '../statistics/statistics.js'

/** Numbers of one group in one bucket that were counted while others still were. */
export interface OverlapRow extends GroupKeyRow {
  readonly code_id: number
  readonly bucket_at: string
  readonly name: string
  readonly unit: string | null
  /** Numbers of observations that begin before an earlier one of the same source ends. */
  readonly own: number
}

const earlier = sql`rows between unbounded preceding and 1 preceding`

/** The observation begins at the same moment as an earlier one of the window, or before one ends. */
const begins = (over: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce(n.at < max(n.until) over ${over} or n.at = lag(n.at) over ${over}, false)`

/**
 * Where numbers that add up may have been counted twice, as a JSON list: groups of `page` with
 * numbers of observations that begin before another of the same patient, code, name, unit and kind
 * ends, of whichever source. Two that only touch do not overlap.
 */
export const overlaps: RawBuilder<OverlapRow[]> = sql`(
  select coalesce(json_agg(json_build_object('code_id', g.code_id, 'bucket_at', g.bucket_at, 'name', g.name,
    'unit', g.unit, 'kind', g.kind, 'source', g.source, 'own', g.own)), '[]')
  from (
    select n.code_id, n.bucket_at, n.name, n.unit, n.kind, n.source, count(*) filter (where n.is_own) as own
    from (
      select n.*, ${begins(sql`own`)} as is_own, ${begins(sql`any_source`)} as is_any
      from ${timedNumbers} as n where n.number is not null and ${isAdditiveName(sql.ref('n.name'))}
      window own as (partition by n.patient_id, n.code_id, n.name, n.unit, n.kind, n.source order by n.at, n.until ${earlier}),
        any_source as (partition by n.patient_id, n.code_id, n.name, n.unit, n.kind order by n.at, n.until ${earlier})) as n
    where n.is_any and n.bucket_at in (select page.bucket_at from page)
    group by n.code_id, n.bucket_at, n.name, n.unit, n.kind, n.source) as g)`
