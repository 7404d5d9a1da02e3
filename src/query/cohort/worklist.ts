import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import { cohortIsVisible, peopleAreCounted } from '../../permissions/cohort.js'
import type { QueryContext } from '../../permissions/query-context.js'
import type { ReadableCodeRow } from '../../permissions/readable-code.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { unreachablePatients } from '../../permissions/study-people.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withheldRows, type WithheldRow } from '../../permissions/withheld.js'
import type { Query } from '../compile/query.js'
import { effectiveTime } from '../observations/effective.js'
import { ofReadableCode } from '../observations/index-range.js'
import { newestRow } from '../observations/newest-row.js'
import { isValid } from '../observations/readable-observations.js'
import { zoneAgrees } from '../observations/zone-check.js'
import type { CohortArgs } from './cohort-args.js'
import {
  criterionAnswers,
  isMember,
  withCohort,
  type CohortDatabase,
  type CohortMemberRow,
  type CriterionAnswer,
} from './criteria.js'
import { isIn } from './is-in.js'
import { excludedCounts, type ExcludedCounts } from './excluded.js'
import { otherSeriesTypes } from './other-types.js'
import { usualVariant } from './patient-statistics.js'

/** What the list is sorted by: all but the mean from the least on. */
export type WorklistOrder = 'last_seen' | 'days' | 'mean' | 'share'

export interface WorklistArgs extends CohortArgs {
  readonly order: WorklistOrder
  /** Only patients after this one: its sort key and its id. */
  readonly after_key: number | null
  readonly after_id: number | null
  readonly limit: number
}

/** One patient who shares the data type and fulfils every criterion. */
export interface WorklistRow {
  readonly patient_id: number
  /** What the row is about, of codes that share a short name. */
  readonly data_type: string
  /** Of the window, whatever the observations say. */
  readonly rows: number
  readonly days: number
  /** Of the newest row up to the window's end, however long ago; null where there is none. */
  readonly last_seen: string | null
  /** Numbers of the unit and kind that most patients have; of what adds up those of one source. */
  readonly count: number
  readonly unit: string | null
  readonly kind: string[] | null
  readonly mean: number | null
  readonly sd: number | null
  readonly min: number | null
  readonly max: number | null
  readonly share: number | null
  readonly has_other_source: boolean
  /** There are numbers of other units or kinds alone. */
  readonly has_only_others: boolean
  readonly sort_key: number
}

export interface WorklistAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly zone_agrees: boolean
  readonly people_are_counted: boolean
  readonly unknown_types: readonly number[]
  readonly other_types: { readonly coding_code: string }[]
  readonly window: { readonly start_at: string; readonly end_at: string }
  /** Codes that patients of the list have rows of, or would have. */
  readonly codes: readonly string[]
  /** All patients of the list, on whichever page. */
  readonly total: number
  readonly patients: WorklistRow[]
  readonly criteria: readonly CriterionAnswer[]
  readonly excluded: ExcludedCounts
  readonly unreachable: number
  readonly withheld: WithheldRow[]
}

type Context = QueryContext<WorklistArgs>

interface WorklistDatabase extends CohortDatabase {
  usual: { code_id: number }
  last_known: { patient_id: number; at: string }
  worklist: WorklistRow
}

const o = alias<JheTables['core_observation']>('o')
const a = alias<ReadableCodeRow>('a')

/** Stands for what has no number to sort by. */
const beyond = sql.lit(1e308)

/** The time of the newest row before the window's end, as a lateral derived table. */
const newestBefore = ({ profile }: Context): RawBuilder<unknown> => {
  if (!profile.hasTimeIndex) {
    return sql`(
    select max(coalesce(t.start_at, t.end_at)) as at from public.core_observation as o
    cross join lateral ${effectiveTime(profile, o)} as t
    where ${ofReadableCode(o, a)} and ${isValid(o)} and coalesce(t.start_at, t.end_at) <= opening.end_at)`
  }
  return newestRow(profile, { k: a, until: sql`opening.end_at`, isAsked: sql`true` })
}

/** When those were seen last who have no row that begins in the window. */
const lastKnown = (context: Context): RawBuilder<WorklistDatabase['last_known']> => {
  const silent = sql`(
    select p.patient_id from patient_statistic as p where p.n = 1
    group by p.patient_id having coalesce(max(p.last_seen), '-infinity') < (select opening.start_at from opening))`
  return sql`(
  select a.patient_id, max(l.at) as at
  from asked_series as a cross join opening cross join lateral ${newestBefore(context)} as l
  where a.n = 1 and ${isIn(sql.raw('a.patient_id'), silent)}
  group by a.patient_id)`
}

/** A mean is compared by 12 digits: the last bits of a sum may differ from page to page. */
const sortKey = ({
  param,
}: Context): RawBuilder<number> => sql<number>`case ${param('order', 'text')}
      when 'last_seen' then coalesce(cast(extract(epoch from r.last_seen) as float8), -${beyond})
      when 'days' then cast(r.days as float8) when 'mean' then coalesce(cast(to_char(-r.mean, '9.99999999999EEEE') as float8), ${beyond}) else coalesce(r.share, ${beyond}) end`

