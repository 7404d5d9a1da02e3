import { sql, type RawBuilder } from 'kysely'

import type { Alias } from '../../../permissions/alias.js'
import { knownTypes } from '../../../omh/types/data-types.js'
import { isAdditive } from '../../../omh/types/statistic-rules.js'
import type { ValueField } from '../../../omh/types/fields.js'

/** Of the others every quantity counts, as of a type that is not in the table. */
const countedTypes = knownTypes
  .filter(({ counted }) => counted === 'primary')
  .map(({ code, primary, secondary, also }) => ({
    code,
    counted: [
      ...primary,
      ...also.flatMap((name) => secondary.filter((field) => field.name === name)),
    ],
  }))

/** Most numbers that a type may be about to have a path to each. */
const mostPaths = 2

const isOfMany = ({ counted }: (typeof countedTypes)[number]): boolean => counted.length > mostPaths

const textPath = ({ path }: ValueField) =>
  sql`cast(${sql.lit(`{body,${path.join(',')}}`)} as text[])`

const pathTo = (field: ValueField | undefined) =>
  field === undefined ? sql`cast(null as text[])` : textPath(field)

const pathRows = countedTypes
  .filter((each) => !isOfMany(each))
  .map(
    ({ code, counted: [first, second] }) =>
      sql`(${sql.lit(code)}, ${pathTo(first)}, ${pathTo(second)}, ${sql.lit([first, second].some((field) => isAdditive(field?.name ?? '')))})`,
  )

/**
 * For each data type of one number or two the paths from JHE's JSON to them, as a derived table
 * `(code, path_0, path_1, is_additive)`: each is a `{value, unit}`, which may add up.
 */
export const fieldPaths = sql`(
  select * from (values ${sql.join(pathRows)}) as v(code, path_0, path_1, is_additive))`

const nameRows = countedTypes.flatMap((each) =>
  each.counted.map(
    ({ name, required }, position) =>
      sql`(${sql.lit(each.code)}, ${sql.lit(position)}, ${sql.lit(name)}, ${sql.lit(required)}, ${sql.lit(isOfMany(each))})`,
  ),
)

/**
 * The name of each of these numbers, and of those of types that are about more than two, as a
 * derived table `(code, position, name, is_required, is_part)`; a part stands at its position in
 * the list that `partsOr` makes.
 */
export const fieldNames = sql`(
  select * from (values ${sql.join(nameRows)}) as v(code, position, name, is_required, is_part))`

/**
 * What stands at the place of a number below the top of the body; a bare one with the unit that
 * stands beside it there. What stands at the top of the body is told with the kind of the row.
 */
const storedBelow = (json: RawBuilder<unknown>, field: ValueField): RawBuilder<unknown> => {
  const stored = sql`${json} #> ${textPath(field)}`
  if (field.path.length === 1) return stored
  const unit = sql`${json} #> ${textPath({ ...field, path: [...field.path.slice(0, -1), 'unit'] })}`
  return sql`case when jsonb_typeof(${stored}) = 'number' and jsonb_typeof(${unit}) = 'string'
      then jsonb_build_object('value', ${stored}, 'unit', ${unit}) else ${stored} end`
}

/** What a body has of each number of a type that is about more than two, as a jsonb list; `otherwise` of any other type. */
export const partsOr = (
  json: RawBuilder<unknown>,
  code: RawBuilder<unknown>,
  otherwise: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const cases = countedTypes
    .filter(isOfMany)
    .map(
      (each) =>
        sql`when ${sql.lit(each.code)} then jsonb_build_array(${sql.join(each.counted.map((field) => storedBelow(json, field)))})`,
    )
  return sql`case ${code} ${sql.join(cases, sql` `)} else ${otherwise} end`
}

/** What tells where the numbers of an observation's type stand. */
export interface NumberPaths {
  coding_code: string | null
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
): RawBuilder<unknown> => sql`case when ${k.plain('is_described')} then ${json} #> ${k.plain('path_0')}
      else ${partsOr(json, k.plain('coding_code'), sql`${json} -> 'body'`)} end as stored_0,
    ${json} #> ${k.plain('path_1')} as stored_1`
