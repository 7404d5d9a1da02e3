import { sql, type RawBuilder } from 'kysely'

import { sensorNeeds } from '../../omh/types/glucose-ranges.js'
import { alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { CohortArgs, Statistic } from './cohort-args.js'
import { isMember } from './criteria.js'
import { isOfRows, statisticOf, type PatientStatisticRow } from './patient-statistics.js'

export interface SummaryArgs extends CohortArgs {
  readonly stat: Statistic
  readonly group_by: 'age_band' | 'month' | 'consent' | null
}

type Context = QueryContext<SummaryArgs>

/** The patients of one group by code, unit and kind, each once. */
export interface CohortGroupRow {
  /** Null where nothing is told apart. */
  readonly label: string | null
  readonly data_type: string
  readonly unit: string | null
  readonly kind: readonly string[] | null
  /** Who fulfils the criteria and shares the data type. */
  readonly patients: number
  readonly with_data: number
  /** Patients that the mean is of: also those without data, where they count as zero. */
  readonly numbers: number
  /** Have observations, and no number in them. */
  readonly without_number: number
  readonly mean: number | null
  readonly sd: number | null
  /** At 10, 25, 50, 75 and 90 percent, between two patients in proportion. */
  readonly percentiles: readonly number[] | null
  /** By range, low to high: how many have a reading there, and the mean of their percentages. */
  readonly ranges: readonly (readonly [patients: number | null, share: number | null])[] | null
  readonly units_found: number | null
  readonly other_source: number
  /** Mean of the patients' means, of those whose readings are a sensor's and enough for the indicator. */
  readonly indicated_mean: number | null
  readonly indicated: number
  readonly cv: number | null
  /** Mean percentage of the window that a sensor was read in. */
  readonly percent_active: number | null
  readonly sensors: number
}

/** Longest time in seconds between two readings of a sensor. */
const longestStep = sql.lit(1800)

const age = ({ param }: Context): RawBuilder<unknown> =>
  sql`extract(year from age(cast(opening.end_at at time zone ${param('time_zone', 'text')} as date), x.birth_date))`

const band = sql`case when y.age is null or y.age < 0 then 'unknown' when y.age >= 90 then '90+'
        else floor(y.age / 10) * 10 || '-' || floor(y.age / 10) * 10 + 9 end`

const consent = ({ param }: Context): RawBuilder<unknown> => sql`(
        select case when bool_or(d.consented) then 'agreed' when bool_and(d.consented is not null) then 'declined_or_withdrawn' else 'not_answered' end
        from consent_decision as d
        where d.study_id = ${param('study_id', 'bigint')} and d.patient_id = p.patient_id and d.code_id = p.code_id)`

/** The first series of each member of the cohort, with their group and their number. */
export const grouping = (context: Context): RawBuilder<object> => {
  const { param } = context
  const stat = param('stat', 'text')
  const by = param('group_by', 'text')
  return sql`(
  select case ${by} when 'age_band' then ${band} when 'month' then to_char(p.span_at at time zone ${param('time_zone', 'text')}, 'YYYY-MM')
      when 'consent' then ${consent(context)} end as label,
    p.patient_id, p.code_id, p.rows, p.count, p.mean, p.sd, p.days, p.in_ranges, p.units_found, p.has_other_source, p.step_seconds, p.usual_day, p.spread_days,
    extract(epoch from s.end_at - s.start_at) as seconds,
    case when not ${isOfRows(stat)} then p.unit end as unit, case when not ${isOfRows(stat)} then p.kind end as kind,
    ${statisticOf('p', stat)} as value
  from (
    select p.*, row_number() over (partition by p.patient_id, p.code_id, p.span_at order by p.count desc, p.unit, p.kind) as place
    from patient_statistic as p where p.n = 1 and ${isMember(alias<PatientStatisticRow>('p'))}) as p
  join span as s on s.n = 1 and s.span_at is not distinct from p.span_at
  join public.core_patient as x on x.id = p.patient_id
  cross join opening cross join lateral (select ${age(context)} as age) as y
  where not ${isOfRows(stat)} or p.place = 1)`
}

const shareIn = (which: number): RawBuilder<unknown> => {
  const at = sql.lit(which)
  return sql`json_build_array(count(*) filter (where g.in_ranges[${at}] > 0), avg(100.0::float8 * g.in_ranges[${at}] / g.count))`
}

const hasSensor = sql`g.step_seconds > 0 and g.step_seconds <= ${longestStep} and g.seconds > 0`

const { readingsOfUsualDay, share, days, shareOfType } = sensorNeeds
/** The readings are a sensor's, by the rule of a patient's summary. */
const isIndicated = sql`g.usual_day >= ${sql.lit(readingsOfUsualDay)} and g.count >= ${sql.lit(shareOfType)} * g.rows
        and g.count >= ${sql.lit(share)} * greatest(${sql.lit(days)}, g.spread_days) * g.usual_day`

/** Each patient's number once, as one row for each group, code, unit and kind. */
const distribution = sql`(
    select g.label, g.code_id, g.unit, g.kind, count(*) as numbers, count(*) filter (where g.rows > 0) as with_data, avg(g.value) as mean, stddev_samp(g.value) as sd,
      to_json(percentile_cont(array[0.1, 0.25, 0.5, 0.75, 0.9]) within group (order by g.value)) as percentiles,
      case when bool_or(g.in_ranges is not null) then json_build_array(${sql.join([1, 2, 3, 4, 5].map(shareIn))}) end as ranges,
      bit_or(g.units_found) as units_found, sum(g.count) as readings, count(*) filter (where g.has_other_source) as other_source,
      avg(g.mean) filter (where ${isIndicated}) as indicated_mean, count(*) filter (where ${isIndicated}) as indicated,
      avg(100 * g.sd / g.mean) filter (where g.mean > 0) as cv,
      avg(least(100, 100 * g.count * g.step_seconds / g.seconds)) filter (where ${hasSensor}) as percent_active,
      count(*) filter (where ${hasSensor}) as sensors
    from grouping_row as g where g.value is not null group by g.label, g.code_id, g.unit, g.kind)`

const total = sql`(
    select g.label, g.code_id, count(distinct g.patient_id) as patients,
      count(distinct g.patient_id) filter (where g.rows > 0 and g.count = 0) as without_number
    from grouping_row as g group by g.label, g.code_id)`

const fields = [
  ...[
    'mean',
    'sd',
    'percentiles',
    'ranges',
    'units_found',
    'indicated_mean',
    'cv',
    'percent_active',
  ],
].map((name) => sql`${sql.lit(name)}, d.${sql.raw(name)}`)

const counts = ['numbers', 'with_data', 'other_source', 'indicated', 'sensors'].map(
  (name) => sql`${sql.lit(name)}, coalesce(d.${sql.raw(name)}, 0)`,
)

/** Every group as JSON. Needs `grouping_row`. */
export const groups: RawBuilder<CohortGroupRow[]> = sql<CohortGroupRow[]>`(
  select coalesce(json_agg(json_build_object('label', t.label, 'data_type', cc.coding_code, 'unit', d.unit, 'kind', d.kind,
    'patients', t.patients, 'without_number', t.without_number, ${sql.join([...fields, ...counts])})
    order by t.label, d.with_data desc nulls last, d.readings desc, cc.coding_code, d.unit, d.kind), '[]')
  from ${total} as t join public.core_codeableconcept as cc on cc.id = t.code_id
  left join ${distribution} as d on d.label is not distinct from t.label and d.code_id = t.code_id)`
