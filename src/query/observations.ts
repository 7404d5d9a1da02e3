import {
  sql,
  type Expression,
  type ExpressionBuilder,
  type QueryCreator,
  type RawBuilder,
  type SqlBool,
} from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { ViewerKind } from '../permissions/viewer.js'
import { effectiveTime, type Effective } from './effective.js'
import { ofType, otherTypes, touchesWindow, type FilterArgs, type WithheldRow } from './filter.js'
import type { Asking, Query } from './query.js'
import { noCode, patientIsVisible, withReachOf, type ObservationWorld } from './reach.js'

export interface ObservationArgs extends FilterArgs {
  /** Position of the last row of the page before; `after_at` is ±infinity for an unknown time. */
  readonly after_at: string | null
  readonly after_id: number | null
  readonly limit: number
}

/** One observation as it leaves the database. Times are ISO 8601 in UTC. */
export interface ObservationRow {
  readonly id: number
  readonly coding_system: string | null
  readonly coding_code: string | null
  readonly coding_text: string | null
  readonly start_at: string | null
  readonly end_at: string | null
  readonly is_interval: boolean
  readonly status: string
  readonly recorded: string
  readonly source: string | null
}

export interface SlimRow extends ObservationRow {
  /** The Open mHealth body. */
  readonly body: unknown
}

export interface FhirRow extends ObservationRow {
  /** The whole JSON as PostgreSQL prints it. */
  readonly omh_text: string | null
  readonly patient_id: number
  readonly patient_user_id: number | null
  readonly identifiers: readonly { readonly system: string | null; readonly value: string | null }[]
}

export interface ObservationsAnswer<Row> {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  /** Every data type of this JHE, when the one asked for is not among them. */
  readonly other_types: { readonly coding_code: string }[]
  readonly observations: Row[]
  readonly withheld: WithheldRow[]
}

type Order = 'newest' | 'oldest'
type Param = Asking<ObservationArgs>['param']

const unknownTime = { newest: '-infinity', oldest: 'infinity' } as const

/** The start, with unknown times at the far end of the order. */
const startIn = (order: Order): RawBuilder<string> =>
  sql<string>`coalesce(t.start_at, t.end_at, ${sql.lit(unknownTime[order])})`

/** Rows behind the cursor; unknown times come last in both orders. */
const comesAfter = (param: Param, order: Order): Expression<SqlBool> => {
  const at = param('after_at', 'timestamptz')
  const id = param('after_id', 'bigint')
  const position = sql`(${startIn(order)}, t.id)`
  return order === 'newest'
    ? sql<SqlBool>`${position} < (coalesce(${at}, 'infinity'), coalesce(${id}, 9223372036854775807))`
    : sql<SqlBool>`${position} > (coalesce(${at}, '-infinity'), coalesce(${id}, -1))`
}

/** An observation that the question is about: its place in time, and whether it may be read. */
interface CandidateRow extends Effective {
  id: number
  code_id: number
  readable: boolean
  declined: boolean
}

interface CandidateWorld extends ObservationWorld {
  candidate: CandidateRow
}

type Builder = ExpressionBuilder<CandidateWorld, 'viewer'>

const withCandidates = (asking: Asking<ObservationArgs>): QueryCreator<CandidateWorld> =>
  withReachOf(asking).with('candidate', (creator) =>
    creator
      .selectFrom('core_observation as o')
      .innerJoin('reach', (join) =>
        join.on(sql<SqlBool>`reach.code_id = coalesce(o.codeable_concept_id, ${sql.lit(noCode)})`),
      )
      .leftJoin('core_codeableconcept as cc', 'cc.id', 'o.codeable_concept_id')
      .crossJoinLateral(effectiveTime(asking.profile).as('t'))
      .where('o.subject_patient_id', '=', asking.param('patient_id', 'bigint'))
      .where(ofType(asking.param))
      .where(touchesWindow(asking.param))
      .select([
        'o.id',
        'reach.code_id',
        'reach.readable',
        'reach.declined',
        't.start_at',
        't.end_at',
        't.is_interval',
      ]),
  )

