import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../db/profile.js'
import { readTime } from './read-time.js'

/** When an observation was true (FHIR Observation.effective[x]), as columns of a derived table. */
export interface Effective {
  start_at: string | null
  /** Equal to `start_at` for an instant. */
  end_at: string | null
  is_interval: boolean
}

/** Seconds in each duration unit of Open mHealth; a month is 30.4375 days, a year 365.25. */
const secondsOf = {
  ps: 1e-12,
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  sec: 1,
  min: 60,
  h: 3600,
  d: 86_400,
  wk: 604_800,
  Mo: 2_629_800,
  yr: 31_557_600,
}
const longest = 100 * secondsOf.yr

const unitCases = sql.raw(
  Object.entries(secondsOf)
    .map(([unit, seconds]) => `when '${unit}' then ${seconds.toFixed(12)}`)
    .join(' '),
)

const startOfPart = sql`case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' else 'T00:00:00Z' end`

const duration = sql`case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' ${unitCases} end)
    between 0 and ${sql.lit(longest)}
  then make_interval(secs => cast(cast(said.duration -> 'value' as numeric)
    * (case said.duration ->> 'unit' ${unitCases} end) as float8)) end end`

/**
 * The effective time of the observation `o`, as a lateral derived table with the columns of
 * `Effective`. JHE's `effective_*` columns count when set (core.0041 on, filled only by
 * `Observation.save()`), else Open mHealth's `effective_time_frame`: `date_time`; or
 * `time_interval` with start and end, start and duration, end and duration, or date and part of
 * day (quarters of that date in UTC). `date_time` wins over an interval. What cannot be read is
 * null. Each step is a derived table of its own (`offset 0`), so that nothing is computed twice.
 */
export function effectiveTime(profile: SchemaProfile): RawBuilder<Effective> {
  const json = sql.ref(`o.${profile.observationJson}`)
  const column = (name: string) => (profile.hasEffectiveColumns ? sql.ref(`o.${name}`) : sql`null`)
  const instant = column('effective_date_time')
  const from = column('effective_period_start')
  const to = column('effective_period_end')
  return sql<Effective>`(
    select
      coalesce(${instant}, ${from}, ${to},
        case when said.moment is null and said.start is null and said.finish is not null
          then coalesce(read.first - read.duration, read.first) else read.first end) as start_at,
      coalesce(${instant}, ${to}, ${from},
        case when said.moment is not null or said.start is null and said.finish is not null then read.first
          when said.start is not null then coalesce(read.second, read.first + read.duration, read.first)
          else read.first + case when said.part is null then interval '24 hours' else interval '6 hours' end
        end) as end_at,
      (${instant} is null and (coalesce(${from}, ${to}) is not null or said.moment is null)) as is_interval
    from (select ${json} #> '{body,effective_time_frame}' as frame offset 0) as stored
    cross join lateral (
      select frame ->> 'date_time' as moment,
        frame #>> '{time_interval,start_date_time}' as start,
        frame #>> '{time_interval,end_date_time}' as finish,
        frame #>> '{time_interval,date}' as day,
        frame #>> '{time_interval,part_of_day}' as part,
        frame #> '{time_interval,duration}' as duration offset 0) as said
    cross join lateral (
      select coalesce(said.moment, said.start, said.finish, said.day || ${startOfPart}) as first,
        case when said.moment is null and said.start is not null then said.finish end as second
      offset 0) as text
    cross join lateral (
      select ${readTime(sql.ref('text.first'))} as first, ${readTime(sql.ref('text.second'))} as second,
        ${duration} as duration offset 0) as read
  )`
}
