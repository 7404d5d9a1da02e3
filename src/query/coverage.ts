import { sql, type RawBuilder } from 'kysely'

import type { Asking } from './query.js'
import type { SummaryArgs } from './summary.js'

/**
 * Per data type the counts, the first and last time, and which days have data, from `measured`
 * and `placed`. Days are those of the zone. They run from the window's start, or the first row,
 * to its end, or the last row that is not in the future, and never beyond today; a row belongs to
 * the day that it starts on, or to the first one when it started before the window.
 */
export function coverage({ param, profile }: Asking<SummaryArgs>): RawBuilder<object> {
  const zone = param('time_zone', 'text')
  const now = param('now', 'timestamptz')
  const start = param('window_start', 'timestamptz')
  const end = param('window_end', 'timestamptz')
  const edge = (name: 'first' | 'last') =>
    profile.hasTimeIndex
      ? sql`(select x.${sql.raw(name)} from extent as x where x.code_id = m.code_id)`
      : sql`${sql.raw(name === 'first' ? 'min' : 'max')}(m.at) filter (where m.readable and m.is_inside)`
  const dayOf = (time: RawBuilder<unknown>) => sql`cast(${time} at time zone ${zone} as date)`
  return sql`(
    select c.code_id, c.coding_code, c.count, c.patients, c.first, c.last, c.unknown_time, c.future_time, c.retracted,
      coalesce(d.days_with_data, 0) as days_with_data, e.days,
      coalesce(greatest(d.widest, e.last_day - d.last_day), e.days) as longest_gap_days
    from (
      select m.code_id, m.coding_code,
        count(*) filter (where m.readable and m.is_inside) as count,
        count(distinct m.patient_id) filter (where m.readable and m.is_inside) as patients,
        ${edge('first')} as first, ${edge('last')} as last,
        count(*) filter (where m.readable and m.at is null) as unknown_time,
        count(*) filter (where m.readable and m.is_inside and m.at > ${now}) as future_time,
        count(*) filter (where m.retracted and m.is_inside) as retracted
      from measured as m where m.readable or m.retracted and m.is_inside
      group by m.code_id, m.coding_code) as c
    left join (
      select g.code_id, count(*) as days_with_data, min(g.day) as first_day, max(g.day) as last_day,
        max(g.gap) as widest
      from (
        select b.code_id, b.day,
          b.day - lag(b.day, 1, coalesce(${dayOf(start)}, b.day) - 1) over (partition by b.code_id order by b.day) - 1 as gap
        from (
          select distinct p.code_id, ${dayOf(sql`greatest(p.at, ${start})`)} as day from placed as p
          where greatest(p.at, ${start}) <= ${now} and p.at is not null) as b) as g
      group by g.code_id) as d on d.code_id = c.code_id
    cross join lateral (
      select coalesce(${dayOf(start)}, d.first_day) as first_day,
        case when ${end} is not null or d.last_day is not null
          then least(coalesce(${dayOf(end)}, d.last_day), ${dayOf(now)}) end as last_day
      offset 0) as w
    cross join lateral (
      select w.last_day, coalesce(greatest(w.last_day - w.first_day + 1, 0), 0) as days) as e)`
}
