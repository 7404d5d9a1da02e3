import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SchemaProfile } from '../../../db/profile.js'
import type { Alias } from '../../../permissions/alias.js'
import type { JsonColumn, ObservationAlias } from '../observation-alias.js'
import { kindAt, longestText, sourceTextIn } from '../statistics/group-keys.js'
import { isValid } from '../readable-observations.js'
import { unitOfField } from '../statistics/stored-numbers.js'
import { isMeasurement } from '../statistics/statistics.js'

/**
 * Rows of one code in one bucket, valid or not, all before now or all after, whose numbers have
 * the same units, kind (of all of them, and of each, `own_kind`) and source. Of each place of a number (`_0`, `_1`) also how many rows say something there
 * (`said`), in how many of them it is a number (`numbers`), the sum and extremes of those, and in
 * how many it is `missing`.
 */
export interface BucketAggregateRow {
  code_id: number
  bucket_at: string
  /** Its numbers are not among those of its places. */
  is_night: boolean
  is_future: boolean
  is_valid: boolean
  count: number
}

/** A type is about one number or two. */
export const places = [0, 1] as const

type Place = (typeof places)[number]

/**
 * A truth of a type that PostgreSQL can hash but not sort, so that rows grouped by it are never
 * sorted, however few of them the planner expects.
 */
export const hashed = (condition: RawBuilder<SqlBool>): RawBuilder<unknown> =>
  sql`case when ${condition} then cast('1' as xid) else cast('0' as xid) end`

/** What is said of the second place of a type that is about one number. */
const noSecond = sql`cast(0 as bigint) as said_1, cast(0 as bigint) as numbers_1, cast(null as numeric) as sum_1,
    cast(null as numeric) as min_1, cast(null as numeric) as max_1, cast(0 as bigint) as missing_1`

const counts = (i: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    count(r.stored_${i}) as said_${i}, count(r.number_${i}) as numbers_${i}, sum(r.number_${i}) as sum_${i},
    min(r.number_${i}) as min_${i}, max(r.number_${i}) as max_${i},
    count(*) filter (where r.number_${i} is null and r.stored_${i} is not null and case
      when r.found_${i} is null then jsonb_typeof(r.stored_${i}) in ('object', 'null')
      else jsonb_typeof(r.found_${i}) = 'null' end) as missing_${i}`

/** A bare number counts where the schema wants `{value, unit}`, as in `numbers`. */
const value = (i: RawBuilder<unknown>): RawBuilder<unknown> => sql`case
          when r.found_${i} is null then
            case when jsonb_typeof(r.stored_${i}) = 'number' then cast(r.stored_${i} as numeric) end
          when jsonb_typeof(r.found_${i}) = 'number' then cast(r.found_${i} as numeric) end`

/** The paths to the numbers of a data type, and whether they may add up. */
export interface CodePaths {
  path_0: string[] | null
  path_1: string[] | null
  may_add_up: boolean
}

/** Which observations are counted. */
interface CountedRows {
  /** `from` and `where` of a select of them, in which they and their code have the aliases below. */
  readonly from: RawBuilder<unknown>
  readonly o: ObservationAlias<JsonColumn | 'status' | 'data_source_id'>
  readonly k: Alias<CodePaths>
}

/**
 * Counts observations by validity, kind, source and units, in steps that take nothing out of a body twice; as
 * a lateral derived table with the columns of `AggregateColumns`.
 * @param most how many numbers their types are about
 */
export const aggregatesOf = (
  profile: SchemaProfile,
  { from, o, k }: CountedRows,
  most: 1 | 2,
): RawBuilder<unknown> => {
  const json = o.column(profile.observationJson)
  const each = (
    build: (i: RawBuilder<unknown>, place: Place) => RawBuilder<unknown>,
  ): RawBuilder<unknown> =>
    sql.join(places.slice(0, most).map((place) => build(sql.lit(place), place)))
  const mayAddUp = k.plain('may_add_up')
  const units = each((i) => sql`r.unit_${i}, r.own_kind_${i}`)
  return sql`(
  select r.valid = cast('1' as xid) as is_valid, count(*) as count, r.kind, r.source_id, r.source_text, ${units}, ${each(counts)}${
    most === 1
      ? sql`, cast(null as text) as unit_1, cast(null as text[]) as own_kind_1, ${noSecond}`
      : sql``
  }
  from (
    select r.*, ${each((i) => sql`case when ${isMeasurement(sql`r.value_${i}`)} then r.value_${i} end as number_${i}`)}
    from (
      select r.*, ${each((i) => sql`${value(i)} as value_${i}`)}
      from (
        select r.*, ${kindAt(sql`r.body`)} as kind, ${each(
          (
            i,
          ) => sql`r.stored_${i} -> 'value' as found_${i}, left(${unitOfField({ body: sql`r.body`, stored: sql`r.stored_${i}`, path: sql`r.path_${i}` })}, ${longestText}) as unit_${i},
          ${kindAt(sql`r.stored_${i}`)} as own_kind_${i}`,
        )}
        from (
          select ${hashed(isValid(o))} as valid, ${each((i, place) => sql`${json} #> ${k.plain(`path_${place}`)} as stored_${i}, ${k.plain(`path_${place}`)} as path_${i}`)},
            ${json} -> 'body' as body, case when ${mayAddUp} then ${o.plain('data_source_id')} end as source_id,
            ${sourceTextIn(profile, o, mayAddUp)} as source_text
          from ${from} offset 0) as r offset 0) as r offset 0) as r offset 0) as r
  group by r.valid, r.kind, r.source_id, r.source_text, ${units})`
}

const rowColumns = ['is_valid', 'count', 'kind', 'source_id', 'source_text'] as const
const placeColumns = [
  'unit',
  'own_kind',
  'said',
  'numbers',
  'sum',
  'min',
  'max',
  'missing',
] as const

/** The columns of `aggregatesOf` after those of the row, where its numbers are told elsewhere. */
export const noNumbers = sql.join(
  places.map(() => sql`cast(null as text), cast(null as text[]), 0, 0, null, null, null, 0`),
)

/** The columns of `aggregatesOf`. */
export type AggregateColumns = Record<
  (typeof rowColumns)[number] | `${(typeof placeColumns)[number]}_${Place}`,
  unknown
>

/** The columns of `aggregatesOf`, in one order. */
export const aggregateColumns = (t: Alias<AggregateColumns>): RawBuilder<unknown> =>
  sql.join([
    ...rowColumns.map((name) => t.column(name)),
    ...places.flatMap((i) => placeColumns.map((name) => t.column(`${name}_${i}`))),
  ])
