import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { ParamOf, ViewerArgs } from './database.js'
import { areStudiesOpen, isGrantedPatient } from './granted.js'
import type { SelectCreator } from './select-creator.js'
import { orNull } from './parameters.js'
import { isPatient, viewer } from './viewer-rules.js'
import type { EnrolmentDatabase } from './visible-enrolment.js'

export interface VisiblePatientDatabase extends EnrolmentDatabase {
  /** Each patient once. */
  visible_patient: { patient_id: number }
}

interface Asked {
  readonly studyId: RawBuilder<number | null>
  readonly param: ParamOf<ViewerArgs>
}

/**
 * Adds `visible_patient`: who is enrolled in a visible study, and a patient themself unless the grant
 * names studies.
 * @param asked `studyId` is the only study that counts; null for all of them
 */
export const withVisiblePatients = (
  db: SelectCreator<EnrolmentDatabase>,
  { studyId, param }: Asked,
): SelectCreator<VisiblePatientDatabase> =>
  db.with('visible_patient', (creator) =>
    creator
      .selectFrom('visible_enrolment as e')
      .where(orNull(studyId, sql.ref('e.study_id')))
      .select('e.patient_id')
      .union(
        creator
          .selectFrom('viewer')
          .where(isPatient(viewer))
          .where(sql<SqlBool>`${studyId} is null and ${areStudiesOpen(param)}`)
          .where(isGrantedPatient(sql.raw('viewer.patient_id'), param))
          .select(sql<number>`viewer.patient_id`.as('patient_id')),
      ),
  )
