import { sql } from 'kysely'

import { knownTypes } from '../../omh/types/data-types.js'

const fields = knownTypes.flatMap(({ code, primary, secondary }) =>
  [...primary, ...secondary]
    .filter(({ kind }) => kind !== 'length')
    .map(({ name, path }, position) => ({ code, name, path, isFirst: position === 0 })),
)

const rows = fields.map(
  ({ code, name, path, isFirst }) =>
    sql`(${sql.lit(code)}, ${sql.lit(name)}, cast(${sql.lit(`{${path.join(',')}}`)} as text[]), ${sql.lit(isFirst)})`,
)

/**
 * Every number of the table of data types, as a derived table `(code, name, path, is_first)`; the path
 * starts in the body.
 */
export const valueFields = sql`(
    select * from (values ${sql.join(rows)}) as v(code, name, path, is_first))`
