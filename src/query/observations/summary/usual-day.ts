import { sql, type RawBuilder } from 'kysely'

import { glucoseTypes } from '../../../omh/types/glucose-ranges.js'
import type { JheTables } from '../../../db/schema.js'
import { alias, type Alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type { ReadableCodeRow, Scope } from '../../../permissions/readable-code.js'
import { ofReadableCode } from '../index-range.js'
import { keyOf, startKey } from '../observation-key.js'
import { isValid } from '../readable-observations.js'
import type { SummaryArgs } from './summary-args.js'

const o = alias<JheTables['core_observation']>('o')
const i = alias<ReadableCodeRow>('i')

/** What is looked at of a data type. */
type CodeAlias = Alias<{ readonly code_id: number; readonly coding_code: string }>

/** How many observations of the code each day of the zone has, from the rows. */
const daysOfRows = ({ param }: QueryContext<SummaryArgs>, k: CodeAlias): RawBuilder<unknown> => sql`
      select count(*) as count from readable_observation as m
      where m.code_id = ${k.plain('code_id')} and m.readable and m.is_inside and m.at <= ${param('now', 'timestamptz')}
      group by cast(m.at at time zone ${param('time_zone', 'text')} as date)`

/** The same from the index, whose ranges are of a day each. */
const daysOfIndex = (
  { param, profile }: QueryContext<SummaryArgs>,
  k: CodeAlias,
): RawBuilder<unknown> => sql`
      select (
        select count(*) from public.core_observation as o where ${ofReadableCode(o, i)} and ${isValid(o)}
          and ${keyOf(profile, startKey, o)} between i.at and i.last_at) as count
      from index_range as i where i.code_id = ${k.plain('code_id')} and i.at <= ${param('now', 'timestamptz')}`

/**
 * How many readings the usual day of glucose has (the third quartile of the days with some), which
 * tells a sensor from a fingerstick; null for other types and for a study.
 */
export const usualDay = (
  context: QueryContext<SummaryArgs>,
  scope: Scope,
  k: CodeAlias,
): RawBuilder<number | null> => {
  if (scope === 'study') return sql`null`
  const days = context.profile.hasTimeIndex ? daysOfIndex(context, k) : daysOfRows(context, k)
  const types = sql.join(glucoseTypes.map((name) => sql.lit(name)))
  return sql`case when split_part(${k.plain('coding_code')}, ':', 2) in (${types}) then (
    select percentile_disc(0.75) within group (order by n.count) from (${days}) as n) end`
}
