import { sql } from 'kysely'

import type { ParamOf, ViewerArgs } from './database.js'
import { isGrantedCode } from './granted.js'
import type { SelectCreator } from './select-creator.js'
import type { EnrolmentDatabase } from './visible-enrolment.js'

/** An answer that a patient has given to a request of a study and that stands now. */
export interface ConsentAnswerRow {
  study_id: number
  patient_id: number
  code_id: number
  consented: boolean
  /** JHE keeps one answer: a later one takes the place of the earlier, its time too. */
  answered_at: string
}

export interface AnswerDatabase {
  consent_answer: ConsentAnswerRow
}

/** Adds `consent_answer`: the answers of visible enrolments to what their study requests and the grant allows, with their times. */
export const withConsentAnswers = <DB extends EnrolmentDatabase>(
  db: SelectCreator<DB>,
  param: ParamOf<ViewerArgs>,
): SelectCreator<DB & AnswerDatabase> =>
  db.with(
    'consent_answer',
    () => sql<ConsentAnswerRow>`(
      select e.study_id, e.patient_id, r.scope_code_id as code_id, c.consented, c.consented_time as answered_at
      from visible_enrolment as e
      join public.core_studyscoperequest as r on r.study_id = e.study_id
      join public.core_studypatientscopeconsent as c on c.study_patient_id = e.id and c.scope_code_id = r.scope_code_id
      where ${isGrantedCode(sql.raw('r.scope_code_id'), param)})`,
  )
