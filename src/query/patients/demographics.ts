import { sql, type ExpressionBuilder } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import type { SchemaProfile } from '../../db/profile.js'
import type { ViewerKind } from '../../permissions/viewer.js'
import type { Query } from '../compile/query.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { orNull } from '../../permissions/parameters.js'
import { studyIsVisible } from '../../permissions/readable-code.js'
import { answeredViewer } from '../../permissions/viewer-rules.js'
import {
  withVisibleEnrolments,
  type EnrolmentDatabase,
} from '../../permissions/visible-enrolment.js'

export interface PatientsArgs {
  readonly study_id: number
  readonly patient_id: number | null
  /** Only patients with a larger id. */
  readonly after: number
  readonly limit: number
}

export interface PatientRow {
  readonly id: number
  readonly name_given: string | null
  readonly name_family: string | null
  readonly birth_date: string | null
  readonly telecom_phone: string | null
  readonly email: string | null
  readonly recorded: string
  readonly identifiers: readonly { readonly system: string | null; readonly value: string }[]
}

type Builder = ExpressionBuilder<EnrolmentDatabase, 'viewer'>

/** Visible enrolments in the study, perhaps of one patient. */
const enrolments = (eb: Builder, { param }: QueryContext<PatientsArgs>) =>
  eb
    .selectFrom('visible_enrolment as e')
    .where('e.study_id', '=', param('study_id', 'bigint'))
    .where(orNull(param('patient_id', 'bigint'), sql.ref<number>('e.patient_id')))

/** FHIR Patient.identifier: a table from core.0022 on, one column before. */
const identifiers = (profile: SchemaProfile) =>
  profile.patientIdentifiers === 'column'
    ? sql<
        PatientRow['identifiers']
      >`case when nullif(p.identifier, '') is null then json_build_array()
        else json_build_array(json_build_object('system', null, 'value', p.identifier)) end`
    : sql<PatientRow['identifiers']>`(select coalesce(
        json_agg(json_build_object('system', i.system, 'value', i.value) order by i.id), '[]')
        from public.core_patientidentifier as i where i.patient_id = p.id)`

/** A page of the patients enrolled in a study, by id. */
export const listPatients: Query<
  PatientsArgs,
  { viewer_kind: ViewerKind; is_visible: boolean; total: number; patients: PatientRow[] }
> = {
  name: 'list_patients',
  build: (context) => {
    const { db, param, profile } = context
    return withVisibleEnrolments(db, param)
      .selectFrom('viewer')
      .select((eb) => [
        answeredViewer,
        studyIsVisible(param).as('is_visible'),
        enrolments(eb, context)
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .$asScalar()
          .$notNull()
          .as('total'),
        jsonArrayFrom(
          enrolments(eb, context)
            .innerJoin('core_patient as p', 'p.id', 'e.patient_id')
            .leftJoin('core_jheuser as u', 'u.id', 'p.jhe_user_id')
            .where('p.id', '>', param('after', 'bigint'))
            .select(['p.id', 'p.name_given', 'p.name_family', 'p.birth_date', 'p.telecom_phone'])
            .select(['u.email', 'p.last_updated as recorded'])
            .select(identifiers(profile).as('identifiers'))
            .orderBy('p.id')
            .limit(sql<number>`${param('limit', 'integer')}`),
        ).as('patients'),
      ])
  },
}
