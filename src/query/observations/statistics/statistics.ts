import { sql, type RawBuilder, type SqlBool } from 'kysely'

import { alias } from '../../../permissions/alias.js'
import {
  hasComparator,
  kindAt,
  kindOfNumber,
  longestText,
  notNumbers,
  sourceOfName,
  type GroupKeyRow,
  type StoredGroupKeys,
} from './group-keys.js'
import { glucoseCounts, type CountedNumber } from './glucose-counts.js'
import { fieldNames } from './number-fields.js'
import { mayHaveUnits, unitAt, unitOfQuantity, withUnit } from './number-units.js'

/** One number of an observation, or the reason why there is none. */
export interface NumberRow extends GroupKeyRow {
  code_id: number
  bucket_at: string | null
  position: number
  name: string
  unit: string | null
  number: number | null
  is_missing: boolean
  /** What is there, or has to be, makes the name one of a number; a text in its place does not. */
  is_named: boolean
}

/** One that so many observations say. */
export interface WeighedRow extends NumberRow {
  weight: number
}

/** Numbers of one name, unit, kind and source; the statistics are null without any. */
export interface TrendValueRow extends GroupKeyRow {
  readonly name: string
  readonly unit: string | null
  readonly count: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  /** Means something only of numbers that add up. */
  readonly sum: number | null
  /** Name of a source that JHE has a row of. */
  readonly source_name: string | null
  /** Bodies without it. */
  readonly missing: number
  /** Bodies with a text, `NaN` or anything else in its place. */
  readonly not_number: number
}

export interface SummaryValueRow extends TrendValueRow {
  /** The middle one, or the mean of the two in the middle. */
  readonly median: number | null
  /** Standard deviation of the sample; null of a single number. */
  readonly sd: number | null
  /** How many lie in each range of glucose, low to high; null of anything else. */
  readonly ranges: readonly number[] | null
  /** It adds up, and groups of its name are of more than one source, also some that are not shown. */
  readonly is_of_several: boolean
}

/** The numbers of one data type, bucket, name, unit, kind and source. */
export interface GroupRow extends Omit<TrendValueRow, 'source_name'> {
  readonly code_id: number
  readonly bucket_at: string | null
  readonly position: number
  readonly is_named: boolean
}

/** Beyond this a number is no measurement, and the sums of squares would overflow. */
const largest = sql`1e100`
/** Nearer to zero it counts as zero: a double could not hold it. */
const smallest = sql`1e-100`

