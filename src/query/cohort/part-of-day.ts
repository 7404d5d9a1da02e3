import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../permissions/query-context.js'
import type { CohortArgs } from './cohort-args.js'

/** Hours of the day by the clock; the others are night. */
export const dayHours = { from: 6, to: 22 } as const

/**
 * The time is in the part of the day that is asked about; only the first series has one.
 * @param series place of the series in the question, from 1
 */
export const isInPart = (
  { param }: QueryContext<CohortArgs>,
  at: RawBuilder<unknown>,
  series: RawBuilder<unknown>,
): RawBuilder<boolean> => {
  const part = param('part_of_day', 'text')
  const hour = sql`extract(hour from ${at} at time zone ${param('time_zone', 'text')})`
  return sql<boolean>`case when ${part} is null or ${series} <> 1 then true
      else (${hour} >= ${sql.lit(dayHours.from)} and ${hour} < ${sql.lit(dayHours.to)}) = (${part} = 'day') end`
}
