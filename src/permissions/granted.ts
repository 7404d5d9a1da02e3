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

/**
 * A condition that nearly every row fulfils: the planner, which cannot know that a grant rarely
 * narrows, takes it to hold for all of them and goes on choosing the plan that it would without it.
 */
const usually = (condition: RawBuilder<unknown>): RawBuilder<SqlBool> =>
  sql<SqlBool>`(case when ${condition} then true end is not null)`

/** The parameter `only_types` names the data type of a row of `core_codeableconcept`. */
const isNamedType = (
  concept: Alias<Code>,
  types: RawBuilder<ViewerArgs['only_types']>,
): RawBuilder<SqlBool> => {
  const code = concept.plain('coding_code')
  return sql<SqlBool>`(${concept.plain('coding_system')} || '|' || ${code} = any (${types})
    or (${code} = any (${types}) or ${sql.lit(everyObservation)} = any (${types})) and not ${isFhirResource(concept)})`
}

/** The grant allows the data type of a row of `core_codeableconcept`. */
export const isGrantedType = (
  concept: Alias<Code>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const types = param('only_types', 'text[]')
  return usually(sql`${types} is null or ${isNamedType(concept, types)}`)
}

const isNamedCode = (
  codeId: RawBuilder<unknown>,
  types: RawBuilder<ViewerArgs['only_types']>,
): RawBuilder<SqlBool> => sql<SqlBool>`${codeId} in (
    select cc.id from public.core_codeableconcept as cc where ${isNamedType(cc, types)})`

/** The grant allows the data type of a code's id. */
export const isGrantedCode = (
  codeId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const types = param('only_types', 'text[]')
  return usually(sql`${types} is null or ${isNamedCode(codeId, types)}`)
}

/** The same of the id of a code, or of the number that stands for observations without one. */
export const isGrantedCodeOr = (
  codeId: RawBuilder<unknown>,
  without: number,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const types = param('only_types', 'text[]')
  return usually(sql`${types} is null or ${isNamedCode(codeId, types)}
    or ${codeId} = ${sql.lit(without)} and ${sql.lit(everyObservation)} = any (${types})`)
}

/** How the parameter `only_types` writes the name of a type of clinical records, up to the name. */
const recordPrefix = `${fhirSystems[0]}|`

/** The grant allows clinical records of a type. */
export const isGrantedRecordType = (
  resourceType: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const types = param('only_types', 'text[]')
  return usually(
    sql`${types} is null or ${sql.lit(recordPrefix)} || ${resourceType} = any (${types})`,
  )
}

/** The grant allows the patient. */
export const isGrantedPatient = (
  patientId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const patients = param('only_patients', 'bigint[]')
  return usually(sql`${patients} is null or ${patientId} = any (${patients})`)
}

/** The grant allows the study. */
export const isGrantedStudy = (
  studyId: RawBuilder<unknown>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> => {
  const studies = param('only_studies', 'bigint[]')
  return usually(sql`${studies} is null or ${studyId} = any (${studies})`)
}

/** The grant allows every study. */
export const areStudiesOpen = (param: ParamOf<ViewerArgs>): RawBuilder<SqlBool> =>
  usually(sql`${param('only_studies', 'bigint[]')} is null`)

/** The viewer may know how many patients there are: a practitioner whose grant names no patient. */
export const mayCountPeople = (
  row: Alias<Pick<ViewerRow, 'kind'>>,
  param: ParamOf<ViewerArgs>,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${isPractitioner(row)} and ${param('only_patients', 'bigint[]')} is null`
