import { sql, type RawBuilder } from 'kysely'

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
        sql`when ${sql.lit(each.code)} then jsonb_build_array(${sql.join(each.counted.map((field) => sql`${json} #> ${textPath(field)}`))})`,
    )
  return sql`case ${code} ${sql.join(cases, sql` `)} else ${otherwise} end`
}

const partRows = countedTypes
  .filter(isOfMany)
  .flatMap(({ code, counted }) =>
    counted.map(
      ({ path }, position) =>
        sql`(${sql.lit(code)}, ${sql.lit(position)}, cast(${sql.lit(`{${path.join(',')}}`)} as text[]))`,
    ),
  )

/** The path from the body to each part, as a derived table `(code, position, path)`. */
export const partPaths = sql`(values ${sql.join(partRows)})`

/** The code is of a type that is about more than two numbers. */
export const isCodeOfParts = (code: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`${code} in (${sql.join(countedTypes.filter(isOfMany).map((each) => sql.lit(each.code)))})`

/** What tells where the numbers of an observation's type stand. */
export interface NumberPaths {
  coding_code: string | null
  is_described: boolean
  path_0: string[] | null
  path_1: string[] | null
}
