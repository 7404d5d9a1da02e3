import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { Alias } from '../../permissions/alias.js'
import type { JsonColumn, ObservationAlias } from '../observations/observation-alias.js'
import type { AskedSeriesRow } from './series.js'
import {
  kindIn,
  kindOfNumber,
  longestText,
  ownKind,
  sourceTextIn,
} from '../observations/statistics/group-keys.js'
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

/** The unit beside a bare number of a type that is not described, at the top of the body. */
const unitBeside = (json: RawBuilder<unknown>, a: SeriesAlias): RawBuilder<unknown> =>
  sql`case when ${a.plain('unit')} is null and jsonb_typeof(${json} #> '{body,unit}') = 'string' then ${json} #>> '{body,unit}' end`

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
 * in the `unit` of the series, or as stored where the unit is another; `place` says where the
 * unit's limits are. What has no number is a row too.
 */
export const readNumbers = (
  profile: SchemaProfile,
  { from, columns, o, a }: NumberRows,
): RawBuilder<unknown> => {
  const json = o.column(profile.observationJson)
  return sql`(
    select r.*, ${converted(a)} as number,
      case when ${a.plain('units')}[r.place] is null then left(r.said_unit, ${longestText}) else ${a.plain('unit')} end as unit
    from (
      select r.*, case when ${isMeasurement(sql.raw('r.value'))} then ${asDouble(sql.raw('r.value'))} end as raw, ${placeOfUnit(a)} as place,
        ${kindOfNumber(sql.raw('r.body_kind'), sql.raw('r.own_kind'))} as kind
      from (
        select r.*, case when jsonb_typeof(r.said) = 'number' then cast(r.said as numeric) end as value
        from (
          select r.*, case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
            case when jsonb_typeof(r.stored -> 'unit') = 'string' then r.stored ->> 'unit'
              when jsonb_typeof(r.stored) = 'number' then r.unit_beside end as said_unit,
            ${ownKind(sql.raw('r.stored'))} as own_kind
          from (
            select ${columns}, ${json} #> ${a.plain('path')} as stored, ${kindIn(json)} as body_kind,
              case when ${a.plain('is_additive')} then ${o.plain('data_source_id')} end as source_id,
              ${unitBeside(json, a)} as unit_beside,
              ${sourceTextIn(profile, o, a.plain('is_additive'))} as source_text
            from ${from} offset 0) as r offset 0) as r offset 0) as r offset 0) as r)`
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
}

type NumberAlias = Alias<ReadNumberRow>

/** The conditions of the five ranges, low to high; a limit that is null is none. */
const ranges = (r: NumberAlias, a: SeriesAlias): readonly RawBuilder<unknown>[] => {
  const raw = r.plain('raw')
  const at = r.plain('place')
  const [veryLow, low] = [sql`${a.plain('limits_0')}[${at}]`, sql`${a.plain('limits_1')}[${at}]`]
  const [high, veryHigh] = [sql`${a.plain('limits_2')}[${at}]`, sql`${a.plain('limits_3')}[${at}]`]
  return [
    sql`${raw} < ${veryLow}`,
    sql`${raw} < ${low} and (${veryLow} is null or ${raw} >= ${veryLow})`,
    sql`(${low} is null or ${raw} >= ${low}) and (${high} is null or ${raw} <= ${high})`,
    sql`${raw} > ${high} and (${veryHigh} is null or ${raw} <= ${veryHigh})`,
    sql`${raw} > ${veryHigh}`,
  ]
}

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
export const figures = (r: NumberAlias, a: SeriesAlias): RawBuilder<unknown> => {
  const number = r.plain('number')
  const place = r.plain('place')
  const counts = ranges(r, a).map((range) => sql`count(*) filter (where ${range})`)
  return sql`count(*) as rows, count(${number}) as count, avg(${number}) as mean,
      stddev_samp(${number}) as sd, min(${number}) as min, max(${number}) as max,
      bit_or(case when ${number} is not null then 1 << (${place} - 1) end) as units_found,
      case when bool_or(${place} is not null) then array[${sql.join(counts)}] end as in_ranges`
}
