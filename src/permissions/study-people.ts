import { sql, type RawBuilder } from 'kysely'

import { alias } from './alias.js'
import type { ParamOf } from './database.js'
import { sharesOrganization, viewer } from './viewer-rules.js'
import type { VisibleEnrolmentRow } from './visible-enrolment.js'

type StudyParam = ParamOf<{ study_id: number | null }>

const e = alias<VisibleEnrolmentRow>('e')

/** How many take part in the study asked about, each once. Needs `visible_enrolment`. */
export const enrolledPatients = (param: StudyParam): RawBuilder<number> =>
  sql<number>`(select count(distinct e.patient_id) from visible_enrolment as e
    where e.study_id = ${param('study_id', 'bigint')})`

/**
 * How many of them share no organization with the viewer, so that nothing of theirs can be read,
 * whatever they answered. Needs `visible_enrolment`.
 */
export const unreachablePatients = (param: StudyParam): RawBuilder<number> =>
  sql<number>`(select count(distinct e.patient_id) from visible_enrolment as e
    where e.study_id = ${param('study_id', 'bigint')} and not ${sharesOrganization(viewer, e)})`
