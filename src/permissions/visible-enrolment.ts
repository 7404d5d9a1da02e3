import { sql, type SqlBool } from 'kysely'

import type { Database, ParamOf, ViewerArgs } from './database.js'
import { isGrantedPatient } from './granted.js'
import type { SelectCreator } from './select-creator.js'
import { isPractitioner, viewer } from './viewer-rules.js'

/** A patient's enrolment in a visible study. A patient sees only their own. */
export interface VisibleEnrolmentRow {
  /** `core_studypatient.id` */
  id: number
  study_id: number
  patient_id: number
}

export interface EnrolmentDatabase extends Database {
  visible_enrolment: VisibleEnrolmentRow
}

/** Adds `visible_enrolment`: who takes part in the visible studies, as far as the viewer may see it. */
export const withVisibleEnrolments = (
  db: SelectCreator<Database>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<EnrolmentDatabase> =>
  db.with(
    'visible_enrolment',
    (creator) =>
      creator
        .selectFrom('viewer')
        .crossJoin('visible_study as s')
        .innerJoin('core_studypatient as sp', 'sp.study_id', 's.id')
        .where(sql<SqlBool>`(${isPractitioner(viewer)} or sp.patient_id = viewer.patient_id)`)
        .where(isGrantedPatient(sql.raw('sp.patient_id'), param))
        .select(['sp.id', 'sp.study_id', 'sp.patient_id']),
    'not materialized',
  )
