import { sql, type RawBuilder } from 'kysely'

import type { Alias } from '../../../permissions/alias.js'
import { kindAt } from './group-keys.js'
import { isCodeOfParts, partPaths, partsOr, type NumberPaths } from './number-fields.js'
import { unitOf, withUnit, type UnitPlaces } from './number-units.js'

/** What is read of an observation before its numbers have their units. */
export interface FoundNumbers extends NumberPaths {
  body: unknown
  found_0: unknown
  found_1: unknown
}

/**
 * What a body holds at the places of its type's numbers, as the columns `found_0` and `found_1`
 * after the `body`; of a type that is not described the body itself.
 * @param json the observation's JSON
 * @param otherwise of a type that is not described, where not the body
 */
export const foundNumbers = (
  json: RawBuilder<unknown>,
  k: Alias<NumberPaths>,
  otherwise: RawBuilder<unknown> = sql`${json} -> 'body'`,
): RawBuilder<unknown> => sql`${json} -> 'body' as body,
    case when ${k.plain('is_described')} then ${json} #> ${k.plain('path_0')}
      else ${partsOr(json, k.plain('coding_code'), otherwise)} end as found_0,
    ${json} #> ${k.plain('path_1')} as found_1,
    ${k.plain('coding_code')}, ${k.plain('is_described')}, ${k.plain('path_0')}, ${k.plain('path_1')}`

/** The body says more than when it is and the number at the path, which is at its top. */
const saysMore = (body: RawBuilder<unknown>, path: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when jsonb_typeof(${body}) = 'object' then ${body} - ${path} - 'effective_time_frame' <> '{}' end`

/** A number of a type at the top of a body. */
interface Field {
  readonly body: RawBuilder<unknown>
  readonly stored: RawBuilder<unknown>
  /** From JHE's JSON to the number. */
  readonly path: RawBuilder<unknown>
}

const placesOf = ({ body, stored, path }: Field): UnitPlaces => ({
  stored,
  around: [{ object: body, name: sql`(${path})[2]` }],
  isLikely: saysMore(body, path),
})

/** The unit of a number of a type, whole; null where the body says none. */
export const unitOfField = (field: Field): RawBuilder<unknown> => unitOf(placesOf(field))

/** The parts of a type that is about more than two numbers, each with its unit. */
const partsWithUnits = (m: Alias<FoundNumbers>): RawBuilder<unknown> => {
  const name = sql`p.path[cardinality(p.path)]`
  const around = [sql`p.around`, m.plain('body')].map((object) => ({ object, name }))
  return sql`(
    select jsonb_agg(${withUnit({ stored: sql`p.stored`, around, isLikely: sql`true` })} order by p.position)
    from (
      select f.position, f.path, nullif(${m.plain('found_0')} -> f.position, 'null') as stored,
        ${m.plain('body')} #> f.path[1:cardinality(f.path) - 1] as around
      from ${partPaths} as f(code, position, path)
      where f.code = ${m.plain('coding_code')} offset 0) as p)`
}

/** A part is no quantity with a unit. */
const lacksUnit = sql`'$[*] ? (@ != null && !(@.unit.type() == "string" && @.unit != ""))'`

/** The parts with their units, else what was found. */
const partsOrFound = (m: Alias<FoundNumbers>): RawBuilder<unknown> =>
  sql`when ${isCodeOfParts(m.plain('coding_code'))} and ${m.plain('found_0')} @? ${lacksUnit} then ${partsWithUnits(m)}
      else ${m.plain('found_0')} end`

const fieldWithUnit = (m: Alias<FoundNumbers>, place: 0 | 1): RawBuilder<unknown> =>
  withUnit(
    placesOf({
      body: m.plain('body'),
      stored: m.plain(`found_${place}`),
      path: m.plain(`path_${place}`),
    }),
  )

/**
 * The numbers of `foundNumbers` as the columns `stored_0` and `stored_1`, each with the unit that
 * the body says of it, then the `kind` that it says of all. Those of a type that is not described
 * get their units in `numbers`.
 */
export const storedNumbers = (m: Alias<FoundNumbers>): RawBuilder<unknown> =>
  sql`case when ${m.plain('is_described')} then ${fieldWithUnit(m, 0)}
      ${partsOrFound(m)} as stored_0,
    ${fieldWithUnit(m, 1)} as stored_1,
    ${kindAt(m.plain('body'))} as kind`

/** The same of rows whose types have no one or two numbers at known places. */
export const storedOfUndescribed = (m: Alias<FoundNumbers>): RawBuilder<unknown> =>
  sql`case ${partsOrFound(m)} as stored_0, cast(null as jsonb) as stored_1, ${kindAt(m.plain('body'))} as kind`
