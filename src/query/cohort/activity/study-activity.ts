import { sql, type RawBuilder, type SqlBool } from 'kysely'

import { cohortIsVisible, peopleAreCounted } from '../../../permissions/cohort.js'
import { withConsentAnswers, type AnswerDatabase } from '../../../permissions/consent-answer.js'
import { isFhirResource } from '../../../permissions/granted.js'
import { withReadableCodes, type ObservationDatabase } from '../../../permissions/readable-code.js'
import type { SelectCreator } from '../../../permissions/select-creator.js'
import { enrolledPatients, unreachablePatients } from '../../../permissions/study-people.js'
import type { ViewerKind } from '../../../permissions/viewer.js'
import { answeredViewer } from '../../../permissions/viewer-rules.js'
import { withVisibleRequests } from '../../../permissions/visible-request.js'
import { withheldRows, type WithheldRow } from '../../../permissions/withheld.js'
import { alias } from '../../../permissions/alias.js'
import type { JheTables } from '../../../db/schema.js'
import type { Query } from '../../compile/query.js'
import { isCodeOfType, otherTypes } from '../../observations/filter.js'
import { newestReadable } from '../../observations/newest-row.js'
import { zoneAgrees } from '../../observations/zone-check.js'
import {
  activeByIndex,
  activeByScan,
  dayCount,
  newestTimed,
  timedRows,
  timelessByIndex,
  timelessByScan,
  type ActiveRow,
} from './active-days.js'
import {
  activityBuckets,
  activityWindow,
  bucketOf,
  type ActivityBucketRow,
  type ActivityContext,
  type ActivityWindowRow,
  type StudyActivityArgs,
} from './calendar.js'

/** A data type that the study asks for. */
export interface ActivityTypeRow {
  readonly code_id: number
  readonly data_type: string
  /** JHE keeps such data apart from observations. */
  readonly is_fhir_resource: boolean
  /** How many patients it may be read of. */
  readonly sharing: number
}

/** Who sent something in a bucket, each patient once; of all data types asked about where `code_id` is null. */
export interface ActivityCountRow {
  readonly n: number
  readonly code_id: number | null
  readonly patients: number
  /** Days with data, of each patient. */
  readonly days: number
}

/** Answers to the request for a data type that were given in a bucket and stand now. */
export interface AnswerCountRow {
  readonly n: number
  readonly code_id: number
  readonly consented: number
  readonly declined: number
}

export interface ActivityTotalsRow {
  readonly enrolled: number
  /** Share no organization with the viewer. */
  readonly unreachable: number
  /** Sent something of what is asked about in the window. */
  readonly with_data: number
  /** Agree now to a data type asked about. */
  readonly consented: number
  /** Have answered no request of the study. */
  readonly unanswered: number
  /** Have rows whose time cannot be read. */
  readonly unknown_time: number
}

export interface StudyActivityAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  /** Else how many people there are is not told: the grant names one. */
  readonly people_are_counted: boolean
  readonly zone_agrees: boolean
  readonly other_types: { readonly coding_code: string }[]
  readonly window: ActivityWindowRow
  readonly buckets: { readonly n: number; readonly start_at: string }[]
  readonly types: ActivityTypeRow[]
  /** Without those in which nobody sent anything. */
  readonly active: ActivityCountRow[]
  readonly answers: AnswerCountRow[]
  /** Patients whose first answer of those that stand now was given in a bucket. */
  readonly enrolments: { readonly n: number; readonly patients: number }[]
  readonly totals: ActivityTotalsRow
  readonly withheld: WithheldRow[]
}

interface ActivityDatabase extends ObservationDatabase, AnswerDatabase {
  activity_window: ActivityWindowRow
  activity_bucket: ActivityBucketRow
  active: ActiveRow
  timeless: { patients: number }
}

const withActivity = (context: ActivityContext): SelectCreator<ActivityDatabase> => {
  const { param, profile } = context
  const { hasTimeIndex } = profile
  const codes = withReadableCodes(context, 'study', isCodeOfType(param))
  const answered = withVisibleRequests(withConsentAnswers(codes, param), param)
  const timed = hasTimeIndex
    ? answered
    : answered.with('timed', () => timedRows(context), 'materialized')
  const newest = hasTimeIndex ? newestReadable(context) : newestTimed
  return timed
    .with('activity_window', () => activityWindow(context, newest), 'materialized')
    .with('activity_bucket', () => activityBuckets(context), 'materialized')
    .with('active', () => (hasTimeIndex ? activeByIndex(context) : activeByScan), 'materialized')
    .with(
      'timeless',
      () =>
        sql<{
          patients: number
        }>`(select ${hasTimeIndex ? timelessByIndex(context) : timelessByScan} as patients)`,
    )
}

