import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { Alias } from '../../permissions/alias.js'
import type { JsonColumn, ObservationAlias } from '../observations/observation-alias.js'
import type { AskedSeriesRow } from './series.js'
import {
  kindAt,
  kindOfNumber,
  longestText,
  sourceTextIn,
} from '../observations/statistics/group-keys.js'
import { mayHaveUnits, unitOf } from '../observations/statistics/number-units.js'
import { asDouble, isMeasurement } from '../observations/statistics/statistics.js'

type SeriesAlias = Alias<AskedSeriesRow>

/** Place of the unit that a body says among those that are known; a null one stands for every other. */
const placeOfUnit = (a: SeriesAlias): RawBuilder<unknown> =>
  sql`coalesce(array_position(${a.plain('units')}, r.said_unit), array_position(${a.plain('units')}, cast(null as text)))`

const factor = (a: SeriesAlias): RawBuilder<unknown> => sql`${a.plain('factors')}[r.place]`
const offset = (a: SeriesAlias): RawBuilder<unknown> => sql`${a.plain('offsets')}[r.place]`

/** To 15 digits, so that 100.4 F is 38 C and not a little more. */
const converted = (a: SeriesAlias): RawBuilder<unknown> =>
  sql`case when r.place is null or ${factor(a)} = 1 and ${offset(a)} = 0 then r.raw
        else cast(cast(r.raw * ${factor(a)} + ${offset(a)} as numeric) as float8) end`

/** The unit of a number: its own, else the one that stands beside it in the nearest object around it. */
const saidUnit = (a: SeriesAlias): RawBuilder<unknown> => {
  const path = a.plain('path')
  const name = sql`${path}[cardinality(${path})]`
  const objects = [sql`r.body #> ${path}[1:cardinality(${path}) - 1]`, sql`r.body`]
  return unitOf({
    stored: sql.raw('r.stored'),
    around: objects.map((object) => ({ object, name })),
    isLikely: sql`case when cardinality(${path}) > 1 then true
          when jsonb_typeof(r.body) = 'object' and r.body - ${path} - 'effective_time_frame' <> '{}'
          then ${mayHaveUnits(sql`r.body`)} end`,
  })
}

const limit = (a: SeriesAlias, which: 0 | 1 | 2 | 3): RawBuilder<unknown> =>
  sql`${a.plain(`limits_${which}`)}[r.place]`

/** Which of the five ranges the number lies in, low to high; a limit that is null is none. */
const range = (a: SeriesAlias): RawBuilder<unknown> =>
  sql`case when r.raw is null then null when r.raw < ${limit(a, 0)} then 1 when r.raw < ${limit(a, 1)} then 2
        when r.raw > ${limit(a, 3)} then 5 when r.raw > ${limit(a, 2)} then 4 else 3 end`

/** Which observations are read, and for which series. */
interface NumberRows {
  /** `from` and `where` of a select of the observations. */
  readonly from: RawBuilder<unknown>
  /** Further columns of it. */
  readonly columns: RawBuilder<unknown>
  readonly o: ObservationAlias<JsonColumn | 'data_source_id'>
  readonly a: SeriesAlias
}

/**
 * The numbers of observations of a series, as a derived table: `raw` as stored, `number`
 * in the `unit` of the series, or as stored where the unit is another; `range` is that of the
 * limits of the stored unit. What has no number is a row too. Each step takes nothing out of the
 * JSON twice.
 */
export const readNumbers = (
  profile: SchemaProfile,
  { from, columns, o, a }: NumberRows,
): RawBuilder<unknown> => {
  const json = o.column(profile.observationJson)
  return sql`(
    select r.*, ${converted(a)} as number,
      case when ${a.plain('units')}[r.place] is null then left(r.said_unit, ${longestText}) else ${a.plain('unit')} end as unit,
      ${range(a)} as range
    from (
      select r.*, case when ${isMeasurement(sql.raw('r.value'))} then ${asDouble(sql.raw('r.value'))} end as raw, ${placeOfUnit(a)} as place,
        ${kindOfNumber(sql.raw('r.body_kind'), sql.raw('r.own_kind'))} as kind
      from (
        select r.*, case when jsonb_typeof(r.said) = 'number' then cast(r.said as numeric) end as value
        from (
          select r.*, case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
            ${saidUnit(a)} as said_unit,
            ${kindAt(sql.raw('r.stored'))} as own_kind
          from (
            select r.*, r.body #> ${a.plain('path')} as stored, ${kindAt(sql.raw('r.body'))} as body_kind
            from (
              select ${columns}, ${json} -> 'body' as body,
                case when ${a.plain('is_additive')} then ${o.plain('data_source_id')} end as source_id,
                ${sourceTextIn(profile, o, a.plain('is_additive'))} as source_text
              from ${from} offset 0) as r offset 0) as r offset 0) as r offset 0) as r offset 0) as r offset 0)`
}

/** What `readNumbers` makes of an observation. */
export interface ReadNumberRow {
  /** As stored. */
  raw: number | null
  number: number | null
  unit: string | null
  kind: string[] | null
  source_id: number | null
  source_text: string | null
  /** Of the stored unit among those of the series. */
  place: number | null
  /** From 1 to 5; null without a number. */
  range: number | null
}

type NumberAlias = Alias<ReadNumberRow>

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

export const figureKeys = (r: NumberAlias): RawBuilder<unknown> =>
  sql.join([r.plain('unit'), r.plain('kind'), r.plain('source_id'), r.plain('source_text')])

/** Aggregates of `readNumbers` as columns of `FigureColumns` but for the keys. */
export const figures = (r: NumberAlias): RawBuilder<unknown> => {
  const number = r.plain('number')
  const place = r.plain('place')
  const counts = [1, 2, 3, 4, 5].map(
    (which) => sql`count(*) filter (where ${r.plain('range')} = ${sql.lit(which)})`,
  )
  return sql`count(*) as rows, count(${number}) as count, avg(${number}) as mean,
      stddev_samp(${number}) as sd, min(${number}) as min, max(${number}) as max,
      bit_or(case when ${number} is not null then 1 << (${place} - 1) end) as units_found,
      case when bool_or(${place} is not null) then array[${sql.join(counts)}] end as in_ranges`
}
