import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { JheTables } from '../../db/schema.js'
import { alias, type Alias } from '../../permissions/alias.js'
import type { FilterArgs } from './filter.js'
import type { ObservationAlias, TimeColumn } from './observation-alias.js'
import { keyOf, secondsKey, startKey } from './observation-key.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { noCode, type ReadableCodeRow } from '../../permissions/readable-code.js'

/** Intervals longer than this many seconds (2,000 years) are looked for from the beginning. */
const longestStep = 63_000_000_000

/** The name of rows that stand for a patient's data type. */
type CodeAlias = Alias<Pick<ReadableCodeRow, 'patient_id' | 'code_id'>>

/** The observation is of the patient and the code, as the advised indexes hold them. */
export const ofReadableCode = (
  o: ObservationAlias<'subject_patient_id' | 'codeable_concept_id'>,
  k: CodeAlias,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${o.column('subject_patient_id')} = ${k.column('patient_id')}
  and coalesce(${o.column('codeable_concept_id')}, ${sql.lit(noCode)}) = ${k.column('code_id')}`

/**
 * The earliest start of what can touch a window, as a lateral derived table with the one column
 * `at`: what began before the window reaches into it only if it is not longer than the longest
 * interval of the patient and the code.
 * @param start of the window; null where it is open
 */
export const earliestStart = (
  profile: SchemaProfile,
  start: RawBuilder<unknown>,
  k: CodeAlias,
): RawBuilder<unknown> => {
  const o = alias<JheTables['core_observation']>('o')
  const seconds = keyOf<number>(profile, secondsKey, o)
  return sql`(
    select case when ${start} is null or l.seconds > ${sql.lit(longestStep)} then '-infinity'
      else ${start} - make_interval(secs => coalesce(l.seconds, 0) + 1) end as at
    from (select) as one left join lateral (
      select ${seconds} as seconds from public.core_observation as o
      where ${start} is not null and ${ofReadableCode(o, k)} and ${seconds} is not null
      order by ${seconds} desc limit 1) as l on true)`
}

/** The interval of an observation reaches a time. */
export const reaches = (
  profile: SchemaProfile,
  o: ObservationAlias<TimeColumn>,
  time: RawBuilder<unknown>,
): RawBuilder<SqlBool> =>
  sql<SqlBool>`${keyOf<string>(profile, startKey, o)} + make_interval(secs => ${keyOf<number>(profile, secondsKey, o)}) >= ${time}`

/** A data type that may be read; rows that start before `earliest` cannot touch the window. */
export interface AskedCode extends Pick<ReadableCodeRow, 'patient_id' | 'code_id'> {
  earliest: string
}

/**
 * The time touches the window. What touches its start may have begun before it, but not earlier
 * than the longest interval of the code reaches (`earliest`), so that the index bounds both ends
 * and no row is lost.
 */
export const inWindow = (
  { param, profile }: QueryContext<FilterArgs>,
  o: ObservationAlias<TimeColumn>,
  k: Alias<Pick<AskedCode, 'earliest'>>,
): RawBuilder<SqlBool> => {
  const start = param('window_start', 'timestamptz')
  const key = keyOf<string>(profile, startKey, o)
  return sql<SqlBool>`${key} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')
    and ${key} >= ${k.plain('earliest')}
    and (${start} is null or ${key} >= ${start} or ${reaches(profile, o, start)})`
}

/** The data types asked about that may be read, each with the earliest start of what can touch the window. */
export const askedCodes = ({
  param,
  profile,
}: QueryContext<FilterArgs>): RawBuilder<AskedCode> => sql`(
    select k.patient_id, k.code_id, cc.coding_system, cc.coding_code, cc.text as coding_text, e.at as earliest
    from readable_code as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    cross join lateral ${earliestStart(profile, param('window_start', 'timestamptz'), alias<ReadableCodeRow>('k'))} as e
    where k.readable)`
