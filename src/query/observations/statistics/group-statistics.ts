import { sql, type RawBuilder } from 'kysely'

import { alias, type Alias } from '../../../permissions/alias.js'
import { isAdditiveName, type GroupKeyRow } from './group-keys.js'
import type { GroupRow } from './statistics.js'

/** A summary has the median and the standard deviation too. */
export type Kind = 'summary' | 'trend'

/** Largest number of groups that an answer shows of one data type or bucket. */
const maxGroups = sql.lit(20)

/** Rows of `grouped` whose name is that of a number in the data type and bucket, with the columns that both kinds have. */
const named = sql`
    select g.* from (
      select g.*, bool_or(g.is_named) over (partition by g.code_id, g.bucket_at, g.name) as is_shown
      from grouped as g) as g
    where g.is_shown`

/**
 * Observations that have no value at all at a name that others of the data type and bucket have a
 * number at: with them the counts of each name add up to those of its observations.
 * @param totals derived table `(code_id, bucket_at, count)` of the observations that count
 */
const withoutValue = (kind: Kind, totals: RawBuilder<unknown>): RawBuilder<unknown> => {
  const [more, bucket] =
    kind === 'summary'
      ? [sql`, null, null, null`, sql``]
      : [sql``, sql` and t.bucket_at = g.bucket_at`]
  return sql`
    select g.code_id, g.bucket_at, g.position, g.name, null as unit, null as kind, null as source, 0 as count,
      null as mean, null as min, null as max, null as sum,
      max(t.count) - sum(g.count + g.missing + g.not_number) as missing, 0 as not_number${more}
    from grouped as g join ${totals} as t on t.code_id = g.code_id${bucket}
    group by g.code_id, g.bucket_at, g.position, g.name
    having bool_or(g.is_named) and max(t.count) > sum(g.count + g.missing + g.not_number)`
}

/**
 * The groups that an answer shows. Bodies without a number, and so without a unit, are counted with the only
 * unit of their name. `only_unit` is looked at only where there are such bodies.
 */
const shownGroups = (kind: Kind, totals: RawBuilder<unknown>): RawBuilder<unknown> => {
  const [columns, most] =
    kind === 'summary'
      ? [
          sql`, g.median, g.sd, g.ranges`,
          sql`, max(e.median) as median, max(e.sd) as sd, max(e.ranges) as ranges`,
        ]
      : [sql``, sql``]
  return sql`
  select e.code_id, e.bucket_at, e.position, e.name, e.told_unit as unit, e.kind, e.source, max(e.count) as count,
    max(e.mean) as mean, max(e.min) as min, max(e.max) as max, max(e.sum) as sum,
    sum(e.missing) as missing, sum(e.not_number) as not_number${most}
  from (
    select g.*, case when g.unit is null and g.count = 0 then (
      select o.unit from only_unit as o
      where o.code_id = g.code_id and o.position = g.position and o.name = g.name) else g.unit end as told_unit
    from (
      select g.code_id, g.bucket_at, g.position, g.name, g.unit, g.kind, g.source, g.count,
        g.mean, g.min, g.max, g.sum, g.missing, g.not_number${columns} from (${named}) as g
      union all${withoutValue(kind, totals)}) as g) as e
  group by e.code_id, e.bucket_at, e.position, e.name, e.told_unit, e.kind, e.source`
}

/** The name of a group's source that JHE has a row of. */
export const sourceName = (g: Alias<Pick<GroupKeyRow, 'source'>>): RawBuilder<string | null> =>
  sql`(select d.name from public.core_datasource as d
          where d.id = case when jsonb_typeof(${g.plain('source')}) = 'number' then cast(${g.plain('source')} as bigint) end)`

/**
 * The numbers of a name add up and are of more than one source, also where its groups are not shown.
 * @param g a group of the name
 */
const isOfSeveral = (g: Alias<Pick<GroupRow, 'code_id' | 'name'>>): RawBuilder<unknown> =>
  sql`case when ${isAdditiveName(g.plain('name'))} then (
          select count(distinct coalesce(o.source, 'null')) > 1 from grouped as o
          where o.code_id = ${g.plain('code_id')} and o.name = ${g.plain('name')} and o.count > 0) else false end`

/**
 * Statistics of `grouped` by data type (`code_id`) and bucket, as a derived table: `entries` is a
 * JSON list of the largest 20 groups, in the order of the type's fields; `left_out` says how many
 * groups more there are, `left_out_rows` how many observations those have.
 * @param totals derived table `(code_id, bucket_at, count)` of the observations that count
 */
export const statistics = (kind: Kind, totals: RawBuilder<unknown>): RawBuilder<unknown> => {
  const moreFields =
    kind === 'summary'
      ? sql`, 'median', g.median, 'sd', g.sd, 'ranges', g.ranges, 'is_of_several', ${isOfSeveral(alias('g'))}`
      : sql``
  return sql`(
    select g.code_id, g.bucket_at, greatest(count(*) - ${maxGroups}, 0) as left_out,
      coalesce(sum(g.count + g.missing + g.not_number) filter (where g.rank > ${maxGroups}), 0) as left_out_rows,
      json_agg(json_build_object('name', g.name, 'unit', g.unit, 'kind', g.kind, 'source', g.source,
        'source_name', ${sourceName(alias('g'))}, 'count', g.count, 'mean', g.mean,
        'min', g.min, 'max', g.max, 'sum', g.sum, 'missing', g.missing, 'not_number', g.not_number${moreFields})
        order by g.position, g.name, g.rank) filter (where g.rank <= ${maxGroups}) as entries
    from (
      select k.*, row_number() over (partition by k.code_id, k.bucket_at
        order by k.count desc, k.position, k.name, k.unit, k.kind, k.source) as rank
      from (${shownGroups(kind, totals)}) as k) as g
    group by g.code_id, g.bucket_at)`
}
