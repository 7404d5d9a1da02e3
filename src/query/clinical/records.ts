import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import { orNull } from '../../permissions/parameters.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { patientIsVisible, type ReadableCodeArgs } from '../../permissions/readable-code.js'
import {
  namesRecordType,
  readableTypes,
  recordIsReadable,
  withReadableRecords,
  type RecordDatabase,
} from '../../permissions/readable-record.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import { withheldRows, type WithheldRow } from '../../permissions/withheld.js'
import type { Query } from '../compile/query.js'
import { touchesWindow, type WindowArgs } from '../observations/filter.js'
import { printed } from '../observations/printed-json.js'
import { clinicalRecords } from './needs.js'
import { recordBody, type RecordBody } from './record-body.js'
import { recordFields, type RecordFields } from './record-fields.js'
import { recordTime, type RecordTime } from './record-time.js'

export interface RecordArgs extends ReadableCodeArgs, WindowArgs {
  readonly patient_id: number
  /** Type of FHIR resource; null for every type. */
  readonly record_type: string | null
  /** Position of the last row of the page before; `after_at` is -infinity for an unknown time. */
  readonly after_at: string | null
  readonly after_id: string | null
  readonly limit: number
}

/** A clinical record as it leaves the database. Times are ISO 8601 in UTC. */
export interface RecordRow extends RecordFields {
  readonly id: string
  readonly resource_type: string
  readonly said: string | null
  readonly start_at: string | null
  /** Name of the data source. */
  readonly source: string | null
}

export interface FhirRecordRow extends RecordRow {
  /** The body as PostgreSQL prints it; null where it is too large, or where there is none. */
  readonly body_text: string | null
  /** Size of a body that is too large to be sent; null for any other. */
  readonly body_bytes: number | null
}

/** What a patient is called, so that it is not shown where it was not asked for. */
export interface PatientName {
  readonly given: string | null
  readonly family: string | null
}

export interface RecordsAnswer<Row> {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  /** Whether the type asked for is one that this JHE knows as a data type of a study. */
  readonly is_known_type: boolean
  /** Of the patient, where they are visible. */
  readonly patient_name: PatientName | null
  /** Types asked about that may be read, whether or not there are any; null for every type. */
  readonly readable_types: readonly string[] | null
  readonly records: Row[]
  readonly withheld: WithheldRow[]
}

interface PageRow extends RecordTime {
  id: string
  resource_type: string
  data_source_id: number
}

interface PageDatabase extends RecordDatabase {
  page_row: PageRow
}

type Context = QueryContext<RecordArgs>
type Param = QueryContext<Pick<RecordArgs, 'record_type'>>['param']

const f = alias<JheTables['core_fhirsource']>('f')
const r = alias<JheTables['core_fhirauxresource']>('r')
const b = alias<RecordBody>('b')
const t = alias<RecordTime>('t')

/** The type is asked about. */
const isOfType =
  (param: Param) =>
  (type: RawBuilder<string>): RawBuilder<SqlBool> =>
    sql<SqlBool>`${orNull(param('record_type', 'text'), type)}`

const at = sql<string>`coalesce(t.start_at, '-infinity')`

const comesAfter = ({ param }: Context): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${at}, r.id) < (coalesce(${param('after_at', 'timestamptz')}, 'infinity'),
      coalesce(${param('after_id', 'uuid')}, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))`

const withPage = (context: Context): SelectCreator<PageDatabase> => {
  const { param } = context
  return withReadableRecords(context, 'patient', isOfType(param)).with('page_row', (creator) =>
    creator
      .selectFrom('core_fhirsource as f')
      .innerJoin('core_fhirauxresource as r', 'r.fhir_source_id', 'f.id')
      .crossJoinLateral(recordBody(r).as('b'))
      .crossJoinLateral(recordTime(r.column('resource_type'), b.column('d')).as('t'))
      .where(sql<SqlBool>`f.patient_id = ${param('patient_id', 'bigint')}`)
      .where(isOfType(param)(r.column('resource_type')))
      .where(recordIsReadable(f, r, param))
      .where(touchesWindow(param, t))
      .where(comesAfter(context))
      .select(['r.id', 'r.resource_type', 'f.data_source_id', 't.said', 't.start_at', 't.end_at'])
      .orderBy(at, 'desc')
      .orderBy('r.id', 'desc')
      .limit(sql<number>`${param('limit', 'integer')}`),
  )
}

const isKnownType = (param: Param): RawBuilder<boolean> => sql<boolean>`exists (
  select from public.core_codeableconcept as cc
  where ${namesRecordType(alias<JheTables['core_codeableconcept']>('cc'))}
    and cc.coding_code = ${param('record_type', 'text')})`

const patientName = (param: Context['param']): RawBuilder<PatientName | null> => sql`(
  select json_build_object('given', p.name_given, 'family', p.name_family) from public.core_patient as p
  where p.id = ${param('patient_id', 'bigint')} and ${patientIsVisible(param)})`

const answer = (context: Context) =>
  withPage(context)
    .selectFrom('viewer')
    .select([
      answeredViewer,
      patientIsVisible(context.param).as('is_visible'),
      isKnownType(context.param).as('is_known_type'),
      patientName(context.param).as('patient_name'),
      readableTypes.as('readable_types'),
      withheldRows.as('withheld'),
    ])

const name = 'clinical_records'

/** Clinical records of one patient, newest first, unknown times last: what the short form needs. */
export const listRecords: Query<RecordArgs, RecordsAnswer<RecordRow>> = {
  name,
  needs: clinicalRecords,
  build: (context) =>
    answer(context).select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('page_row as p')
          .innerJoin('core_fhirauxresource as r', 'r.id', 'p.id')
          .leftJoin('core_datasource as d', 'd.id', 'p.data_source_id')
          .crossJoinLateral(recordBody(r).as('b'))
          .crossJoinLateral(recordFields(r.column('resource_type'), b.column('d')).as('s'))
          .select(['p.id', 'p.resource_type', 'p.said', 'p.start_at', 'd.name as source'])
          .select(['s.fields', 's.answers'])
          .orderBy(sql`coalesce(p.start_at, '-infinity')`, 'desc')
          .orderBy('p.id', 'desc'),
      ).as('records'),
    ),
}

/** The same with the bodies as JHE holds them. */
export const listRecordsFhir: Query<RecordArgs, RecordsAnswer<FhirRecordRow>> = {
  name: `${name}_fhir`,
  needs: clinicalRecords,
  build: (context) =>
    answer(context).select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('page_row as p')
          .innerJoin('core_fhirauxresource as r', 'r.id', 'p.id')
          .leftJoin('core_datasource as d', 'd.id', 'p.data_source_id')
          .crossJoinLateral(recordBody(r).as('b'))
          .crossJoinLateral(recordFields(r.column('resource_type'), b.column('d')).as('s'))
          .crossJoinLateral(printed(b.column('d')).as('j'))
          .select(['p.id', 'p.resource_type', 'p.said', 'p.start_at', 'd.name as source'])
          .select(['s.fields', 's.answers', 'j.text as body_text', 'j.bytes as body_bytes'])
          .orderBy(sql`coalesce(p.start_at, '-infinity')`, 'desc')
          .orderBy('p.id', 'desc'),
      ).as('records'),
    ),
}