/** The rows of a derived table as JSON. */
const listOf = <Row>(rows: RawBuilder<unknown>): RawBuilder<Row[]> =>
  sql<Row[]>`(select coalesce(json_agg(l), '[]') from ${rows} as l)`

const types = ({ param }: ActivityContext): RawBuilder<ActivityTypeRow[]> => {
  const cc = alias<JheTables['core_codeableconcept']>('cc')
  return listOf(sql`(
    select cc.id as code_id, cc.coding_code as data_type, ${isFhirResource(cc)} as is_fhir_resource,
      (select count(distinct k.patient_id) from readable_code as k where k.code_id = cc.id and k.readable) as sharing
    from public.core_codeableconcept as cc
    where ${isCodeOfType(param)(sql`cc.id`)} and cc.id in (
      select r.code_id from visible_request as r where r.study_id = ${param('study_id', 'bigint')})
    order by cc.id)`)
}

const active: RawBuilder<ActivityCountRow[]> = listOf(sql`(
  select a.n, a.code_id, count(*) as patients, sum(${dayCount(sql`a.days`)}) as days
  from active as a group by a.n, a.code_id
  union all
  select t.n, null, count(*), sum(${dayCount(sql`t.days`)})
  from (select a.n, a.patient_id, bit_or(a.days) as days from active as a group by a.n, a.patient_id) as t
  group by t.n)`)

/** The answer was given within the window. */
const isInWindow = (at: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${at} >= w.start_at and ${at} <= w.end_at`

const answers = ({ param }: ActivityContext): RawBuilder<AnswerCountRow[]> =>
  listOf(sql`(
  select l.n, l.code_id, count(distinct l.patient_id) filter (where l.consented) as consented,
    count(distinct l.patient_id) filter (where not l.consented) as declined
  from (
    select ${bucketOf(sql`a.answered_at`)} as n, a.code_id, a.patient_id, a.consented
    from consent_answer as a cross join activity_window as w
    where a.study_id = ${param('study_id', 'bigint')} and ${isCodeOfType(param)(sql`a.code_id`)}
      and ${isInWindow(sql`a.answered_at`)}) as l
  group by l.n, l.code_id)`)

const enrolments = ({ param }: ActivityContext): RawBuilder<StudyActivityAnswer['enrolments']> =>
  listOf(sql`(
  select l.n, count(*) as patients
  from (
    select ${bucketOf(sql`f.at`)} as n
    from (
      select a.patient_id, min(a.answered_at) as at from consent_answer as a
      where a.study_id = ${param('study_id', 'bigint')} group by a.patient_id) as f
    cross join activity_window as w where ${isInWindow(sql`f.at`)}) as l
  group by l.n)`)

const totals = ({ param }: ActivityContext): RawBuilder<ActivityTotalsRow> => {
  const ofStudy = sql`a.study_id = ${param('study_id', 'bigint')}`
  return sql<ActivityTotalsRow>`(
    select json_build_object('enrolled', p.enrolled, 'unreachable', ${unreachablePatients(param)},
      'with_data', (select count(distinct a.patient_id) from active as a),
      'consented', (select count(distinct a.patient_id) from consent_answer as a
        where ${ofStudy} and a.consented and ${isCodeOfType(param)(sql`a.code_id`)}),
      'unanswered', p.enrolled - (select count(distinct a.patient_id) from consent_answer as a where ${ofStudy}),
      'unknown_time', (select t.patients from timeless as t))
    from (select ${enrolledPatients(param)} as enrolled offset 0) as p)`
}

/**
 * Who of a study sent something in each week or month, on how many days, and how they answered its
 * requests. A row belongs to the bucket that it starts in, or to the first one if it started before
 * the window; retracted rows and those in the future do not count.
 */
export const studyActivity: Query<StudyActivityArgs, StudyActivityAnswer> = {
  name: 'study_activity',
  build: (context) => {
    const { param } = context
    return withActivity(context)
      .selectFrom('viewer')
      .select([
        answeredViewer,
        cohortIsVisible(param).as('is_visible'),
        peopleAreCounted(param).as('people_are_counted'),
        zoneAgrees(param).as('zone_agrees'),
        otherTypes(param).as('other_types'),
        sql<ActivityWindowRow>`(select to_json(w) from activity_window as w)`.as('window'),
        listOf<StudyActivityAnswer['buckets'][number]>(
          sql`(select b.n, b.start_at from activity_bucket as b order by b.n)`,
        ).as('buckets'),
        types(context).as('types'),
        active.as('active'),
        answers(context).as('answers'),
        enrolments(context).as('enrolments'),
        totals(context).as('totals'),
        withheldRows.as('withheld'),
      ])
  },
}
