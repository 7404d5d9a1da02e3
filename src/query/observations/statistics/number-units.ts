import { sql, type RawBuilder } from 'kysely'

import {
  unitKeyPart,
  unitKeyPattern,
  unitSystems,
  unitWords,
} from '../../../omh/types/unit-keys.js'

const texts = (list: readonly string[]): RawBuilder<unknown> =>
  sql.join(list.map((text) => sql.lit(text)))

const snakeCase = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`lower(translate(regexp_replace(${text}, '([a-z0-9])([A-Z])', '\\1_\\2', 'g'), '- ', '__') collate "C")`

/** The unit that an object says under `unit`, whole; null where that is no text or an empty one. */
export const unitAt = (object: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when jsonb_typeof(${object} -> 'unit') = 'string' then nullif(${object} ->> 'unit', '') end`

/** An object that may say the unit of a number, and the key of the number in it. */
interface Around {
  /** A jsonb of any kind. */
  readonly object: RawBuilder<unknown>
  readonly name: RawBuilder<unknown>
}

/**
 * The unit that the first of some objects says that says one, by the rule of `unitBeside` in
 * `omh/types/unit-keys.ts`; null where none does.
 */
export const unitBeside = (objects: readonly Around[]): RawBuilder<unknown> => {
  const rows = objects.map(
    ({ object, name }, i) => sql`(${sql.lit(i)}, ${object}, cast(${name} as text))`,
  )
  return sql`(
    select u.unit from (
      select a.place, a.object, ${snakeCase(sql.raw('a.name'))} as name, e.key, e.value #>> '{}' as unit,
        regexp_match(case when e.key <> 'code' then ${snakeCase(sql.raw('e.key'))}
          when a.object ->> 'system' in (${texts(unitSystems)}) then 'unit_code' end, ${sql.lit(unitKeyPattern)}) as words
      from (values ${sql.join(rows)}) as a(place, object, name)
      cross join jsonb_each(case when jsonb_typeof(a.object) = 'object' then a.object end) as e
      where (e.key ~* ${sql.lit(unitKeyPart)} or e.key = 'code') and jsonb_typeof(e.value) = 'string' and e.value <> '""' offset 0) as u
    where u.words is not null and (coalesce(u.words[1], '') in ('', u.name)
      or strpos('_' || u.name || '_', '_' || u.words[1] || '_') > 0 and not u.object ? u.words[1])
    order by u.place, length(coalesce(u.words[1], '')) desc, array_position(array[${texts(unitWords)}], u.words[2]), u.key collate "C" limit 1)`
}

/** A key of the object may be that of a unit. @param object a jsonb object or null */
export const mayHaveUnits = (object: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`exists (select from jsonb_object_keys(${object}) as k where k ~* ${sql.lit(unitKeyPart)} or k = 'code')`

/** The unit that a quantity says of itself under any key; null of a number and of all else. */
export const unitOfQuantity = (stored: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`coalesce(${unitAt(stored)}, case when jsonb_typeof(${stored}) = 'object'
      then ${unitBeside([{ object: stored, name: sql`'value'` }])} end)`

/** Where the unit of a number may stand. */
export interface UnitPlaces {
  /** What stands in the place of the number. */
  readonly stored: RawBuilder<unknown>
  /** Objects around it, the nearest first. */
  readonly around: readonly Around[]
  /** They may say units; asked only of a number without a unit of its own. */
  readonly isLikely: RawBuilder<unknown>
}

const otherUnit = ({ stored, around, isLikely }: UnitPlaces): RawBuilder<unknown> =>
  sql`case when jsonb_typeof(${stored}) = 'object' or ${stored} is not null and ${isLikely}
      then ${unitBeside([{ object: stored, name: sql`'value'` }, ...around])} end`

/** The unit of a number: its own, else the one that stands beside it. Each part is read several times. */
export const unitOf = (places: UnitPlaces): RawBuilder<unknown> =>
  sql`coalesce(${unitAt(places.stored)}, ${otherUnit(places)})`

/**
 * What stands in the place of a number, with its unit under `unit` wherever the body says it: as it
 * is where that is so already or there is none.
 */
export const withUnit = (places: UnitPlaces): RawBuilder<unknown> => {
  const { stored } = places
  return sql`case when ${stored} is null or ${unitAt(stored)} is not null then ${stored} else coalesce(
      jsonb_set(case when jsonb_typeof(${stored}) = 'object' then ${stored} else jsonb_build_object('value', ${stored}) end,
        '{unit}', to_jsonb(${otherUnit(places)})), ${stored}) end`
}
