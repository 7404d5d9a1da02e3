import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { JheTables } from '../../db/schema.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import type { Query } from '../compile/query.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { alias } from '../../permissions/alias.js'
import {
  countDecisions,
  mayRead,
  withConsentDecisions,
  type ConsentDatabase,
  type ConsentDecisionRow,
} from '../../permissions/consent-decision.js'
import { isFhirResource, mayCountPeople } from '../../permissions/granted.js'
import { namesRecordType } from '../../permissions/readable-record.js'
import { answeredViewer, viewer } from '../../permissions/viewer-rules.js'
import { withVisibleEnrolments } from '../../permissions/visible-enrolment.js'
import { withVisibleRequests, type VisibleRequestRow } from '../../permissions/visible-request.js'

export interface StudyMetadataArgs {
  readonly study_id: number
}

export interface StudyMetadataRow {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly role: string | null
  readonly organization_id: number
  readonly organization_name: string
  readonly organization_type: string
  /** Null for a patient, and where the grant names one. */
  readonly patient_count: number | null
}

export interface DataTypeRow {
  readonly code: string
  readonly name: string
  readonly observation_count: number
  /** JHE keeps such data apart from observations. */
  readonly is_fhir_resource: boolean
  /** The data type is one of clinical records. */
  readonly is_record_type: boolean
  /** Null as `patient_count` is, as are the other two. */
  readonly patients_consented: number | null
  readonly patients_pending: number | null
  readonly patients_declined: number | null
}

export interface DataSourceRow {
  readonly id: number
  readonly name: string | null
  readonly type: string
}

/** One patient's answer to one request of the study: `readable` is what the viewer may count. */
interface AnswerRow extends Omit<ConsentDecisionRow, 'study_id'> {
  readable: boolean
}

interface AnswerDatabase extends ConsentDatabase {
  answer: AnswerRow
}

interface StudyDatabase extends AnswerDatabase {
  visible_request: VisibleRequestRow
  /** What the viewer may read now, by data type. */
  counted: { code_id: number; observations: number }
  /** How the patients answered, by data type. */
  answered: { code_id: number; consented: number; pending: number; declined: number }
}

const answer = alias<AnswerRow>('a')

type Builder = ExpressionBuilder<StudyDatabase, 'viewer'>

/** One pass over what the patients have. */
const countByJoin = (creator: SelectCreator<AnswerDatabase>) =>
  creator
    .selectFrom('answer as a')
    .innerJoin('core_observation as o', (join) =>
      join
        .onRef('o.subject_patient_id', '=', 'a.patient_id')
        .onRef('o.codeable_concept_id', '=', 'a.code_id'),
    )
    .where('a.readable', '=', sql.lit(true))
    .groupBy('a.code_id')
    .select(({ fn }) => ['a.code_id', fn.countAll<number>().as('observations')])

/** One count in the index for each patient and data type: the cost follows the study, not the table. */
const countByIndex = (creator: SelectCreator<AnswerDatabase>) =>
  creator
    .selectFrom('answer as a')
    .crossJoinLateral((eb) =>
      eb
        .selectFrom('core_observation as o')
        .whereRef('o.subject_patient_id', '=', 'a.patient_id')
        .whereRef('o.codeable_concept_id', '=', 'a.code_id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('n'),
    )
    .where('a.readable', '=', sql.lit(true))
    .groupBy('a.code_id')
    .select(['a.code_id', sql<number>`cast(sum(n.count) as bigint)`.as('observations')])

const withAnswers = ({
  db,
  param,
  profile,
}: QueryContext<StudyMetadataArgs>): SelectCreator<StudyDatabase> =>
  withVisibleRequests(withConsentDecisions(withVisibleEnrolments(db, param), param), param)
    .with('answer', (creator) =>
      creator
        .selectFrom('viewer')
        .crossJoin('consent_decision as d')
        .where('d.study_id', '=', param('study_id', 'bigint'))
        .select(['d.patient_id', 'd.code_id', 'd.consented'])
        .select(mayRead(viewer, alias<ConsentDecisionRow>('d'), param).as('readable')),
    )
    .with('counted', profile.hasTimeIndex ? countByIndex : countByJoin)
    .with('answered', (creator) =>
      creator
        .selectFrom('answer as a')
        .groupBy('a.code_id')
        .select('a.code_id')
        .select([
          countDecisions(answer, 'true').as('consented'),
          countDecisions(answer, 'null').as('pending'),
          countDecisions(answer, 'false').as('declined'),
        ]),
    )

const study = (eb: Builder, { param }: QueryContext<StudyMetadataArgs>) =>
  eb
    .selectFrom('visible_study as s')
    .innerJoin('core_organization as org', 'org.id', 's.organization_id')
    .where('s.id', '=', param('study_id', 'bigint'))
    .select([
      's.id',
      's.name',
      's.description',
      's.role',
      'org.id as organization_id',
      'org.name as organization_name',
      'org.type as organization_type',
      sql<number | null>`case when ${mayCountPeople(viewer, param)} then (
        select count(*) from visible_enrolment as e where e.study_id = s.id) end`.as(
        'patient_count',
      ),
    ])

const ofPeople = (count: string, { param }: QueryContext<StudyMetadataArgs>) =>
  sql<
    number | null
  >`case when ${mayCountPeople(viewer, param)} then coalesce(${sql.ref(count)}, 0) end`

const dataTypes = (eb: Builder, context: QueryContext<StudyMetadataArgs>) =>
  eb
    .selectFrom('visible_request as r')
    .innerJoin('core_codeableconcept as cc', 'cc.id', 'r.code_id')
    .where('r.study_id', '=', context.param('study_id', 'bigint'))
    .orderBy('cc.coding_code')
    .orderBy('cc.id')
    .leftJoin('counted', 'counted.code_id', 'cc.id')
    .leftJoin('answered', 'answered.code_id', 'cc.id')
    .select([
      'cc.coding_code as code',
      'cc.text as name',
      sql<number>`coalesce(counted.observations, 0)`.as('observation_count'),
      isFhirResource(alias<JheTables['core_codeableconcept']>('cc')).as('is_fhir_resource'),
      namesRecordType(alias<JheTables['core_codeableconcept']>('cc')).as('is_record_type'),
      ofPeople('answered.consented', context).as('patients_consented'),
      ofPeople('answered.pending', context).as('patients_pending'),
      ofPeople('answered.declined', context).as('patients_declined'),
    ])

const dataSources = (eb: Builder, { param }: QueryContext<StudyMetadataArgs>) =>
  eb
    .selectFrom('visible_study as s')
    .innerJoin('core_studydatasource as sd', 'sd.study_id', 's.id')
    .innerJoin('core_datasource as d', 'd.id', 'sd.data_source_id')
    .where('s.id', '=', param('study_id', 'bigint'))
    .distinct()
    .orderBy('d.id')
    .select(['d.id', 'd.name', 'd.type'])

/**
 * One study: its organization, how many take part, and for each requested data type how many
 * observations the viewer may read now and how the patients answered. A patient's counts are of
 * their own observations, and so are those of a practitioner whose grant names one.
 */
export const studyMetadata: Query<
  StudyMetadataArgs,
  {
    viewer_kind: ViewerKind
    study: StudyMetadataRow[]
    data_types: DataTypeRow[]
    data_sources: DataSourceRow[]
  }
> = {
  name: 'study_metadata',
  build: (context) =>
    withAnswers(context)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        jsonArrayFrom(study(eb, context)).as('study'),
        jsonArrayFrom(dataTypes(eb, context)).as('data_types'),
        jsonArrayFrom(dataSources(eb, context)).as('data_sources'),
      ]),
}
