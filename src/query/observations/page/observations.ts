import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { SelectCreator } from '../../../permissions/select-creator.js'
import type { ViewerKind } from '../../../permissions/viewer.js'
import { answeredViewer } from '../../../permissions/viewer-rules.js'
import { alias } from '../../../permissions/alias.js'
import { effectiveTime } from '../effective.js'
import { otherTypes } from '../filter.js'
import { keptApart } from '../kept-apart.js'
import { pageByIndex } from './page-by-index.js'
import { pageByScan } from './page-by-scan.js'
import type { ObservationArgs, Order, PageDatabase, PageRow } from './page.js'
import type { Query } from '../../compile/query.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import { printedJson } from '../printed-json.js'
import { patientIsVisible } from '../../../permissions/readable-code.js'
import { withheldRows, type WithheldRow } from '../../../permissions/withheld.js'

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
  /** The whole JSON, header and body; null where it is too large, or where there is none. */
  readonly data: unknown
  /** Size of JSON that is too large to be sent; null for any other. */
  readonly data_bytes: number | null
}

export interface FhirRow extends ObservationRow {
  /** The whole JSON as PostgreSQL prints it; null where it is too large. */
  readonly omh_text: string | null
  /** Size of JSON that is too large to be sent; null for any other. */
  readonly data_bytes: number | null
  readonly patient_id: number
  readonly patient_user_id: number | null
  readonly identifiers: readonly { readonly system: string | null; readonly value: string | null }[]
}

export interface ObservationsAnswer<Row> {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  /** Every data type of this JHE, when the one asked for is not among them. */
  readonly other_types: { readonly coding_code: string }[]
  /** Codes of what JHE keeps apart from observations. */
  readonly kept_apart: readonly string[]
  readonly observations: Row[]
  readonly withheld: WithheldRow[]
}

interface SourceRow {
  id: number
  name: string | null
}

interface AnswerDatabase extends PageDatabase {
  source: SourceRow
}

type Builder = ExpressionBuilder<AnswerDatabase, 'viewer'>

const o = alias<PageRow>('o')

/** The rows of the page, in order, with what a reader needs of each. */
const page = (eb: Builder, { profile }: QueryContext<ObservationArgs>, order: Order) => {
  const direction = order === 'newest' ? 'desc' : 'asc'
  return eb
    .selectFrom('page_row as o')
    .crossJoinLateral(effectiveTime(profile, o).as('t'))
    .leftJoin('source as d', 'd.id', 'o.data_source_id')
    .select([
      'o.id',
      'o.coding_system',
      'o.coding_code',
      'o.coding_text',
      't.start_at',
      't.end_at',
      't.is_interval',
      'o.status',
      'o.last_updated as recorded',
      'd.name as source',
    ])
    .orderBy('o.at', direction)
    .orderBy('o.id', direction)
}

const withPage = (
  context: QueryContext<ObservationArgs>,
  order: Order,
): SelectCreator<PageDatabase> =>
  context.profile.hasTimeIndex ? pageByIndex(context, order) : pageByScan(context, order)

/** The sources of the rows of the page, each looked up once. */
const sources = sql<SourceRow>`(
  select d.id, d.name from public.core_datasource as d
  where d.id in (select o.data_source_id from page_row as o))`

/** The parts of the answer that do not depend on the format. */
const answer = (context: QueryContext<ObservationArgs>, order: Order) =>
  withPage(context, order)
    .with('source', () => sources, 'materialized')
    .selectFrom('viewer')
    .select([
      answeredViewer,
      patientIsVisible(context.param).as('is_visible'),
      otherTypes(context.param).as('other_types'),
      keptApart(context, 'patient').as('kept_apart'),
      withheldRows.as('withheld'),
    ])

const slim = (order: Order): Query<ObservationArgs, ObservationsAnswer<SlimRow>> => ({
  name: `${order}_observations`,
  build: (context) =>
    answer(context, order).select((eb) =>
      jsonArrayFrom(
        page(eb, context, order)
          .crossJoinLateral(printedJson(context.profile, o).as('j'))
          .select([sql`cast(j.text as json)`.as('data'), 'j.bytes as data_bytes']),
      ).as('observations'),
    ),
})

const fhir = (order: Order): Query<ObservationArgs, ObservationsAnswer<FhirRow>> => ({
  name: `${order}_observations_fhir`,
  build: (context) =>
    answer(context, order).select((eb) =>
      jsonArrayFrom(
        page(eb, context, order)
          .innerJoin('core_patient as p', 'p.id', 'o.subject_patient_id')
          .crossJoinLateral(printedJson(context.profile, o).as('j'))
          .select((row) => [
            'j.text as omh_text',
            'j.bytes as data_bytes',
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
