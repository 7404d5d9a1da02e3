import { sql, type Expression, type RawBuilder } from 'kysely'

import { readTime } from '../observations/read-time.js'
import { recordTypes, type DatePath } from './record-types.js'

/** When a record was, as columns of a derived table; all null where no time can be read. */
export interface RecordTime {
  /** As the record says it: a date of FHIR may be a year, a month, a day or a moment. */
  said: string | null
  start_at: string | null
  /** The last moment of it: of the year, the month, the day or the period that it says. */
  end_at: string | null
}

const textAt = (body: Expression<unknown>, path: readonly string[]): RawBuilder<string> =>
  path.length === 1
    ? sql<string>`${body} ->> ${sql.lit(path[0])}`
    : sql<string>`${body} #>> ${sql.lit(`{${path.join(',')}}`)}`

const startOf = (body: Expression<unknown>, { path, isPeriod }: DatePath): RawBuilder<string> =>
  isPeriod === true
    ? sql`coalesce(${textAt(body, [...path, 'start'])}, ${textAt(body, [...path, 'end'])})`
    : textAt(body, path)

const endOf = (body: Expression<unknown>, { path, isPeriod }: DatePath): RawBuilder<string> =>
  isPeriod === true ? textAt(body, [...path, 'end']) : sql`null`

/** For each type that has dates the texts of them, in order of preference. */
const textsOf = (
  type: Expression<string>,
  of: (path: DatePath) => RawBuilder<string>,
): RawBuilder<readonly string[]> => {
  const cases = Object.entries(recordTypes)
    .filter(([, { dates }]) => dates.length > 0)
    .map(([name, { dates }]) => sql`when ${sql.lit(name)} then array[${sql.join(dates.map(of))}]`)
  return sql`cast(case ${type} ${sql.join(
    cases,
    sql`
        `,
  )} end as text[])`
}

/** Longer than any time that can be read. */
const longest = 64

/** A year or a month as the first day of it; a text that is no time for its length alone is gone. */
const asDay = (text: RawBuilder<string>): RawBuilder<string> =>
  sql`case when length(${text}) > ${sql.lit(longest)} then null
        when ${text} ~ '^[0-9]{4}$' then ${text} || '-01-01'
        when ${text} ~ '^[0-9]{4}-[0-9]{2}$' then ${text} || '-01' else ${text} end`

/** How long a date of FHIR lasts, by how much of it is said, without its last microsecond. */
const lengthOf = (text: RawBuilder<string>): RawBuilder<string> =>
  sql`case length(${text}) when 4 then interval '1 year' when 7 then interval '1 month'
        when 10 then interval '1 day' else interval '1 microsecond' end - interval '1 microsecond'`

/** What is outside of the years 1 to 9999 is no time, as of observations. */
const isTime = sql`read.first >= '0001-01-01' and read.first < '10000-01-01'`

/**
 * The time of a record as a lateral derived table with the columns of `RecordTime`: of the paths
 * that its type has, the first whose text can be read. A malformed text never aborts a statement.
 * A period without an end lasts as long as its start says; one that ends before it starts too.
 * @param type the type of the resource
 * @param body the resource, uncompressed
 */
export function recordTime(
  type: Expression<string>,
  body: Expression<unknown>,
): RawBuilder<RecordTime> {
  const [first, last] = [sql<string>`u.first`, sql<string>`u.last`]
  return sql<RecordTime>`(
    select found.said, found.start_at, found.end_at from (select) as one left join lateral (
      select u.first as said, read.first as start_at,
        case when read.last >= read.first and read.last < '10000-01-01'
          then read.last + (${lengthOf(last)}) else read.first + (${lengthOf(first)}) end as end_at
      from unnest(${textsOf(type, (path) => startOf(body, path))},
        ${textsOf(type, (path) => endOf(body, path))}) with ordinality as u(first, last, n)
      cross join lateral (select ${asDay(first)} as first, ${asDay(last)} as last offset 0) as day
      cross join lateral (
        select ${readTime(sql.ref('day.first'))} as first, ${readTime(sql.ref('day.last'))} as last offset 0) as read
      where ${isTime} order by u.n limit 1) as found on true)`
}