/** The numeric is no larger than a measurement can be. */
export const isMeasurement = (value: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${value} between -${largest} and ${largest}`

/**
 * A numeric that is a measurement, as a double.
 * @param value a column, since it is read twice
 */
export const asDouble = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${value} between -${smallest} and ${smallest} then 0 else cast(${value} as float8) end`

const number = sql.ref('v.value')
const asNumber = sql`case when ${isMeasurement(number)} then ${asDouble(number)} end`

/** A `{value, unit}`, a value with a comparator or a bare number of a type that is not described. */
const isNumberOrQuantity = sql`(jsonb_typeof(e.value) = 'number' or jsonb_typeof(e.value) = 'object'
        and e.value ? 'value'
        and (coalesce(jsonb_typeof(e.value -> 'unit') = 'string', false) or ${hasComparator(sql.ref('e.value'))}
          or ${unitOfQuantity(sql.ref('e.value'))} is not null))`

/** What stands at a key of a type that is not described, with its unit. */
const keyWithUnit = withUnit({
  stored: sql.ref('e.value'),
  around: [{ object: sql.ref('b.body'), name: sql.ref('e.key') }],
  isLikely: sql.ref('u.has_units'),
})

/** What a row says of each number of its type, or at each key of a type that is not described. */
const said = (
  rows: RawBuilder<unknown>,
  weight: RawBuilder<unknown>,
  more: RawBuilder<unknown>,
) => sql`(
    select p.code_id, p.bucket_at, f.position, f.name, p.kind, p.source_id, p.source_text, b.stored,
      f.is_required or b.stored is not null as is_named, ${weight} as weight${more}
    from ${rows} as p join ${fieldNames} as f on f.code = p.coding_code
    cross join lateral (select case when f.is_part then nullif(p.stored_0 -> f.position, 'null') when f.position = 0 then p.stored_0 else p.stored_1 end as stored) as b
    union all
    select p.code_id, p.bucket_at, 0, e.key, p.kind, p.source_id, p.source_text, ${keyWithUnit}, ${isNumberOrQuantity}, ${weight}${more}
    from ${rows} as p
    cross join lateral (select case when jsonb_typeof(p.stored_0) = 'object' then p.stored_0 end as body offset 0) as b
    cross join lateral (select ${mayHaveUnits(sql.ref('b.body'))} as has_units offset 0) as u
    cross join lateral jsonb_each(b.body) as e
    where not p.is_described and e.key not in (${notNumbers}))`

/** Where the numbers of rows come from, and what else is told of each. */
interface NumberSource {
  readonly rows: RawBuilder<unknown>
  readonly weight: RawBuilder<unknown>
  /** Further columns of the rows. */
  readonly more?: readonly string[]
}

const columnsOf = (row: string, names: readonly string[]): RawBuilder<unknown> =>
  sql.raw(names.map((name) => `, ${row}.${name}`).join(''))

const numbersOf = <Row extends NumberRow>({
  rows,
  weight,
  more = [],
}: NumberSource): RawBuilder<Row> => sql<Row>`(
  select r.code_id, r.bucket_at, r.position, left(r.name, ${longestText}) as name,
    left(s.unit, ${longestText}) as unit, ${kindOfNumber(sql.ref('r.kind'), sql.ref('s.own_kind'))} as kind, ${sourceOfName(alias<StoredGroupKeys>('r'), sql.ref('r.name'))} as source,
    ${asNumber} as number, coalesce(jsonb_typeof(s.said), 'null') = 'null' as is_missing, r.is_named, r.weight${columnsOf('r', more)}
  from ${said(rows, weight, columnsOf('p', more))} as r
  cross join lateral (
    select case when jsonb_typeof(r.stored) = 'object' then r.stored -> 'value' else r.stored end as said,
      ${unitAt(sql.ref('r.stored'))} as unit,
      ${kindAt(sql.ref('r.stored'))} as own_kind offset 0) as s
  cross join lateral (
    select case when jsonb_typeof(s.said) = 'number' then cast(s.said as numeric) end as value offset 0) as v)`

/**
 * The numbers of the rows of `placed`. A type of the table of data types has those that it is
 * about. Of any other type each `{value, unit}` and each bare number at the top of the body counts, by
 * its key; other values are there as well, but `is_named` only where one makes the key that of a
 * number. A number without a unit of its own has the one that the body names beside it, so that
 * numbers of two units are not joined. What is not a JSON number is none, whatever it looks like.
 */
export const numbers: RawBuilder<NumberRow> = numbersOf({
  rows: sql`placed`,
  weight: sql`1`,
})

/** The same of the rows of `value_count`, each with how many say it. */
export const weighedNumbers: RawBuilder<WeighedRow> = numbersOf({
  rows: sql`(select a.* from value_count as a where a.is_valid and a.is_inside)`,
  weight: sql`p.count`,
})

/** A number with whose it is and the time that it is about. */
export interface TimedNumberRow extends NumberRow {
  patient_id: number
  at: string
  until: string
}

/** The same of the rows of `timed_row`. */
export const timedNumbers: RawBuilder<TimedNumberRow> = numbersOf({
  rows: sql`timed_row`,
  weight: sql`1`,
  more: ['patient_id', 'at', 'until'],
})

/** The numbers of `number` by data type, bucket, name, unit, kind and source. */
export const groupedOfTrend: RawBuilder<GroupRow> = sql`(
    select n.code_id, n.bucket_at, n.position, n.name, n.unit, n.kind, n.source, bool_or(n.is_named) as is_named,
      count(n.number) as count, avg(n.number) as mean, min(n.number) as min, max(n.number) as max, sum(n.number) as sum,
      count(*) filter (where n.is_missing) as missing,
      count(*) filter (where n.number is null and not n.is_missing) as not_number
    from number as n group by n.code_id, n.bucket_at, n.position, n.name, n.unit, n.kind, n.source)`

/** What stands at a place, counted from 1, of the numbers of a group in their order. */
const numberAt = (place: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`min(d.number) filter (where d.upto >= ${place})`

/**
 * The same of a summary, with the median and the standard deviation. Equal numbers are counted
 * first, so that only different ones are sorted; what is summed is how far they are from the
 * least, so that equal numbers have no deviation at all.
 */
export const groupedOfSummary: RawBuilder<GroupRow> = sql`(
    select s.code_id, cast(null as timestamptz) as bucket_at, s.position, s.name, s.unit, s.kind, s.source, s.is_named,
      coalesce(s.total, 0) as count, s.least + s.above / s.total as mean, s.least as min, s.max, s.sum,
      s.missing, s.not_number, s.lower + 0.5 * (s.upper - s.lower) as median,
      case when s.total > 1
        then sqrt(greatest(s.squares - s.above * s.above / s.total, 0) / (s.total - 1)) end as sd, s.ranges
    from (
      select d.code_id, min(d.position) as position, d.name, d.unit, d.kind, d.source, bool_or(d.is_named) as is_named,
        max(d.total) as total, max(d.least) as least, max(d.number) as max, sum(d.count * d.number) as sum, sum(d.count * (d.number - d.least)) as above,
        sum(d.count * (d.number - d.least) * (d.number - d.least)) as squares,
        ${numberAt(sql`(d.total + 1) / 2`)} as lower, ${numberAt(sql`d.total / 2 + 1`)} as upper,
        ${glucoseCounts(alias<CountedNumber>('d'))} as ranges,
        cast(sum(d.missing) as bigint) as missing, cast(sum(d.not_number) as bigint) as not_number
      from (
        select v.*, cast(sum(v.count) over whole as bigint) as total, min(v.number) over whole as least,
          cast(sum(v.count) over (whole order by v.number) as bigint) as upto
        from (
          select n.code_id, min(n.position) as position, n.name, n.unit, n.kind, n.source, n.number, bool_or(n.is_named) as is_named,
            case when n.number is not null then cast(sum(n.weight) as bigint) end as count,
            coalesce(sum(n.weight) filter (where n.is_missing), 0) as missing,
            coalesce(sum(n.weight) filter (where n.number is null and not n.is_missing), 0) as not_number
          from number as n group by n.code_id, n.name, n.unit, n.kind, n.source, n.number) as v
        window whole as (partition by v.code_id, v.name, v.unit, v.kind, v.source)) as d
      group by d.code_id, d.name, d.unit, d.kind, d.source) as s)`

/** The unit of each name that has one and no number without. */
export interface OnlyUnitRow {
  code_id: number
  position: number
  name: string
  unit: string
}

/** The same of the groups of a summary. */
export const onlyUnitOfGroups: RawBuilder<OnlyUnitRow> = sql`(
  select g.code_id, g.position, g.name, min(g.unit) as unit from grouped as g
  group by g.code_id, g.position, g.name
  having count(distinct g.unit) = 1 and count(*) filter (where g.unit is null and g.count > 0) = 0)`

/** The same of a trend's whole window, whichever buckets are shown. */
export const onlyUnitOfWindow: RawBuilder<OnlyUnitRow> = sql`(
  select n.code_id, n.position, n.name, min(n.unit) as unit
  from ${numbers} as n group by n.code_id, n.position, n.name
  having count(distinct n.unit) = 1 and count(n.number) filter (where n.unit is null) = 0)`