/** The row has numbers of the code, unit and kind that most patients have numbers of. */
const isUsual = sql`p.count > 0 and p.code_id = u.code_id and p.unit is not distinct from u.unit and p.kind is not distinct from u.kind`

/**
 * What is known of each member: a row of each code, unit and kind, and when those were seen last who
 * are in no window. In one pass with windows over each patient, since joins of these tables would be
 * planned for a few patients and run for thousands.
 */
const known = sql`(
    select p.patient_id, p.count, p.unit, p.kind, p.mean, p.sd, p.min, p.max, p.share, p.has_other_source, ${isUsual} as is_usual,
      first_value(p.code_id) over best as code_id, first_value(p.rows) over best as rows, first_value(p.days) over best as days,
      max(p.last_seen) over whole as last_seen, bool_or(p.count > 0) over whole as has_numbers,
      row_number() over (partition by p.patient_id order by coalesce(${isUsual}, false) desc) as place
    from (
      select p.patient_id, p.code_id, p.rows, coalesce(p.days, 0) as days, p.last_seen, p.count, p.unit, p.kind, p.mean, p.sd, p.min, p.max, p.share, p.has_other_source, 1 as part
      from patient_statistic as p where p.n = 1
      union all
      select l.patient_id, null, null, null, l.at, null, null, null, null, null, null, null, null, null, 2 from last_known as l) as p
    cross join usual as u
    where ${isMember(alias<CohortMemberRow>('p'))}
    window whole as (partition by p.patient_id),
      best as (partition by p.patient_id order by p.part, p.rows > 0 desc, p.code_id = u.code_id desc, p.rows desc, p.code_id))`

/**
 * A row of each patient. Of several codes that the data type may mean it is about the one that the
 * patient has rows of, and of those about the usual one.
 */
const worklist = (context: Context): RawBuilder<WorklistRow> => {
  const usual = (column: string) =>
    sql.raw(`case when k.is_usual then k.${column} end as ${column}`)
  const columns = ['unit', 'kind', 'mean', 'sd', 'min', 'max', 'share'].map(usual)
  return sql<WorklistRow>`(
  select r.*, ${sortKey(context)} as sort_key from (
    select k.patient_id, cc.coding_code as data_type, k.rows, k.days, k.last_seen,
      case when k.is_usual then k.count else 0 end as count, ${sql.join(columns)},
      k.is_usual is true and k.has_other_source as has_other_source, k.is_usual is not true and k.has_numbers as has_only_others
    from ${known} as k join public.core_codeableconcept as cc on cc.id = k.code_id
    where k.place = 1 offset 0) as r)`
}

const patients = ({ param }: Context): RawBuilder<WorklistRow[]> => sql<WorklistRow[]>`(
  select coalesce(json_agg(w order by w.sort_key, w.patient_id), '[]') from (
    select w.* from worklist as w
    where ${param('after_key', 'double precision')} is null
      or (w.sort_key, w.patient_id) > (${param('after_key', 'double precision')}, ${param('after_id', 'bigint')})
    order by w.sort_key, w.patient_id limit ${param('limit', 'integer')}) as w)`

const withWorklist = (context: Context): SelectCreator<WorklistDatabase> =>
  withCohort(context)
    .with(
      'usual',
      () => sql<{ code_id: number }>`(select v.* from ${usualVariant} as v where v.n = 1)`,
    )
    .with('last_known', () => lastKnown(context), 'materialized')
    .with('worklist', () => worklist(context), 'materialized')

/**
 * The patients of a study who share a data type and fulfil every criterion, each once, with what
 * they sent in a window, in an order. Who sent nothing is among them.
 */
export const listPatientSummaries: Query<WorklistArgs, WorklistAnswer> = {
  name: 'list_patient_summaries',
  build: (context) => {
    const { param } = context
    return withWorklist(context)
      .selectFrom('viewer')
      .select([
        answeredViewer,
        cohortIsVisible(param).as('is_visible'),
        zoneAgrees(param).as('zone_agrees'),
        peopleAreCounted(param).as('people_are_counted'),
        otherSeriesTypes(param).unknown.as('unknown_types'),
        otherSeriesTypes(param).known.as('other_types'),
        sql<WorklistAnswer['window']>`(select to_json(opening) from opening)`.as('window'),
        sql<
          string[]
        >`(select coalesce(json_agg(distinct w.data_type), '[]') from worklist as w)`.as('codes'),
        sql<number>`(select count(*) from worklist)`.as('total'),
        patients(context).as('patients'),
        criterionAnswers.as('criteria'),
        excludedCounts(context).as('excluded'),
        unreachablePatients(param).as('unreachable'),
        withheldRows.as('withheld'),
      ])
  },
}
