import { sql, type SqlBool } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { ParamOf, ViewerArgs } from '../../permissions/database.js'
import {
  patientIsVisible,
  studyIsVisible,
  type ReadableCodeArgs,
  type Scope,
} from '../../permissions/readable-code.js'
import {
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
import { clinicalRecords } from './needs.js'
import { recordBody, type RecordBody } from './record-body.js'
import { recordTime } from './record-time.js'

/** Records of one type that the viewer may read. */
export interface TypeCountRow {
  readonly resource_type: string
  readonly records: number
}

export interface TypeRow extends TypeCountRow {
  readonly patients: number
  /** Of those whose time can be read the earliest and the latest: as said, and as ISO 8601 in UTC. */
  readonly first_said: string | null
  readonly first: string | null
  readonly last_said: string | null
  readonly last: string | null
}

export interface CountsAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly readable_types: readonly string[] | null
  readonly types: TypeRow[]
  readonly withheld: WithheldRow[]
}

const f = alias<JheTables['core_fhirsource']>('f')
const r = alias<JheTables['core_fhirauxresource']>('r')
const b = alias<RecordBody>('b')

const everyType = () => sql<SqlBool>`true`

/** The records within reach; each is looked up by its patient. */
const readableRecords = (db: SelectCreator<RecordDatabase>, param: ParamOf<ViewerArgs>) =>
  db
    .selectFrom('core_fhirsource as f')
    .innerJoin('core_fhirauxresource as r', 'r.fhir_source_id', 'f.id')
    .where(sql<SqlBool>`f.patient_id in (select t.patient_id from readable_record as t)`)
    .where(recordIsReadable(f, r, param))

const countRecords = (scope: Scope): Query<ReadableCodeArgs, CountsAnswer> => ({
  name: `count_records_of_${scope}`,
  needs: clinicalRecords,
  build: (context) =>
    withReadableRecords(context, scope, everyType)
      .with('timed_record', (creator) =>
        readableRecords(creator, context.param)
          .crossJoinLateral(recordBody(r).as('b'))
          .crossJoinLateral(recordTime(r.column('resource_type'), b.column('d')).as('t'))
          .select(['r.resource_type', 'f.patient_id', 't.said', 't.start_at']),
      )
      .selectFrom('viewer')
      .select([
        answeredViewer,
        (scope === 'study' ? studyIsVisible(context.param) : patientIsVisible(context.param)).as(
          'is_visible',
        ),
        readableTypes.as('readable_types'),
        withheldRows.as('withheld'),
      ])
      .select((eb) =>
        jsonArrayFrom(
          eb
            .selectFrom('timed_record as t')
            .groupBy('t.resource_type')
            .orderBy('t.resource_type')
            .select('t.resource_type')
            .select([
              sql<number>`count(*)`.as('records'),
              sql<number>`count(distinct t.patient_id)`.as('patients'),
              sql<string | null>`(array_agg(t.said order by t.start_at))[1]`.as('first_said'),
              sql<string | null>`min(t.start_at)`.as('first'),
              sql<string | null>`(array_agg(t.said order by t.start_at desc nulls last))[1]`.as(
                'last_said',
              ),
              sql<string | null>`max(t.start_at)`.as('last'),
            ]),
        ).as('types'),
      ),
})

/** Clinical records of a patient by type, perhaps of what one study asks for. */
export const countRecordsOfPatient = countRecords('patient')
/** Clinical records of everybody in a study by type. */
export const countRecordsOfStudy = countRecords('study')

/** How many clinical records of a study the viewer may read, by type. No body is looked at. */
export const countStudyRecords: Query<
  ReadableCodeArgs,
  { viewer_kind: ViewerKind; types: TypeCountRow[] }
> = {
  name: 'count_study_records',
  needs: clinicalRecords,
  build: (context) =>
    withReadableRecords(context, 'study', everyType)
      .with('readable_row', (creator) =>
        readableRecords(creator, context.param).select('r.resource_type'),
      )
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        jsonArrayFrom(
          eb
            .selectFrom('readable_row as t')
            .groupBy('t.resource_type')
            .orderBy('t.resource_type')
            .select(['t.resource_type', sql<number>`count(*)`.as('records')]),
        ).as('types'),
      ]),
}