/** One page of what the viewer may read, in order. */
const page = (eb: Builder, { param }: Asking<ObservationArgs>, order: Order) => {
  const direction = order === 'newest' ? 'desc' : 'asc'
  const rows = eb
    .selectFrom('candidate as t')
    .where('t.readable', '=', sql.lit(true))
    .where(comesAfter(param, order))
    .select(['t.id', 't.start_at', 't.end_at', 't.is_interval'])
    .orderBy(startIn(order), direction)
    .orderBy('t.id', direction)
    .limit(sql<number>`${param('limit', 'integer')}`)
    .as('t')
  return eb
    .selectFrom(rows)
    .innerJoin('core_observation as o', 'o.id', 't.id')
    .leftJoin('core_codeableconcept as cc', 'cc.id', 'o.codeable_concept_id')
    .leftJoin('core_datasource as d', 'd.id', 'o.data_source_id')
    .select([
      'o.id',
      'cc.coding_system',
      'cc.coding_code',
      'cc.text as coding_text',
      't.start_at',
      't.end_at',
      't.is_interval',
      'o.status',
      'o.last_updated as recorded',
      'd.name as source',
    ])
    .orderBy(startIn(order), direction)
    .orderBy('t.id', direction)
}

/** What consent keeps back, by data type and reason. */
const withheld = (eb: Builder) =>
  eb
    .selectFrom('candidate as t')
    .innerJoin('core_codeableconcept as cc', 'cc.id', 't.code_id')
    .where('t.readable', '=', sql.lit(false))
    .groupBy(['cc.coding_code', 't.declined'])
    .orderBy('cc.coding_code')
    .select(({ fn }) => ['cc.coding_code', 't.declined', fn.countAll<number>().as('count')])

/** The parts of the answer that do not depend on the format. */
const answer = (asking: Asking<ObservationArgs>) =>
  withCandidates(asking)
    .selectFrom('viewer')
    .select((eb) => [
      'viewer.kind as viewer_kind',
      patientIsVisible(asking.param).as('is_visible'),
      otherTypes(asking.param).as('other_types'),
      jsonArrayFrom(withheld(eb)).as('withheld'),
    ])

const slim = (order: Order): Query<ObservationArgs, ObservationsAnswer<SlimRow>> => ({
  name: `${order}_observations`,
  build: (asking) =>
    answer(asking).select((eb) =>
      jsonArrayFrom(
        page(eb, asking, order).select(
          sql`${sql.ref(`o.${asking.profile.observationJson}`)} -> 'body'`.as('body'),
        ),
      ).as('observations'),
    ),
})

const fhir = (order: Order): Query<ObservationArgs, ObservationsAnswer<FhirRow>> => ({
  name: `${order}_observations_fhir`,
  build: (asking) =>
    answer(asking).select((eb) =>
      jsonArrayFrom(
        page(eb, asking, order)
          .innerJoin('core_patient as p', 'p.id', 'o.subject_patient_id')
          .select((row) => [
            sql<string | null>`cast(${sql.ref(`o.${asking.profile.observationJson}`)} as text)`.as(
              'omh_text',
            ),
            'p.id as patient_id',
            'p.jhe_user_id as patient_user_id',
            jsonArrayFrom(
              row
                .selectFrom('core_observationidentifier as i')
                .whereRef('i.observation_id', '=', 'o.id')
                .orderBy('i.id')
                .select(['i.system', 'i.value']),
            ).as('identifiers'),
          ]),
      ).as('observations'),
    ),
})

/** Observations of one patient, newest first. */
export const newestObservations = slim('newest')
/** Observations of one patient, oldest first. */
export const oldestObservations = slim('oldest')
/** What a FHIR Observation needs, newest first. */
export const newestObservationsFhir = fhir('newest')
/** What a FHIR Observation needs, oldest first. */
export const oldestObservationsFhir = fhir('oldest')
