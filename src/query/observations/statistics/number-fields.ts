import { sql, type RawBuilder } from 'kysely'

import type { Alias } from '../../../permissions/alias.js'
import { knownTypes } from '../../../omh/types/data-types.js'
import { isAdditive } from '../../../omh/types/statistic-rules.js'
import type { ValueField } from '../../../omh/types/fields.js'

/** Of the others every quantity counts, as of a type that is not in the table. */
const countedTypes = knownTypes.filter(({ counted }) => counted === 'primary')

const fields = countedTypes.flatMap(({ code, primary }) =>
  primary.map((field, position) => ({ code, position, ...field })),
)

const pathTo = (field: ValueField | undefined) =>
  field === undefined
    ? sql`cast(null as text[])`
    : sql`cast(${sql.lit(`{body,${field.path.join(',')}}`)} as text[])`

const pathRows = countedTypes.map(
  ({ code, primary: [first, second] }) =>
    sql`(${sql.lit(code)}, ${pathTo(first)}, ${pathTo(second)}, ${sql.lit([first, second].some((field) => isAdditive(field?.name ?? '')))})`,
)

/**
 * For each data type the paths from JHE's JSON to the numbers it is about, as a derived table
 * `(code, path_0, path_1, is_additive)`: a type is about one number or two, each a `{value, unit}`,
 * which may add up.
 */
export const fieldPaths = sql`(
  select * from (values ${sql.join(pathRows)}) as v(code, path_0, path_1, is_additive))`

const nameRows = fields.map(
  ({ code, position, name, required }) =>
    sql`(${sql.lit(code)}, ${sql.lit(position)}, ${sql.lit(name)}, ${sql.lit(required)})`,
)

/** The name of each of these numbers, as a derived table `(code, position, name, is_required)`. */
export const fieldNames = sql`(
  select * from (values ${sql.join(nameRows)}) as v(code, position, name, is_required))`

/** What tells where the numbers of an observation's type stand. */
export interface NumberPaths {
  is_described: boolean
  path_0: string[] | null
  path_1: string[] | null
}

/**
 * What a body holds at the places of its type's numbers, as the columns `stored_0` and `stored_1`;
 * of a type that is not described the body itself.
 * @param json the observation's JSON
 */
export const storedNumbers = (
  json: RawBuilder<unknown>,
  k: Alias<NumberPaths>,
): RawBuilder<unknown> => sql`case when ${k.plain('is_described')} then ${json} #> ${k.plain('path_0')} else ${json} -> 'body' end as stored_0,
    ${json} #> ${k.plain('path_1')} as stored_1`
