import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { Alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import type { CohortArgs } from './cohort-args.js'
import { isIn } from './is-in.js'
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
  /** Null without a number of the criterion's code, unit and kind. */
  is_met: boolean | null
  /** Has numbers of the type, whichever they are. */
  has_data: boolean
  /** Shares the first series too. */
  is_base: boolean
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

const isOfStat = isOfRows(sql.raw('c.stat'))

const isMet = sql`case c.op when '>' then v.value > c.number when '>=' then v.value >= c.number
      when '<' then v.value < c.number when '<=' then v.value <= c.number end`

const base = sql`(select a.patient_id from asked_series as a where a.n = 1)`

/** One number of each patient for each criterion; what has none is not met. */
const judged: RawBuilder<JudgedRow> = sql<JudgedRow>`(
  select p.place, p.patient_id, p.is_met, p.has_data, ${isIn(sql.raw('p.patient_id'), base)} as is_base
  from (
    select c.place, p.patient_id, bool_or(${isMet}) as is_met, bool_or(p.count > 0 or ${isOfStat} and p.rows > 0) as has_data
    from criterion as c join patient_statistic as p on p.n = c.n and p.span_at is null
    cross join lateral (
      select case when p.code_id = c.code_id and (${isOfStat} or p.unit is not distinct from c.unit and p.kind is not distinct from c.kind)
        then ${statisticOf('p', sql.raw('c.stat'))} end as value) as v
    group by c.place, p.patient_id) as p)`

const members: RawBuilder<CohortMemberRow> = sql<CohortMemberRow>`(
  select p.patient_id from (
    select a.patient_id, true as is_base from asked_series as a where a.n = 1
    union all
    select j.patient_id, false from judged as j where j.is_met) as p
  group by p.patient_id
  having bool_or(p.is_base) and count(*) filter (where not p.is_base) = (select count(*) from criterion))`

/** The patient is a member of the cohort. */
export const isMember = (p: Alias<{ patient_id: number }>): RawBuilder<SqlBool> =>
  isIn(p.plain('patient_id'), sql`(select m.patient_id from cohort_member as m)`)

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
  select coalesce(json_agg(json_build_object('data_type', cc.coding_code, 'unit', case when not ${isOfStat} then c.unit end,
    'kind', case when not ${isOfStat} then c.kind end, 'judged', coalesce(j.judged, 0), 'met', coalesce(j.met, 0), 'others', coalesce(j.others, 0))
    order by c.place), '[]')
  from criterion as c left join public.core_codeableconcept as cc on cc.id = c.code_id
  left join (
    select j.place, count(j.is_met) as judged, count(*) filter (where j.is_met) as met,
      count(*) filter (where j.is_met is null and j.has_data) as others
    from judged as j where j.is_base group by j.place) as j on j.place = c.place)`
