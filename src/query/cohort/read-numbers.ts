import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import {
  kindIn,
  kindOfNumber,
  longestText,
  ownKind,
  sourceTextIn,
} from '../observations/statistics/group-keys.js'
import { asDouble, isMeasurement } from '../observations/statistics/statistics.js'

const o = alias<JheTables['core_observation']>('o')

/** Places of the unit that a body says among those that are known; a null one stands for every other. */
const placeOfUnit = sql`coalesce(array_position(a.units, r.said_unit), array_position(a.units, cast(null as text)))`

/** To 15 digits, so that 100.4 F is 38 C and not a little more. */
const converted = sql`case when r.place is null or a.factors[r.place] = 1 and a.offsets[r.place] = 0 then r.raw
        else cast(cast(r.raw * a.factors[r.place] + a.offsets[r.place] as numeric) as float8) end`

/**
 * The numbers of observations `o` of the series `a`, as a derived table: `raw` as stored, `number`
 * in the `unit` of the series, or as stored where the unit is another; `place` says where the
 * unit's limits are. What has no number is a row too.
 * @param from `from` and `where` of a select of the observations
 * @param columns further columns of it
 */
export const readNumbers = (
  profile: SchemaProfile,
  from: RawBuilder<unknown>,
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const json = o.column(profile.observationJson)
  return sql`(
    select r.*, ${converted} as number,
      case when a.units[r.place] is null then left(r.said_unit, ${longestText}) else a.unit end as unit
    from (
      select r.*, case when ${isMeasurement(sql.raw('r.value'))} then ${asDouble(sql.raw('r.value'))} end as raw, ${placeOfUnit} as place,
        ${kindOfNumber(sql.raw('r.body_kind'), sql.raw('r.own_kind'))} as kind
      from (
        select r.*, case when jsonb_typeof(r.said) = 'number' then cast(r.said as numeric) end as value
        from (
          select r.*, case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
            case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit' end as said_unit,
            ${ownKind(sql.raw('r.stored'))} as own_kind
          from (
            select ${columns}, ${json} #> a.path as stored, ${kindIn(json)} as body_kind,
              case when a.is_additive then o.data_source_id end as source_id,
              ${sourceTextIn(profile, o, sql.raw('a.is_additive'))} as source_text
            from ${from} offset 0) as r offset 0) as r offset 0) as r offset 0) as r)`
}

const limit = (which: 0 | 1 | 2 | 3): RawBuilder<unknown> => sql.raw(`a.limits_${which}[r.place]`)

/** The conditions of the five ranges, low to high; a limit that is null is none. */
const ranges: readonly RawBuilder<unknown>[] = [
  sql`r.raw < ${limit(0)}`,
  sql`r.raw < ${limit(1)} and (${limit(0)} is null or r.raw >= ${limit(0)})`,
  sql`(${limit(1)} is null or r.raw >= ${limit(1)}) and (${limit(2)} is null or r.raw <= ${limit(2)})`,
  sql`r.raw > ${limit(2)} and (${limit(3)} is null or r.raw <= ${limit(3)})`,
  sql`r.raw > ${limit(3)}`,
]

/** What is known of a patient's numbers of one series, code, unit, kind and source within a span. */
export interface FigureColumns {
  unit: string | null
  kind: string[] | null
  source_id: number | null
  source_text: string | null
  /** Observations, with or without a number. */
  rows: number
  count: number
  mean: number | null
  /** Of the sample; null of a single number. */
  sd: number | null
  min: number | null
  max: number | null
  /** A bit for each of the known units that the numbers were stored in, by its place in the series. */
  units_found: number | null
  /** How many numbers lie in each of the five ranges; null where the unit has no limits. */
  in_ranges: number[] | null
}

export const figureKeys = sql.raw('r.unit, r.kind, r.source_id, r.source_text')

/** Aggregates of `readNumbers`, named `r`, as columns of `FigureColumns` but for the keys. */
export const figures: RawBuilder<unknown> = sql`count(*) as rows, count(r.number) as count, avg(r.number) as mean,
      stddev_samp(r.number) as sd, min(r.number) as min, max(r.number) as max,
      bit_or(case when r.number is not null then 1 << (r.place - 1) end) as units_found,
      case when bool_or(r.place is not null) then array[${sql.join(
        ranges.map((range) => sql`count(*) filter (where ${range})`),
      )}] end as in_ranges`
