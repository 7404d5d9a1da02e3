import { sql, type RawBuilder } from 'kysely'

import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import type { CohortArgs } from './cohort-args.js'
import {
  isOfRows,
  statisticOf,
  usualVariant,
  withPatientStatistics,
  type PatientStatisticDatabase,
} from './patient-statistics.js'

type Context = QueryContext<CohortArgs>

/** A criterion, and the numbers that it is judged by. */
export interface CriterionRow {
  /** Place in the question, from 1. */
  place: number
  n: number
  stat: string
  op: string
  number: number
  code_id: number | null
  unit: string | null
  kind: string[] | null
}

/** Who shares the first series, and how many criteria of all they fulfil. */
export interface CohortMemberRow {
  patient_id: number
}

/** How a criterion turned out for a patient who shares its type. */
export interface JudgedRow {
  place: number
  patient_id: number
  /** Null without a number. */
  is_met: boolean | null
}

export interface CohortDatabase extends PatientStatisticDatabase {
  criterion: CriterionRow
  judged: JudgedRow
  cohort_member: CohortMemberRow
}

const criteria = ({ param }: Context): RawBuilder<CriterionRow> => sql<CriterionRow>`(
  select c.place, c.n, c.stat, c.op, c.number, v.code_id, v.unit, v.kind
  from unnest(${param('criterion_series', 'integer[]')}, ${param('criterion_stats', 'text[]')},
    ${param('criterion_ops', 'text[]')}, ${param('criterion_numbers', 'double precision[]')})
    with ordinality as c(n, stat, op, number, place)
  left join ${usualVariant} as v on v.n = c.n)`

const isMet = sql`case c.op when '>' then j.value > c.number when '>=' then j.value >= c.number
      when '<' then j.value < c.number when '<=' then j.value <= c.number end`

/** One number of each patient for each criterion; what has none is not met. */
const judged: RawBuilder<JudgedRow> = sql<JudgedRow>`(
  select c.place, j.patient_id, bool_or(${isMet}) as is_met
  from criterion as c join (
    select c.place, p.patient_id, ${statisticOf('p', sql.raw('c.stat'))} as value
    from criterion as c join patient_statistic as p on p.n = c.n and p.code_id = c.code_id and p.span_at is null
      and (${isOfRows(sql.raw('c.stat'))} or p.unit is not distinct from c.unit and p.kind is not distinct from c.kind)) as j
    on j.place = c.place
  group by c.place, j.patient_id)`

const members: RawBuilder<CohortMemberRow> = sql<CohortMemberRow>`(
  select p.patient_id from (select distinct a.patient_id from asked_series as a where a.n = 1) as p
  left join (
    select j.patient_id, count(*) as met from judged as j where j.is_met group by j.patient_id) as m
    on m.patient_id = p.patient_id
  where coalesce(m.met, 0) = (select count(*) from criterion))`

/**
 * Adds `cohort_member` to `patient_statistic`: who shares the first series and fulfils every
 * criterion. Each criterion is judged by the code, unit and kind that most patients have numbers
 * of, as `criterion` says.
 */
export const withCohort = (context: Context): SelectCreator<CohortDatabase> =>
  withPatientStatistics(context)
    .with('criterion', () => criteria(context), 'materialized')
    .with('judged', () => judged, 'materialized')
    .with('cohort_member', () => members, 'materialized')

/** How a criterion turned out. */
export interface CriterionAnswer {
  readonly data_type: string | null
  readonly unit: string | null
  readonly kind: readonly string[] | null
  /** Of those who share the first series: who has a number to judge. */
  readonly judged: number
  readonly met: number
  /** Have numbers of the type, but none of this code, unit and kind. */
  readonly others: number
}

/** How each criterion turned out, in the order of the question, as JSON. */
export const criterionAnswers: RawBuilder<CriterionAnswer[]> = sql<CriterionAnswer[]>`(
  select coalesce(json_agg(json_build_object('data_type', cc.coding_code, 'unit', case when not ${isOfRows(sql.raw('c.stat'))} then c.unit end,
    'kind', case when not ${isOfRows(sql.raw('c.stat'))} then c.kind end, 'judged', j.judged, 'met', j.met, 'others', w.others) order by c.place), '[]')
  from criterion as c left join public.core_codeableconcept as cc on cc.id = c.code_id
  cross join lateral (
    select count(j.is_met) as judged, count(*) filter (where j.is_met) as met from judged as j
    where j.place = c.place and j.patient_id in (select a.patient_id from asked_series as a where a.n = 1)) as j
  cross join lateral (
    select count(distinct p.patient_id) as others from patient_statistic as p
    where p.n = c.n and p.span_at is null and (p.count > 0 or ${isOfRows(sql.raw('c.stat'))} and p.rows > 0)
      and p.patient_id in (select a.patient_id from asked_series as a where a.n = 1)
      and not exists (select from judged as j where j.place = c.place and j.patient_id = p.patient_id and j.is_met is not null)) as w)`
