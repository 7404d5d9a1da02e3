import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../db/schema.js'
import { alias } from '../../permissions/alias.js'
import type { QueryContext } from '../../permissions/query-context.js'
import { cohortIsVisible } from '../../permissions/cohort.js'
import {
  withReadableCodes,
  type ObservationDatabase,
  type ReadableCodeRow,
} from '../../permissions/readable-code.js'
import type { SelectCreator } from '../../permissions/select-creator.js'
import { isMeantBy } from '../observations/filter.js'
import { earliestStart } from '../observations/index-range.js'
import { isAdditiveName } from '../observations/statistics/group-keys.js'
import type { CohortArgs } from './cohort-args.js'
import { valueFields } from './value-fields.js'

type Context = QueryContext<CohortArgs>

/** One series of a question. */
export interface SeriesRow {
  /** Place in the question, from 1. */
  n: number
  data_type: string
  value_name: string | null
  unit: string | null
  /** Parallel: the units that are known, and what becomes of them. */
  units: (string | null)[] | null
  factors: number[] | null
  offsets: number[] | null
  limits_0: (number | null)[] | null
  limits_1: (number | null)[] | null
  limits_2: (number | null)[] | null
  limits_3: (number | null)[] | null
}

/** A series of one patient and one code that may be read. */
export interface AskedSeriesRow extends SeriesRow {
  patient_id: number
  code_id: number
  name: string
  /** Where the number stands in the body. */
  path: string[]
  is_additive: boolean
}

const cc = alias<JheTables['core_codeableconcept']>('cc')
const limits = ['limits_0', 'limits_1', 'limits_2', 'limits_3'] as const

/** The series of the question with their units and limits. */
export const series = ({ param }: Context): RawBuilder<SeriesRow> => {
  const each = (column: string) => sql`array_agg(c.${sql.raw(column)} order by c.place)`
  const limitLists = limits.map((name) => sql`${each(name)} as ${sql.raw(name)}`)
  const limitParams = limits.map((name) => param(name, 'double precision[]'))
  return sql`(
  select s.n, s.data_type, s.value_name, s.unit, c.units, c.factors, c.offsets, ${sql.join(limits.map((name) => sql.raw(`c.${name}`)))}
  from unnest(${param('series_types', 'text[]')}, ${param('series_values', 'text[]')}, ${param('series_units', 'text[]')})
    with ordinality as s(data_type, value_name, unit, n)
  left join (
    select c.n, ${each('unit')} as units, ${each('factor')} as factors, ${each('shift')} as offsets, ${sql.join(limitLists)}
    from unnest(${param('conversion_series', 'integer[]')}, ${param('conversion_units', 'text[]')},
      ${param('conversion_factors', 'double precision[]')}, ${param('conversion_offsets', 'double precision[]')},
      ${sql.join(limitParams)}) with ordinality as c(n, unit, factor, shift, ${sql.raw(limits.join(', '))}, place)
    group by c.n) as c on c.n = s.n)`
}

/** The code is one of those that the series are about. */
const isOfSeries =
  ({ param }: Context) =>
  (code: RawBuilder<unknown>) =>
    sql<boolean>`${code} in (select cc.id from public.core_codeableconcept as cc
    join unnest(${param('series_types', 'text[]')}) as asked(type) on ${isMeantBy(sql.raw('asked.type'), cc)})`

/** The number that a code without a description is about, by the usual rule of Open mHealth. */
const usualName = sql`replace(coalesce(nullif(split_part(cc.coding_code, ':', 2), ''), cc.coding_code), '-', '_')`

/** Each series of each patient and code that may be read. */
const askedSeries = (context: Context): RawBuilder<AskedSeriesRow> => sql`(
  select k.patient_id, k.code_id, s.n, s.data_type, s.value_name, v.name, s.unit, s.units, s.factors, s.offsets,
    ${sql.join(limits.map((name) => sql.raw(`s.${name}`)))},
    coalesce(f.path, array[v.name]) as path, ${isAdditiveName(sql.raw('v.name'))} as is_additive
  from series as s join public.core_codeableconcept as cc on ${isMeantBy(sql.raw('s.data_type'), cc)}
  join readable_code as k on k.code_id = cc.id and k.readable
  left join ${valueFields} as f on f.code = cc.coding_code
    and (f.name = s.value_name or s.value_name is null and f.is_first)
  cross join lateral (select coalesce(s.value_name, f.name, ${usualName}) as name) as v
  where ${cohortIsVisible(context.param)})`

export interface SeriesDatabase extends ObservationDatabase {
  series: SeriesRow
  asked_series: AskedSeriesRow
}

/** Adds `series` and `asked_series`: what is read of whom. */
export const withSeries = (context: Context): SelectCreator<SeriesDatabase> =>
  withReadableCodes(context, 'study', isOfSeries(context))
    .with('series', () => series(context))
    .with('asked_series', () => askedSeries(context), 'materialized')

/** The same with the earliest start of what can touch the window, as `earliest`. Needs `opening`. */
export const reachingSeries = ({ profile }: Context): RawBuilder<AskedSeriesRow> => sql`(
  select a.*, e.at as earliest from asked_series as a cross join opening
  cross join lateral ${earliestStart(profile, sql`opening.start_at`, alias<ReadableCodeRow>('a'))} as e)`
