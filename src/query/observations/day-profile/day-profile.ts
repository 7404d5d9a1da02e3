import { sql, type RawBuilder } from 'kysely'

import { answeredViewer } from '../../../permissions/viewer-rules.js'
import { alias } from '../../../permissions/alias.js'
import type { ViewerKind } from '../../../permissions/viewer.js'
import { patientIsVisible, studyIsVisible, type Scope } from '../../../permissions/readable-code.js'
import { withheldRows, type WithheldRow } from '../../../permissions/withheld.js'
import type { Query } from '../../compile/query.js'
import { otherTypes, type FilterArgs } from '../filter.js'
import { keptApart } from '../kept-apart.js'
import type { GroupKeyRow } from '../statistics/group-keys.js'
import { sourceName } from '../statistics/group-statistics.js'
import { numbers, type NumberRow } from '../statistics/statistics.js'
import { zoneAgrees, type ZoneArgs } from '../zone-check.js'
import { withHourRows } from './hour-rows.js'

/** Hours are those of the zone's clocks: of a day of 25 hours, two are in the same one. */
export interface DayProfileArgs extends FilterArgs, ZoneArgs {
  readonly now: string
}

/** Numbers of one name, unit, kind and source in one hour of the day. */
export interface HourValueRow extends GroupKeyRow {
  readonly name: string
  readonly unit: string | null
  readonly source_name: string | null
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly max: number
  /** `percentile_cont` at each of `quantilePlaces`. */
  readonly quantiles: readonly number[]
}

/** One hour of the day of one code. */
export interface HourOfDayRow {
  readonly code_id: number
  readonly data_type: string
  /** 0 to 23. */
  readonly hour: number
  /** Observations, with or without a number. */
  readonly count: number
  /** Days of the zone that have some. */
  readonly days: number
  readonly entries: readonly HourValueRow[]
  readonly left_out: number
  readonly left_out_rows: number
}

export interface DayProfileAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly zone_agrees: boolean
  readonly other_types: { readonly coding_code: string }[]
  /** Codes of what JHE keeps apart from observations. */
  readonly kept_apart: readonly string[]
  readonly window: { readonly start_at: string }
  /** By hour, each of one code; hours without a group that has enough readings are not there. */
  readonly hours: readonly HourOfDayRow[]
  /** Groups with fewer than `fewestReadings`, and the readings that they have. */
  readonly thin: { readonly groups: number; readonly readings: number }
  /** Observations that last longer than an hour: in no hour of the day. */
  readonly too_long: number
  /** Places of a number where there is none: in no percentile. */
  readonly no_number: number
  readonly unknown_time: number
  readonly future_time: number
  readonly retracted: number
  readonly withheld: WithheldRow[]
}

/** Percentiles of the consensus on ambulatory glucose profiles (Danne et al. 2017, Diabetes Care 40:1631). */
const quantilePlaces = [0.05, 0.25, 0.5, 0.75, 0.95] as const

/** Fewer readings than these are no distribution. */
export const fewestReadings = 5

/** Largest number of groups that an answer shows of one hour. */
const maxGroups = sql.lit(20)

const places = sql`cast(array[${sql.join(quantilePlaces.map((place) => sql.lit(place)))}] as float8[])`

