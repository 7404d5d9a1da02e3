import { sql, type RawBuilder } from 'kysely'

import type { SchemaProfile } from '../../db/profile.js'
import type { ObservationAlias, TimeColumn } from './observation-alias.js'
import { readTime } from './read-time.js'

/** When an observation was true (FHIR Observation.effective[x]), as columns of a derived table. */
export interface Effective {
  start_at: string | null
  /** Equal to `start_at` for an instant; an interval may have only one side. */
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
/** Beyond this a duration is not one; the sum stays within what timestamptz can hold. */
const longest = 1e12

/** 0001-01-01 in seconds; what lies far before it cannot be held and would abort the statement. */
const firstSecond = -62_135_596_800

const unitCases = sql.raw(
  Object.entries(secondsOf)
    .map(([unit, seconds]) => `when '${unit}' then ${seconds.toFixed(12)}`)
    .join(' '),
)

const startOfPart = sql`case said.part when 'morning' then 'T06:00:00Z' when 'afternoon' then 'T12:00:00Z'
  when 'evening' then 'T18:00:00Z' when 'night' then 'T00:00:00Z' end`

const inSeconds = sql`cast(said.duration -> 'value' as numeric) * (case said.duration ->> 'unit' ${unitCases} end)`

const length = sql`case when jsonb_typeof(said.duration -> 'value') = 'number' then
  case when ${inSeconds} between 0 and ${sql.lit(longest)}
  then make_interval(secs => cast(${inSeconds} as float8)) end end`

/** Which form the frame has; what is malformed leaves the times null, as in JHE. */
const startInJson = sql`case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.second is not null then read.first end
  when said.start is not null then case when said.duration is null or read.length is not null then read.first end
  when said.finish is not null then case
    when extract(epoch from read.first) - extract(epoch from read.length) < ${sql.lit(firstSecond)}
    then '-infinity' else read.first - read.length end
  else read.first end`

const endInJson = sql`case
  when said.moment is not null then read.first
  when said.start is not null and said.finish is not null then case when read.first is not null then read.second end
  when said.start is not null then read.first + read.length
  when said.finish is not null then case when said.duration is null or read.length is not null then read.first end
  else read.first + interval '6 hours' end`

/** A derived table of the steps below: columns that are computed once, of those before it. */
export interface Step {
  readonly alias: string
  readonly columns: readonly (readonly [name: string, type: string, value: RawBuilder<unknown>])[]
}

/** What is outside of the years 1 to 9999, infinity too, is no time: no ISO 8601 date says it. */
const firstTime = sql`'0001-01-01'`
const afterLastTime = sql`'10000-01-01'`

/** Where an observation keeps its times. */
const storedIn = (profile: SchemaProfile, o: ObservationAlias<TimeColumn>) => {
  const column = (name: TimeColumn) =>
    profile.hasEffectiveColumns ? o.column(name) : sql`cast(null as timestamptz)`
  return {
    json: o.column(profile.observationJson),
    instant: column('effective_date_time'),
    from: column('effective_period_start'),
    to: column('effective_period_end'),
  }
}

const stepsFromFrame: readonly Step[] = [
  {
    alias: 'said',
    columns: [
      ['moment', 'text', sql`stored.frame ->> 'date_time'`],
      ['start', 'text', sql`stored.frame -> 'time_interval' ->> 'start_date_time'`],
      ['finish', 'text', sql`stored.frame -> 'time_interval' ->> 'end_date_time'`],
      ['day', 'text', sql`stored.frame -> 'time_interval' ->> 'date'`],
      ['part', 'text', sql`stored.frame -> 'time_interval' ->> 'part_of_day'`],
      ['duration', 'jsonb', sql`nullif(stored.frame -> 'time_interval' -> 'duration', 'null')`],
    ],
  },
  {
    alias: 'text',
    columns: [
      [
        'first',
        'text',
        sql`coalesce(said.moment, said.start, said.finish,
          case when length(said.day) = 10 then said.day || ${startOfPart} end)`,
      ],
      [
        'second',
        'text',
        sql`case when said.moment is null and said.start is not null then said.finish end`,
      ],
    ],
  },
  {
    alias: 'read',
    columns: [
      ['first', 'timestamptz', readTime(sql.ref('text.first'))],
      ['second', 'timestamptz', readTime(sql.ref('text.second'))],
      ['length', 'interval', length],
    ],
  },
  {
    alias: 'known',
    columns: [
      ['start_at', 'timestamptz', startInJson],
      ['end_at', 'timestamptz', endInJson],
    ],
  },
]

/** The way from an observation to its times, step by step, and what is known in the end. */
export function stepsToTime(
  profile: SchemaProfile,
  o: ObservationAlias<TimeColumn>,
): {
  readonly steps: readonly Step[]
  readonly start: RawBuilder<string | null>
  readonly end: RawBuilder<string | null>
  readonly isInterval: RawBuilder<boolean>
} {
  const { json, instant, from, to } = storedIn(profile, o)
  const steps: readonly Step[] = [
    {
      alias: 'stored',
      columns: [
        [
          'frame',
          'jsonb',
          sql`case when coalesce(${instant}, ${from}, ${to}) is null
      then ${json} #> '{body,effective_time_frame}' end`,
        ],
      ],
    },
    ...stepsFromFrame,
  ]
  const isNoTime = sql`case when stored.frame is null then
          coalesce(${instant}, ${from}, ${to}) < ${firstTime} or coalesce(${instant}, ${to}, ${from}) >= ${afterLastTime}
          or ${instant} is null and ${to} < ${from}
        else known.end_at < known.start_at or known.end_at >= ${afterLastTime} or known.start_at < ${firstTime} end`
  const unlessNoTime = (stored: RawBuilder<unknown>, read: RawBuilder<unknown>) =>
    sql<
      string | null
    >`case when ${isNoTime} then null when stored.frame is null then ${stored} else ${read} end`
  return {
    steps,
    start: unlessNoTime(sql`coalesce(${instant}, ${from})`, sql`known.start_at`),
    end: unlessNoTime(sql`coalesce(${instant}, ${to})`, sql`known.end_at`),
    isInterval: sql`(${instant} is null and (coalesce(${from}, ${to}) is not null or said.moment is null))`,
  }
}

const derivedTable = ({ alias, columns }: Step): RawBuilder<unknown> => {
  const list = columns.map(([name, , value]) => sql`${value} as ${sql.raw(name)}`)
  return sql`(
      select ${sql.join(list)} offset 0) as ${sql.raw(alias)}`
}

/**
 * The effective time of an observation, as a lateral derived table with the columns of
 * `Effective`. JHE's `effective_*` columns count when one is set (core.0041 on, filled only by
 * `Observation.save()`), else Open mHealth's `effective_time_frame`: `date_time`; or
 * `time_interval` with start and end, start and duration, end and duration, or date and part of
 * day (quarters of that date in UTC). `date_time` wins over an interval; a frame with anything
 * malformed in it has no time, and neither has an interval that ends before it starts, or what is
 * outside of the years 1 to 9999, wherever it is stored. Each step is
 * a derived table of its own (`offset 0`), so that nothing is computed twice.
 */
export function effectiveTime(
  profile: SchemaProfile,
  o: ObservationAlias<TimeColumn>,
): RawBuilder<Effective> {
  const { steps, start, end, isInterval } = stepsToTime(profile, o)
  return sql<Effective>`(
    select ${start} as start_at, ${end} as end_at, ${isInterval} as is_interval
    from ${sql.join(steps.map(derivedTable), sql` cross join lateral `)}
  )`
}
