import { sql, type RawBuilder } from 'kysely'

import type { Alias } from '../../../permissions/alias.js'
import { glucoseName, glucoseRanges } from '../../../omh/types/glucose-ranges.js'

/** A number of a group, and how many observations have it. */
export interface CountedNumber {
  name: string
  unit: string | null
  number: number | null
  count: number
}

type Limits = (typeof glucoseRanges)[number]['limits']

/** How many numbers lie in each range, low to high. */
const inRanges = (d: Alias<CountedNumber>, limits: Limits): RawBuilder<unknown> => {
  const number = d.plain('number')
  const [veryLow, low, high, veryHigh] = limits.map((limit) => sql.lit(limit))
  const countOf = (condition: RawBuilder<unknown>) =>
    sql`cast(coalesce(sum(${d.plain('count')}) filter (where ${condition}), 0) as bigint)`
  return sql`array[
        ${countOf(sql`${number} < ${veryLow}`)}, ${countOf(sql`${number} >= ${veryLow} and ${number} < ${low}`)},
        ${countOf(sql`${number} >= ${low} and ${number} <= ${high}`)}, ${countOf(sql`${number} > ${high} and ${number} <= ${veryHigh}`)},
        ${countOf(sql`${number} > ${veryHigh}`)}]`
}

/**
 * How many numbers of a group lie in each range of glucose, low to high, as an array; null for
 * anything but glucose in a known unit.
 * @param d the different numbers of the group
 */
export const glucoseCounts = (d: Alias<CountedNumber>): RawBuilder<unknown> => {
  const cases = glucoseRanges.map(
    ({ units, limits }) =>
      sql`when ${d.plain('unit')} in (${sql.join(units.map((unit) => sql.lit(unit)))}) then ${inRanges(d, limits)}`,
  )
  return sql`case when ${d.plain('name')} = ${sql.lit(glucoseName)} then case ${sql.join(cases, sql` `)} end end`
}
