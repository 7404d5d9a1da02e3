import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { addsUp, isNightCode, sourceTextIn, type StoredGroupKeys } from './statistics/group-keys.js'
import { effectiveTime, type Effective } from './effective.js'
import type { ObservationAlias } from './observation-alias.js'
import { isCodeOfType, touchesWindow, type FilterArgs } from './filter.js'
import { fieldPaths } from './statistics/number-fields.js'
import { foundNumbers, storedNumbers } from './statistics/stored-numbers.js'
import type { QueryContext } from '../../permissions/query-context.js'
import {
  noCode,
  withReadableCodes,
  type ObservationDatabase,
  type Scope,
} from '../../permissions/readable-code.js'

/** An observation that statistics are made of: its place in time, and what its body holds. */
export interface ReadableObservationRow extends StoredGroupKeys {
  patient_id: number
  code_id: number
  /** Null for an observation without a code. */
  coding_code: string | null
  /** It counts: not retracted. */
  readable: boolean
  /** Its status says that it was never so: it is in no statistic. */
  retracted: boolean
  /** The start, or the end where only that is known; null where neither is. */
  at: string | null
  /** The end, or the start where only that is known. */
  until: string | null
  /** Touches the window; without a window unknown times do too. */
  is_inside: boolean
  /** Whether the table of data types has the code. */
  is_described: boolean
  /** What the body has for the first number of its type; of any other type the body itself. */
  stored_0: unknown
  /** What it has for the second. */
  stored_1: unknown
  /** It is about a stretch of sleep. */
  is_night: boolean
  /** A number of it adds up over time. */
  adds_up: boolean
}

export interface ReadableObservationDatabase extends ObservationDatabase {
  readable_observation: ReadableObservationRow
}

/** FHIR ObservationStatus: neither withdrawn as an error nor known to be unavailable. */
export const isValid = (o: ObservationAlias<'status'>): RawBuilder<SqlBool> =>
  sql<SqlBool>`${o.plain('status')} not in ('entered-in-error', 'cancelled')`

const o = alias<JheTables['core_observation']>('o')

const ofPatient = (context: QueryContext<FilterArgs>, scope: Scope): RawBuilder<SqlBool> =>
  scope === 'study'
    ? sql<SqlBool>`o.subject_patient_id = c.patient_id`
    : sql<SqlBool>`o.subject_patient_id = ${context.param('patient_id', 'bigint')}`

/** The readable codes with what is known of each, looked up once for all of its observations. */
const knownCodes = sql`(
        select r.patient_id, r.code_id, cc.coding_code, f.code is not null as is_described,
          f.path_0, f.path_1, f.is_additive, ${isNightCode(sql.raw('cc.coding_code'))} as is_night
        from readable_code as r
        left join public.core_codeableconcept as cc on cc.id = r.code_id
        left join ${fieldPaths} as f on f.code = cc.coding_code
        where r.readable offset 0)`

/**
 * The observations that may be read, are of the type and touch the window or have no readable
 * time, as the common table expression `readable_observation`. Of each body it keeps only the numbers.
 */
export function withReadableObservations(
  context: QueryContext<FilterArgs>,
  scope: Scope,
): SelectCreator<ReadableObservationDatabase> {
  const json = o.column(context.profile.observationJson)
  return withReadableCodes(context, scope, isCodeOfType(context.param)).with(
    'readable_observation',
    () => sql<ReadableObservationRow>`(
      select m.patient_id, m.code_id, m.coding_code, m.source_id, m.readable, m.retracted, m.at, m.until, m.is_inside,
        m.is_described, ${storedNumbers(alias('m'))}, m.is_night, m.adds_up, m.source_text
      from (
      select c.patient_id, c.code_id, o.data_source_id as source_id,
        ${isValid(o)} as readable, not ${isValid(o)} as retracted, place.at, place.until, place.is_inside,
        ${foundNumbers(json, alias('c'))}, c.is_night, coalesce(${addsUp(json, { isDescribed: sql.raw('c.is_described'), isAdditive: sql.raw('c.is_additive') })}, false) as adds_up,
        ${sourceTextIn(context.profile, o, sql`c.is_additive is not false`)} as source_text
      from public.core_observation as o
      join ${knownCodes} as c on c.code_id = coalesce(o.codeable_concept_id, ${sql.lit(noCode)})
        and ${ofPatient(context, scope)}
      cross join lateral (select coalesce(t.start_at, t.end_at) as at,
        coalesce(t.end_at, t.start_at) as until,
        coalesce(${touchesWindow(context.param, alias<Effective>('t'))}, false) as is_inside
        from ${effectiveTime(context.profile, o)} as t offset 0) as place
      where place.is_inside or place.at is null offset 0) as m)`,
  )
}
