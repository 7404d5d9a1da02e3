import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../db/schema.js'
import { alias, type Alias } from './alias.js'
import type { ParamOf, ViewerArgs, ViewerRow } from './database.js'
import { everyObservation, fhirSystems } from './type-set.js'
import { isPractitioner } from './viewer-rules.js'

type Code = Pick<JheTables['core_codeableconcept'], 'coding_code' | 'coding_system'>

/** The code names a type of FHIR resource, which JHE does not keep as observations. */
export const isFhirResource = (concept: Alias<Pick<Code, 'coding_system'>>): RawBuilder<boolean> =>
  sql<boolean>`${concept.plain('coding_system')} in (${sql.join(fhirSystems.map((system) => sql.lit(system)))})`

const cc = alias<JheTables['core_codeableconcept']>('cc')

/** The grant allows the data type of a row of `core_codeableconcept`. */
export const isGrantedType = (
  concept: Alias<Code>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const types = param('only_types', 'text[]')
  const code = concept.plain('coding_code')
  return sql<SqlBool>`(${types} is null
    or ${concept.plain('coding_system')} || '|' || ${code} = any (${types})
    or (${code} = any (${types}) or ${sql.lit(everyObservation)} = any (${types})) and not ${isFhirResource(concept)})`
}

/** The grant allows the data type of a code's id. */
export const isGrantedCode = (
  codeId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => sql<SqlBool>`(${param('only_types', 'text[]')} is null
  or ${codeId} in (select cc.id from public.core_codeableconcept as cc where ${isGrantedType(cc, param)}))`

/** The same of the id of a code, or of the number that stands for observations without one. */
export const isGrantedCodeOr = (
  codeId: RawBuilder<unknown>,
  without: number,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => sql<SqlBool>`(${isGrantedCode(codeId, param)}
  or ${codeId} = ${sql.lit(without)} and ${sql.lit(everyObservation)} = any (${param('only_types', 'text[]')}))`

/** The grant allows the patient. */
export const isGrantedPatient = (
  patientId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const patients = param('only_patients', 'bigint[]')
  return sql<SqlBool>`(${patients} is null or ${patientId} = any (${patients}))`
}

/** The grant allows the study. */
export const isGrantedStudy = (
  studyId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const studies = param('only_studies', 'bigint[]')
  return sql<SqlBool>`(${studies} is null or ${studyId} = any (${studies}))`
}

/** The grant allows every study. */
export const areStudiesOpen = (param: ParamOf<ViewerArgs>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${param('only_studies', 'bigint[]')} is null`

/** The viewer may know how many patients there are: a practitioner whose grant names no patient. */
export const mayCountPeople = (
  row: Alias<Pick<ViewerRow, 'kind'>>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${isPractitioner(row)} and ${param('only_patients', 'bigint[]')} is null`
