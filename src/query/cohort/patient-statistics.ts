import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
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

const key = (row: string) => sql.raw(`${row}.patient_id, ${row}.n, ${row}.code_id, ${row}.span_at`)

const isSame = (row: string) =>
  sql.raw(
    `${row}.patient_id = c.patient_id and ${row}.n = c.n and ${row}.code_id = c.code_id and ${row}.span_at is not distinct from c.span_at`,
  )

/** One source of each unit and kind. */
const chosen = sql`(
    select m.*, row_number() over (partition by ${key('m')}, m.unit, m.kind order by m.count desc, m.source_id, m.source_text) as place,
      count(*) over (partition by ${key('m')}, m.unit, m.kind) > 1 as has_other_source
    from measured as m where m.count > 0)`

const patientStatistics: RawBuilder<PatientStatisticRow> = sql<PatientStatisticRow>`(
  select c.patient_id, c.n, c.code_id, c.span_at, v.unit, v.kind, coalesce(v.count, 0) as count,
    v.mean, v.sd, v.min, v.max, v.last, 100.0::float8 * v.in_ranges[3] / v.count as share, v.in_ranges, v.units_found,
    coalesce(v.has_other_source, false) as has_other_source, coalesce(t.rows, 0) as rows, c.days, c.last_seen, c.step_seconds, c.usual_day, c.spread_days
  from covered as c
  left join ${chosen} as v on v.place = 1 and ${isSame('v')}
  left join (
    select ${key('m')}, cast(sum(m.rows) as bigint) as rows from measured as m group by ${key('m')}) as t on ${isSame('t')})`

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

/**
 * The code, unit and kind of each series that most patients have numbers of, as a derived table
 * `(n, code_id, unit, kind)`: what a single number of each patient is taken from.
 */
export const usualVariant = sql`(
    select v.n, v.code_id, v.unit, v.kind from (
      select p.n, p.code_id, p.unit, p.kind, row_number() over (partition by p.n
        order by count(distinct p.patient_id) filter (where p.count > 0) desc, sum(p.count) desc, sum(p.rows) desc, p.code_id, p.unit, p.kind) as place
      from patient_statistic as p group by p.n, p.code_id, p.unit, p.kind) as v
    where v.place = 1)`
