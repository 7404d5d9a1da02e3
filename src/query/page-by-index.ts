import { sql, type QueryCreator, type RawBuilder, type SqlBool } from 'kysely'

import { ofType } from './filter.js'
import { codeKey, keyOf, secondsKey, startKey } from './observation-key.js'
import {
  comesAfter,
  hasNoWindow,
  unknownTime,
  type KeptBackRow,
  type ObservationArgs,
  type Order,
  type PageRow,
  type PageWorld,
} from './page-row.js'
import type { Asking } from './query.js'
import { withReachOf } from './reach.js'

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
const codes = (asking: Asking<ObservationArgs>): RawBuilder<unknown> => {
  const { param, profile } = asking
  const start = param('window_start', 'timestamptz')
  const seconds = keyOf<number>(profile, secondsKey)
  return sql`(
    select k.code_id, k.readable, k.declined,
      case when ${start} is null then '-infinity'
        when l.seconds > ${sql.lit(longestStep)} then '-infinity'
        else ${start} - make_interval(secs => coalesce(l.seconds, 0) + 1) end as earliest
    from reach as k
    left join public.core_codeableconcept as cc on cc.id = k.code_id
    left join lateral (select ${seconds} as seconds from public.core_observation as o
      where ${start} is not null and ${ofCode(asking)} and ${seconds} is not null
      order by ${seconds} desc limit 1) as l on true
    where ${ofType(param)}
    offset 0)`
}

/** The nearest rows of one data type: those with a time, then those without. */
const nearest = (asking: Asking<ObservationArgs>, order: Order): RawBuilder<PageRow> => {
  const { param, profile } = asking
  const key = keyOf<string>(profile, startKey)
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  const unknown = sql`cast(${sql.lit(unknownTime[order])} as timestamptz)`
  const limit = param('limit', 'integer')
  return sql<PageRow>`(
    (select o.id, ${key} as at from public.core_observation as o
      where ${ofCode(asking)} and ${inWindow(asking)} and ${comesAfter(param, order, sql`(${key}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit})
    union all
    (select o.id, ${unknown} as at from public.core_observation as o
      where ${hasNoWindow(param)} and ${ofCode(asking)} and ${key} is null
        and ${comesAfter(param, order, sql`(${unknown}, o.id)`)}
      order by ${key} ${direction}, o.id ${direction} limit ${limit}))`
}

const pageRows = (asking: Asking<ObservationArgs>, order: Order): RawBuilder<PageRow> => {
  const direction = sql.raw(order === 'newest' ? 'desc' : 'asc')
  return sql<PageRow>`(select n.id, n.at from ${codes(asking)} as k
    cross join lateral ${nearest(asking, order)} as n
    where k.readable
    order by n.at ${direction}, n.id ${direction} limit ${asking.param('limit', 'integer')})`
}

/** Without a window one count in the index; with one the rows that touch it. */
const keptBack = (asking: Asking<ObservationArgs>): RawBuilder<KeptBackRow> => {
  const ofPlainCode = sql`o.subject_patient_id = ${asking.param('patient_id', 'bigint')}
    and o.codeable_concept_id = k.code_id`
  return sql<KeptBackRow>`(select k.code_id, k.declined, n.count from ${codes(asking)} as k
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
  const direction = order === 'newest' ? 'desc' : 'asc'
  return withReachOf(asking)
    .with('page_row', (creator) =>
      creator
        .selectFrom(pageRows(asking, order).as('n'))
        .select(['n.id', 'n.at'])
        .orderBy('n.at', direction)
        .orderBy('n.id', direction),
    )
    .with('kept_back', (creator) =>
      creator.selectFrom(keptBack(asking).as('n')).select(['n.code_id', 'n.declined', 'n.count']),
    )
}