const hourOf = (zone: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`cast(extract(hour from n.bucket_at at time zone ${zone}) as integer)`

interface GroupRow extends GroupKeyRow {
  code_id: number
  hour: number
  count: number
}

const grouped = (zone: RawBuilder<unknown>): RawBuilder<GroupRow> => sql`(
  select n.code_id, n.hour, min(n.position) as position, n.name, n.unit, n.kind, n.source, count(*) as count,
    avg(n.number) as mean, min(n.number) as min, max(n.number) as max,
    percentile_cont(${places}) within group (order by n.number) as quantiles
  from (
    select n.*, bool_or(n.is_named) over (partition by n.code_id, n.hour, n.name) as is_shown
    from (select n.*, ${hourOf(zone)} as hour from number as n) as n) as n
  where n.number is not null and n.is_shown
  group by n.code_id, n.hour, n.name, n.unit, n.kind, n.source)`

const hours = (zone: RawBuilder<unknown>): RawBuilder<HourOfDayRow[]> => sql`(
  select coalesce(json_agg(json_build_object('code_id', b.code_id, 'data_type', cc.coding_code, 'hour', b.hour,
    'count', b.count, 'days', b.days, 'entries', s.entries, 'left_out', s.left_out, 'left_out_rows', s.left_out_rows)
    order by b.hour, b.code_id), '[]')
  from (
    select n.code_id, n.hour, count(*) as count, count(distinct n.day) as days
    from (
      select n.code_id, ${hourOf(zone)} as hour, cast(n.bucket_at at time zone ${zone} as date) as day
      from placed as n) as n
    group by n.code_id, n.hour) as b
  join public.core_codeableconcept as cc on cc.id = b.code_id
  join (
    select g.code_id, g.hour, greatest(count(*) - ${maxGroups}, 0) as left_out,
      coalesce(sum(g.count) filter (where g.rank > ${maxGroups}), 0) as left_out_rows,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'kind', g.kind, 'source', g.source,
        'source_name', ${sourceName(alias('g'))}, 'count', g.count, 'mean', g.mean, 'min', g.min, 'max', g.max, 'quantiles', g.quantiles)
        order by g.position, g.name, g.rank) filter (where g.rank <= ${maxGroups}) as entries
    from (
      select g.*, row_number() over (partition by g.code_id, g.hour
        order by g.count desc, g.position, g.name, g.unit, g.kind, g.source) as rank
      from hour_group as g where g.count >= ${sql.lit(fewestReadings)}) as g
    group by g.code_id, g.hour) as s on s.code_id = b.code_id and s.hour = b.hour)`

interface Counts {
  too_long: number
  no_number: number
  unknown_time: number
  future_time: number
  retracted: number
}

const counts: RawBuilder<Counts> = sql`(
  select n.valid as unknown_time, n.retracted + r.retracted as retracted, r.future_time, r.too_long,
    (select count(*) from number as m where m.number is null and m.is_named) as no_number
  from timeless as n cross join (
    select count(*) filter (where not r.readable) as retracted,
      count(*) filter (where r.readable and r.is_future) as future_time,
      count(*) filter (where r.readable and not r.is_future and r.is_long) as too_long
    from hour_row as r) as r)`

const countOf = <Name extends keyof Counts>(name: Name) =>
  sql<Counts[Name]>`(select n.${sql.raw(name)} from excluded_count as n)`.as(name)

const dayProfile = (scope: Scope): Query<DayProfileArgs, DayProfileAnswer> => ({
  name: `day_profile_${scope}`,
  build: (context) => {
    const { param } = context
    const zone = param('time_zone', 'text')
    return withHourRows(context, scope)
      .with(
        'placed',
        () => sql<object>`(
      select r.* from hour_row as r where r.readable and not r.is_future and not r.is_long)`,
      )
      .with('number', () => sql<NumberRow>`${numbers}`)
      .with('hour_group', () => grouped(zone))
      .with('excluded_count', () => counts)
      .selectFrom('viewer')
      .select([
        answeredViewer,
        (scope === 'study' ? studyIsVisible(param) : patientIsVisible(param)).as('is_visible'),
        zoneAgrees(param).as('zone_agrees'),
        otherTypes(param).as('other_types'),
        keptApart(context, scope).as('kept_apart'),
        sql<DayProfileAnswer['window']>`(
          select json_build_object('start_at', opening.start_at) from opening)`.as('window'),
        hours(zone).as('hours'),
        sql<DayProfileAnswer['thin']>`(
          select json_build_object('groups', count(*), 'readings', coalesce(sum(g.count), 0))
          from hour_group as g where g.count < ${sql.lit(fewestReadings)})`.as('thin'),
        countOf('too_long'),
        countOf('no_number'),
        countOf('unknown_time'),
        countOf('future_time'),
        countOf('retracted'),
        withheldRows.as('withheld'),
      ])
  },
})

/** How the numbers of one data type of a patient are spread over the hours of the day. */
export const dayProfilePatient = dayProfile('patient')
/** The same of everybody in a study together. */
export const dayProfileStudy = dayProfile('study')
