import { sql, type Expression, type QueryCreator, type RawBuilder, type SqlBool } from 'kysely'

import type { ViewerKind } from '../permissions/viewer.js'
import type { World } from '../permissions/world.js'
import type { Asking } from './query.js'

/** Code id that stands for observations without a code. */
export const noCode = -1

/**
 * A data type of a patient within the viewer's reach. `readable` says whether consent lets the
 * viewer read it in at least one of the studies asked about; `declined` whether an answer exists
 * that says no (JHE keeps no difference between declined and withdrawn).
 */
export interface ReachRow {
  patient_id: number
  code_id: number
  readable: boolean
  declined: boolean
}

/** `World` with the reach into observations. */
export interface ObservationWorld extends World {
  reach: ReachRow
}

/** The patient, and perhaps the study, that a question is about. */
export interface ReachArgs {
  readonly patient_id: number
  readonly study_id: number | null
}

/** The practitioner and the patient share an organization now (JHE asks it of every observation). */
export const sharesOrganization = sql<SqlBool>`exists (
  select from public.core_patientorganization as po
  join public.core_practitionerorganization as m on m.organization_id = po.organization_id
  where po.patient_id = sp.patient_id and m.practitioner_id = viewer.practitioner_id)`

/**
 * Which data types of one patient the viewer may know of. A practitioner: the types requested by
 * the visible studies that the patient is enrolled in. A patient: everything of their own, or
 * what a study of theirs asks for when one is named; consent does not limit one's own data.
 */
export function withReachOf(asking: Asking<ReachArgs>): QueryCreator<ObservationWorld> {
  const { db, param } = asking
  const patient = param('patient_id', 'bigint')
  const study = param('study_id', 'bigint')
  const enforced = param('enforce_consent', 'boolean')
  return db.with('reach', (creator) =>
    creator
      .selectFrom('viewer')
      .crossJoin('visible_study as s')
      .innerJoin('core_studypatient as sp', 'sp.study_id', 's.id')
      .innerJoin('core_studyscoperequest as r', 'r.study_id', 's.id')
      .leftJoin('core_studypatientscopeconsent as c', (join) =>
        join
          .onRef('c.study_patient_id', '=', 'sp.id')
          .onRef('c.scope_code_id', '=', 'r.scope_code_id'),
      )
      .where('viewer.kind', '=', sql.lit<ViewerKind>('practitioner'))
      .where('sp.patient_id', '=', patient)
      .where(orNull(study, sql.ref('s.id')))
      .where(sharesOrganization)
      .groupBy(['sp.patient_id', 'r.scope_code_id'])
      .select([
        'sp.patient_id',
        'r.scope_code_id as code_id',
        sql<boolean>`bool_or(c.consented is true or not ${enforced})`.as('readable'),
        sql<boolean>`bool_or(c.consented is false)`.as('declined'),
      ])
      .unionAll(
        creator
          .selectFrom('viewer')
          .crossJoin(
            sql<{
              id: number
            }>`(select id from public.core_codeableconcept union all select ${sql.lit(noCode)})`.as(
              'cc',
            ),
          )
          .where('viewer.kind', '=', sql.lit<ViewerKind>('patient'))
          .where('viewer.patient_id', '=', patient)
          .where(
            sql<SqlBool>`(${study} is null or exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where s.id = ${study} and r.scope_code_id = cc.id))`,
          )
          .select([
            sql<number>`viewer.patient_id`.as('patient_id'),
            'cc.id as code_id',
            sql<boolean>`true`.as('readable'),
            sql<boolean>`false`.as('declined'),
          ]),
      ),
  )
}

/** The parameter is null, or equal to the column. */
export const orNull = <T>(
  param: Expression<T | null>,
  column: Expression<T>,
): Expression<SqlBool> => sql<SqlBool>`(${param} is null or ${column} = ${param})`

/**
 * The patient is within the viewer's reach: enrolled in a visible study (in the one asked about,
 * when there is one), or the viewer themself.
 */
export function patientIsVisible(param: Asking<ReachArgs>['param']): RawBuilder<boolean> {
  const patient = param('patient_id', 'bigint')
  const study = param('study_id', 'bigint')
  return sql<boolean>`exists (
    select from visible_study as s join public.core_studypatient as sp on sp.study_id = s.id
    where sp.patient_id = ${patient} and (${study} is null or s.id = ${study})
      and (viewer.kind = 'practitioner' or viewer.patient_id = ${patient})
    union all
    select where viewer.kind = 'patient' and viewer.patient_id = ${patient} and ${study} is null)`
}
