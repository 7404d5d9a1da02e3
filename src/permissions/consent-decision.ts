import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { Alias } from './alias.js'
import type { ParamOf, ViewerArgs, ViewerRow } from './database.js'
import { isGrantedCode } from './granted.js'
import type { SelectCreator } from './select-creator.js'
import { isPatient, sharesOrganization } from './viewer-rules.js'
import type { EnrolmentDatabase } from './visible-enrolment.js'

/** What a patient answered to one request of a study for a data type. */
export interface ConsentDecisionRow {
  study_id: number
  patient_id: number
  code_id: number
  /** Null where the patient has not answered. */
  consented: boolean | null
}

export interface ConsentDatabase extends EnrolmentDatabase {
  consent_decision: ConsentDecisionRow
}

/** Adds `consent_decision`: a row for each visible enrolment and each data type its study requests and the grant allows. */
export const withConsentDecisions = (
  db: SelectCreator<EnrolmentDatabase>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<ConsentDatabase> =>
  db.with('consent_decision', (creator) =>
    creator
      .selectFrom('visible_enrolment as e')
      .innerJoin('core_studyscoperequest as r', 'r.study_id', 'e.study_id')
      .leftJoin('core_studypatientscopeconsent as c', (join) =>
        join
          .onRef('c.study_patient_id', '=', 'e.id')
          .onRef('c.scope_code_id', '=', 'r.scope_code_id'),
      )
      .where(isGrantedCode(sql.raw('r.scope_code_id'), param))
      .select(['e.study_id', 'e.patient_id', 'r.scope_code_id as code_id', 'c.consented']),
  )

type Decision = Alias<Pick<ConsentDecisionRow, 'consented'>>

/** The decision lets a practitioner read: consent is given, or is not enforced. */
export const isShared = (decision: Decision, param: ParamOf<ViewerArgs>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${decision.column('consented')} is true or not ${param('enforce_consent', 'boolean')}`

/** The viewer may read what the decision is about; consent does not limit one's own data. */
export const mayRead = (
  viewer: Alias<ViewerRow>,
  decision: Alias<Pick<ConsentDecisionRow, 'consented' | 'patient_id'>>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<boolean> =>
  sql<boolean>`(${isPatient(viewer)}
          or (${isShared(decision, param)}) and ${sharesOrganization(viewer, decision)})`

/** How many of a group's decisions are an agreement (`true`), a refusal (`false`) or unanswered (`null`). */
export const countDecisions = (
  decision: Decision,
  answer: 'true' | 'false' | 'null',
): RawBuilder<number> =>
  sql<number>`count(*) filter (where ${decision.column('consented')} is ${sql.raw(answer)})`
