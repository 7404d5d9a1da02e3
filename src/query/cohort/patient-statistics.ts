import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { kindKeys } from '../../omh/types/statistic-rules.js'
import type { CohortArgs } from './cohort-args.js'
import type { MeasuredDatabase } from './measured.js'
import { withMeasuredByIndex } from './measured-by-index.js'
import { withMeasuredByRows } from './measured-by-rows.js'

/**
 * Statistics of one patient: of one series, code, unit and kind within a span; of numbers that add
 * up those of one source, that with the most readings. A patient without a number has one row all
 * the same for each code that may be read.
 */
export interface PatientStatisticRow {
  patient_id: number
  /** Place of the series, from 1. */
  n: number
  code_id: number
  /** Start of the month; null where the series is not told apart by month. */
  span_at: string | null
  unit: string | null
  kind: string[] | null
  /** Readings with a number. */
  count: number
  mean: number | null
  sd: number | null
  min: number | null
  max: number | null
  last: number | null
  /** In percent of the readings; null without limits. */
  share: number | null
  /** How many readings are in each of the five ranges; null without limits. */
  in_ranges: number[] | null
  /** A bit for each of the units of the series that the numbers were stored in, by its place. */
  units_found: number | null
  /** Another source has numbers of the same kind, which do not count. */
  has_other_source: boolean
  /** Of the code, whatever the observations say: how many, on how many days, and the newest. */
  rows: number
  days: number
  last_seen: string | null
  step_seconds: number | null
  /** Readings of the usual day, and days from the first to the last; null unless asked for. */
  usual_day: number | null
  spread_days: number | null
}

export interface PatientStatisticDatabase extends MeasuredDatabase {
  patient_statistic: PatientStatisticRow
}

const keys = sql.raw('patient_id, n, code_id, span_at')
const variant = sql.raw('unit, kind, source_id, source_text')
const numbers = sql.raw('mean, sd, min, max, last, in_ranges, units_found')
const coverage = sql.raw('last_seen, days, step_seconds, usual_day, spread_days')

const nulls = (count: number) => sql.raw(Array.from({ length: count }, () => 'null').join(', '))

const ofCode = (column: string) => sql.raw(`max(p.${column}) over of_code as ${column}`)

/**
 * Rows of both kinds of a patient's code in one list, so that no join of them is planned for a few
 * patients and run for thousands: what was measured, and one of what there is.
 */
const patientStatistics: RawBuilder<PatientStatisticRow> = sql<PatientStatisticRow>`(
  select p.patient_id, p.n, p.code_id, p.span_at, p.unit, p.kind, p.count, p.mean, p.sd, p.min, p.max, p.last,
    100.0::float8 * p.in_ranges[3] / nullif(p.count, 0) as share, p.in_ranges, p.units_found, p.has_other_source, p.rows,
    p.days, p.last_seen, p.step_seconds, p.usual_day, p.spread_days
  from (
    select ${keys}, ${variant}, p.count, ${numbers}, p.has_number, p.is_covered,
      row_number() over (of_variant order by p.count desc, p.source_id, p.source_text) as place,
      p.has_number and count(*) over of_variant > 1 as has_other_source,
      bool_or(p.has_number) over of_code as has_any, cast(sum(p.rows) over of_code as bigint) as rows,
      ${sql.join(['last_seen', 'days', 'step_seconds', 'usual_day', 'spread_days'].map(ofCode))}
    from (
      select ${keys}, ${variant}, m.rows, m.count, ${numbers}, m.count > 0 as has_number, false as is_covered, ${nulls(5)}
      from measured as m
      union all
      select ${keys}, ${nulls(4)}, 0, 0, ${nulls(7)}, false, true, ${coverage} from covered as c)
      as p(${keys}, ${variant}, rows, count, ${numbers}, has_number, is_covered, ${coverage})
    window of_code as (partition by ${keys}), of_variant as (partition by ${keys}, unit, kind, has_number)) as p
  where p.has_number and p.place = 1 or p.is_covered and not p.has_any)`

/** Adds `patient_statistic`, and the `opening` of the window. */
export const withPatientStatistics = (
  context: QueryContext<CohortArgs>,
): SelectCreator<PatientStatisticDatabase> =>
  (context.profile.hasTimeIndex ? withMeasuredByIndex : withMeasuredByRows)(context).with(
    'patient_statistic',
    () => patientStatistics,
    'materialized',
  )

/** A statistic of a row of `patient_statistic`, by its name. */
export const statisticOf = (row: string, name: RawBuilder<unknown>): RawBuilder<number | null> => {
  const column = (of: string) => sql.raw(`${row}.${of}`)
  return sql<
    number | null
  >`case ${name} when 'mean' then ${column('mean')} when 'min' then ${column('min')}
      when 'max' then ${column('max')} when 'last' then ${column('last')} when 'share' then ${column('share')}
      when 'count' then cast(${column('rows')} as float8) when 'days' then cast(${column('days')} as float8) end`
}

/** The statistic is of what there is, whatever it says: it has no unit, and is zero of a patient without any. */
export const isOfRows = (name: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`${name} in ('count', 'days')`

const partOf = (place: number) => sql`p.kind[${sql.lit(place)}]`
const sleepPart = partOf(kindKeys.findIndex(({ key }) => key === 'is_main_sleep') + 1)
const comparatorPart = partOf(kindKeys.length + 1)

/** Of as many: plain values first, then nights before naps, and bounds last. */
const plainest = sql`p.kind is not null, ${comparatorPart} <> '', ${sleepPart} desc`

/**
 * The code, unit and kind of each series that most patients have numbers of, as a derived table
 * `(n, code_id, unit, kind)`: what a single number of each patient is taken from.
 */
export const usualVariant = sql`(
    select v.n, v.code_id, v.unit, v.kind from (
      select p.n, p.code_id, p.unit, p.kind, row_number() over (partition by p.n
        order by count(distinct p.patient_id) filter (where p.count > 0) desc, sum(p.count) desc, sum(p.rows) desc, ${plainest}, p.code_id, p.unit, p.kind) as place
      from patient_statistic as p group by p.n, p.code_id, p.unit, p.kind) as v
    where v.place = 1)`
