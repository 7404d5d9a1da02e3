import { sql, type QueryCreator, type RawBuilder, type SqlBool } from 'kysely'

import { isCodeOfType } from './filter.js'
import { codeKey, keyOf, secondsKey, startKey } from './observation-key.js'
import {
  comesAfter,
  hasNoWindow,
  observationColumns,
  unknownTime,
  type KeptBackRow,
  type ObservationArgs,
  type Order,
  type PageRow,
  type PageWorld,
} from './page-row.js'
import type { Asking } from './query.js'
import { withReachOf, type ReachRow } from './reach.js'

/** A data type within reach; rows that start before `earliest` cannot touch the window. */
interface AskedCode extends Pick<ReachRow, 'code_id' | 'readable' | 'declined'> {
  earliest: string
}

/** Intervals longer than this many seconds (2,000 years) are looked for from the beginning. */
const longestStep = 63_000_000_000

const codeOfRow = sql.raw(codeKey('o.'))

/** Observations `o` of the patient with the code of `k`. */
const ofCode = ({ param }: Asking<ObservationArgs>): RawBuilder<SqlBool> =>
  sql<SqlBool>`o.subject_patient_id = ${param('patient_id', 'bigint')} and ${codeOfRow} = k.code_id`

/**
 * The time touches the window. What touches its start may have begun before it, but not earlier
 * than the longest interval of the code reaches (`k.longest`), so that the index bounds both ends
 * and no row is lost.
 */
const inWindow = ({ param, profile }: Asking<ObservationArgs>): RawBuilder<SqlBool> => {
  const start = param('window_start', 'timestamptz')
  const key = keyOf<string>(profile, startKey)
  const length = keyOf<number>(profile, secondsKey)
  return sql<SqlBool>`${key} <= coalesce(${param('window_end', 'timestamptz')}, 'infinity')
    and ${key} >= k.earliest
    and (${start} is null or ${key} >= ${start} or ${key} + make_interval(secs => ${length}) >= ${start})`
}

/** The data types asked about, each with the earliest start of what can touch the window. */
const codes = (asking: Asking<ObservationArgs>): RawBuilder<AskedCode> => {
  const { param, profile } = asking
  const start = param('window_start', 'timestamptz')
  const seconds = keyOf<number>(profile, secondsKey)
  return sql`(
    select k.code_id, k.readable, k.declined, cc.coding_system, cc.coding_code, cc.text as coding_text,
      case when ${start} is null then '-infinity'
        when l.seconds > ${sql.lit(longestStep)} then '-infinity'
        else ${start} - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select ${seconds} as seconds from public.core_observation as o
      where ${start} is not null and ${ofCode(asking)} and ${seconds} is not null
      order by ${seconds} desc limit 1) as l on true)`
}

/** The nearest rows of one data type: those with a time, then those without. */
const nearest = (asking: Asking<ObservationArgs>, order: Order): RawBuilder<unknown> => {
  const { param, profile } = asking
  const key = keyOf<string>(profile, startKey)
  const columns = sql.join(observationColumns(profile).map((name) => sql.ref(`o.${name}`)))
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  const unknown = sql`cast(${sql.lit(unknownTime[order])} as timestamptz)`
  const limit = param('limit', 'integer')
  return sql`(
    (select ${columns}, ${key} as at from public.core_observation as o
      where ${ofCode(asking)} and ${inWindow(asking)} and ${comesAfter(param, order, sql`(${key}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit})
    union all
    (select ${columns}, ${unknown} as at from public.core_observation as o
      where ${hasNoWindow(param)} and ${ofCode(asking)} and ${key} is null
        and ${comesAfter(param, order, sql`(${unknown}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit}))`
}

const pageRows = (asking: Asking<ObservationArgs>, order: Order): RawBuilder<PageRow> => {
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  return sql<PageRow>`(select o.*, k.coding_system, k.coding_code, k.coding_text
    from asked_code as k cross join lateral ${nearest(asking, order)} as o
    where k.readable
    order by o.at ${direction}, o.id ${direction} limit ${asking.param('limit', 'integer')})`
}

/** Without a window one count in the index; with one the rows that touch it. */
const keptBack = (asking: Asking<ObservationArgs>): RawBuilder<KeptBackRow> => {
  const ofPlainCode = sql`o.subject_patient_id = ${asking.param('patient_id', 'bigint')}
    and o.codeable_concept_id = k.code_id`
  return sql<KeptBackRow>`(select k.code_id, k.declined, n.count from asked_code as k
    cross join lateral (
      select count(*) from public.core_observation as o
        where ${hasNoWindow(asking.param)} and ${ofPlainCode}
      union all
      select count(*) from public.core_observation as o
        where not ${hasNoWindow(asking.param)} and ${ofCode(asking)} and ${inWindow(asking)}) as n
    where not k.readable and n.count > 0)`
}

/**
 * The page where the advised indexes are: of each data type that the viewer may read the nearest
 * rows, straight from the index, and of those the nearest. The work is bounded by data types times
 * the length of the page, however long the history is.
 */
export function pageByIndex(
  asking: Asking<ObservationArgs>,
  order: Order,
): QueryCreator<PageWorld> {
  return withReachOf(asking, 'patient', isCodeOfType(asking.param))
    .with('asked_code', () => codes(asking))
    .with('page_row', () => pageRows(asking, order))
    .with('kept_back', () => keptBack(asking))
}
