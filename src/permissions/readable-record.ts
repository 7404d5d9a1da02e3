import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../db/schema.js'
import { alias, type Alias } from './alias.js'
import type { ConsentDatabase } from './consent-decision.js'
import type { ParamOf, ViewerArgs } from './database.js'
import { areStudiesOpen, isGrantedPatient, isGrantedRecordType } from './granted.js'
import type { QueryContext } from './query-context.js'
import {
  isAskedAbout,
  studyIsVisible,
  withReadableCodes,
  type ObservationDatabase,
  type ReadableCodeArgs,
  type Scope,
} from './readable-code.js'
import type { SelectCreator } from './select-creator.js'
import { fhirSystems } from './type-set.js'
import {
  isPatient,
  isPractitioner,
  isThemself,
  sharesOrganization,
  viewer,
} from './viewer-rules.js'
import type { VisibleEnrolmentRow } from './visible-enrolment.js'

/**
 * A type of clinical record of a patient that the viewer may read; null stands for every type that the
 * grant allows.
 */
export interface ReadableRecordRow {
  patient_id: number
  resource_type: string | null
}

/** `ObservationDatabase` with the types of clinical records that may be read. */
export interface RecordDatabase extends ObservationDatabase {
  readable_record: ReadableRecordRow
}

type Concept = JheTables['core_codeableconcept']
type Param = QueryContext<ReadableCodeArgs>['param']
type Creator = SelectCreator<ConsentDatabase>
type IsAskedType = (type: RawBuilder<string>) => RawBuilder<SqlBool>

/** The code is a type of FHIR resource: how a study asks for clinical records. */
export const namesRecordType = (
  concept: Alias<Pick<Concept, 'coding_system'>>,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${concept.plain('coding_system')} = ${sql.lit(fhirSystems[0])}`

const isConsentOff = (param: ParamOf<ViewerArgs>): RawBuilder<SqlBool> =>
  sql<SqlBool>`not ${param('enforce_consent', 'boolean')}`

const everyType = sql<string | null>`cast(null as text)`

/** Where consent is not enforced: every type, as in JHE, of who is enrolled and shares an organization. */
const typesOfPatients = (creator: Creator, param: Param, scope: Scope) => {
  const enrolment = alias<VisibleEnrolmentRow>('e')
  return creator
    .selectFrom('viewer')
    .crossJoin('visible_enrolment as e')
    .where(isPractitioner(viewer))
    .where(isConsentOff(param))
    .where(
      isAskedAbout(param, scope, {
        studyId: enrolment.column('study_id'),
        patientId: enrolment.column('patient_id'),
      }),
    )
    .where(sharesOrganization(viewer, enrolment))
    .select(['e.patient_id', everyType.as('resource_type')])
}

/**
 * One's own: every type, whatever a study asks for. Where the grant names studies, what they ask for
 * is in `readable_code` already and there is no more: a chart is no part of a study.
 */
const typesOfOneself = (creator: Creator, param: Param, scope: Scope) => {
  const isOwn =
    scope === 'study'
      ? studyIsVisible(param)
      : sql<SqlBool>`${isThemself(viewer, param('patient_id', 'bigint'))}
        and (${param('study_id', 'bigint')} is null or ${studyIsVisible(param)})`
  return creator
    .selectFrom('viewer')
    .where(isPatient(viewer))
    .where(isGrantedPatient(sql.raw('viewer.patient_id'), param))
    .where(areStudiesOpen(param))
    .where(isOwn)
    .select([sql<number>`viewer.patient_id`.as('patient_id'), everyType.as('resource_type')])
}

/**
 * Adds `readable_record`: which types of clinical records of the patient, or of each patient of the
 * study, the viewer may read. A practitioner: the types that a visible study of the patient asks
 * for and the patient agreed to; every type where consent is not enforced. A patient: every type
 * of their own, or what studies ask for where the grant names some. `readable_code` is there too, reduced to the types asked about, for `withheldRows`.
 * @param isAsked whether the name of a type is asked about
 */
export function withReadableRecords(
  context: QueryContext<ReadableCodeArgs>,
  scope: Scope,
  isAsked: IsAskedType,
): SelectCreator<RecordDatabase> {
  const concept = alias<Concept>('cc')
  const isCode = (code: RawBuilder<number>) => sql<SqlBool>`${code} in (
      select cc.id from public.core_codeableconcept as cc
      where ${namesRecordType(concept)} and ${isAsked(concept.plain('coding_code'))})`
  return withReadableCodes(context, scope, isCode).with('readable_record', (creator) =>
    creator
      .selectFrom('readable_code as k')
      .innerJoin('core_codeableconcept as cc', 'cc.id', 'k.code_id')
      .where('k.readable', '=', sql.lit(true))
      .select(['k.patient_id', sql<string | null>`cc.coding_code`.as('resource_type')])
      .unionAll(typesOfPatients(creator, context.param, scope))
      .unionAll(typesOfOneself(creator, context.param, scope)),
  )
}

/** The viewer may read the record of the patient of its source. Needs `readable_record`. */
export const recordIsReadable = (
  source: Alias<{ patient_id: number }>,
  record: Alias<{ resource_type: string }>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const type = record.column('resource_type')
  return sql<SqlBool>`exists (
      select from readable_record as t where t.patient_id = ${source.column('patient_id')}
        and (t.resource_type is null or t.resource_type = ${type}))
      and ${isGrantedRecordType(type, param)}`
}

/**
 * The types that the viewer may read, in order; null for every type that the grant allows. Needs
 * `readable_record`.
 */
export const readableTypes: RawBuilder<readonly string[] | null> = sql`(
  select case when coalesce(bool_or(t.resource_type is null), false) then null
    else coalesce(json_agg(distinct t.resource_type), '[]') end from readable_record as t)`
