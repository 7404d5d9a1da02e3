import { sql, type RawBuilder, type SqlBool } from 'kysely'

import { alias } from './alias.js'
import {
  isShared,
  withConsentDecisions,
  type ConsentDatabase,
  type ConsentDecisionRow,
} from './consent-decision.js'
import type { ParamOf } from './database.js'
import { areStudiesOpen, isGrantedCode, isGrantedCodeOr, isGrantedPatient } from './granted.js'
import { orNull } from './parameters.js'
import type { QueryContext } from './query-context.js'
import type { SelectCreator } from './select-creator.js'
import {
  isPatient,
  isPractitioner,
  isThemself,
  sharesOrganization,
  viewer,
} from './viewer-rules.js'
import { withVisibleEnrolments } from './visible-enrolment.js'

/** Code id that stands for observations without a code. */
export const noCode = -1

/**
 * A data type of a patient that the viewer may know of. `readable` says whether consent lets the
 * viewer read it in at least one of the studies asked about; `declined` whether an answer exists
 * that says no (JHE keeps no difference between declined and withdrawn).
 */
export interface ReadableCodeRow {
  patient_id: number
  code_id: number
  readable: boolean
  declined: boolean
}

/** `ConsentDatabase` with the data types whose observations may be read. */
export interface ObservationDatabase extends ConsentDatabase {
  readable_code: ReadableCodeRow
}

/** What a question is about: one patient, perhaps within a study, or everybody in one study. */
export interface ReadableCodeArgs {
  /** Null in a question about a whole study. */
  readonly patient_id: number | null
  readonly study_id: number | null
}

/** Which of the two ids a statement starts from; each makes a text of its own. */
export type Scope = 'patient' | 'study'

type Param = QueryContext<ReadableCodeArgs>['param']

const decision = alias<ConsentDecisionRow>('d')

/** The enrolment in the study is one that is asked about. */
export const isAskedAbout = (
  param: Param,
  scope: Scope,
  {
    studyId,
    patientId,
  }: { readonly studyId: RawBuilder<number>; readonly patientId: RawBuilder<number> },
): RawBuilder<SqlBool> =>
  scope === 'study'
    ? sql<SqlBool>`${studyId} = ${param('study_id', 'bigint')}`
    : sql<SqlBool>`${patientId} = ${param('patient_id', 'bigint')}
        and ${orNull(param('study_id', 'bigint'), studyId)}`

/** A visible study within the question requests the data type, which the grant allows, with or without patients. */
export const isRequested = (
  param: Param,
  scope: Scope,
  codeId: RawBuilder<number>,
): RawBuilder<SqlBool> => sql<SqlBool>`exists (
      select from visible_study as s join public.core_studyscoperequest as r on r.study_id = s.id
      left join public.core_studypatient as sp on sp.study_id = s.id
      where r.scope_code_id = ${codeId} and ${isGrantedCode(codeId, param)} and ${isAskedAbout(
        param,
        scope,
        {
          studyId: sql.raw('s.id'),
          patientId: sql.raw('sp.patient_id'),
        },
      )})`

/** The code of the viewer's own data is asked about. */
const isOwnAskedAbout = (
  param: Param,
  scope: Scope,
  codeId: RawBuilder<number>,
): RawBuilder<SqlBool> => {
  const study = param('study_id', 'bigint')
  const isOfStudy = (isTheOne: RawBuilder<SqlBool>) =>
    sql<SqlBool>`exists (select from public.core_studyscoperequest as r
              join visible_study as s on s.id = r.study_id
              where ${isTheOne} and r.scope_code_id = ${codeId})`
  return scope === 'study'
    ? isOfStudy(sql`s.id = ${study}`)
    : sql<SqlBool>`${isThemself(viewer, param('patient_id', 'bigint'))}
        and (${study} is null and ${areStudiesOpen(param)} or ${isOfStudy(sql`(${study} is null or s.id = ${study})`)})`
}

type IsAsked = (code: RawBuilder<number>) => RawBuilder<SqlBool>
type Creator = SelectCreator<ConsentDatabase>

const codesOfPatients = (creator: Creator, param: Param, scope: Scope, isAsked: IsAsked) =>
  creator
    .selectFrom('viewer')
    .crossJoin('consent_decision as d')
    .where(isPractitioner(viewer))
    .where(
      isAskedAbout(param, scope, {
        studyId: decision.column('study_id'),
        patientId: decision.column('patient_id'),
      }),
    )
    .where(isAsked(decision.column('code_id')))
    .where(sharesOrganization(viewer, decision))
    .groupBy(['d.patient_id', 'd.code_id'])
    .select([
      'd.patient_id',
      'd.code_id',
      sql<boolean>`bool_or(${isShared(decision, param)})`.as('readable'),
      sql<boolean>`bool_or(d.consented is false)`.as('declined'),
    ])

const codesOfOneself = (creator: Creator, param: Param, scope: Scope, isAsked: IsAsked) =>
  creator
    .selectFrom('viewer')
    .crossJoin(
      sql<{
        id: number
      }>`(select id from public.core_codeableconcept union all select ${sql.lit(noCode)})`.as('cc'),
    )
    .where(isPatient(viewer))
    .where(isGrantedPatient(sql.raw('viewer.patient_id'), param))
    .where(isGrantedCodeOr(sql.raw('cc.id'), noCode, param))
    .where(isOwnAskedAbout(param, scope, sql.raw('cc.id')))
    .where(isAsked(sql.raw('cc.id')))
    .select([
      sql<number>`viewer.patient_id`.as('patient_id'),
      'cc.id as code_id',
      sql<boolean>`true`.as('readable'),
      sql<boolean>`false`.as('declined'),
    ])

/**
 * Adds `readable_code`: which data types of the patient, or of each patient of the study, the
 * viewer may know of. A practitioner: the types requested by the visible studies that the patient
 * is enrolled in. A patient: everything of their own, or what a study of theirs asks for when one
 * is named or the grant names some; consent does not limit one's own data.
 * @param isAsked whether the id of a code is asked about
 */
export function withReadableCodes(
  { db, param }: QueryContext<ReadableCodeArgs>,
  scope: Scope,
  isAsked: IsAsked,
): SelectCreator<ObservationDatabase> {
  return withConsentDecisions(withVisibleEnrolments(db, param), param).with(
    'readable_code',
    (creator) =>
      codesOfPatients(creator, param, scope, isAsked).unionAll(
        codesOfOneself(creator, param, scope, isAsked),
      ),
  )
}

/**
 * The patient is visible: enrolled in a visible study (in the one asked about, when there is one),
 * or the viewer themself.
 */
export function patientIsVisible(param: Param): RawBuilder<boolean> {
  const patient = param('patient_id', 'bigint')
  const study = param('study_id', 'bigint')
  return sql<boolean>`exists (
    select from visible_enrolment as e
    where e.patient_id = ${patient} and (${study} is null or e.study_id = ${study})
    union all
    select where ${isPatient(viewer)} and ${isThemself(viewer, patient)} and ${study} is null
      and ${areStudiesOpen(param)} and ${isGrantedPatient(patient, param)})`
}

/** The study asked about is visible. */
export function studyIsVisible(param: ParamOf<{ study_id: number | null }>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from visible_study as s where s.id = ${param('study_id', 'bigint')})`
}
