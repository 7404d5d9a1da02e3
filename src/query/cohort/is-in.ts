import { sql, type RawBuilder, type SqlBool } from 'kysely'

/**
 * A value, or several in parentheses, is one of a select. Looked up as a hash of all of them: a join
 * would be planned for a few patients and run for thousands.
 */
export const isIn = (
  value: RawBuilder<unknown>,
  values: RawBuilder<unknown>,
): RawBuilder<SqlBool> => sql<SqlBool>`(case when ${value} in ${values} then true else false end)`
