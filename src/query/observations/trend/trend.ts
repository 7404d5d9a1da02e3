import { sql, type RawBuilder } from 'kysely'

import { alias, type Alias } from '../../../permissions/alias.js'
import type { SelectCreator } from '../../../permissions/select-creator.js'
import type { ViewerKind } from '../../../permissions/viewer.js'
import { answeredViewer } from '../../../permissions/viewer-rules.js'
import { bucketBegin, bucketEnd, bucketStart, type BucketSize } from './bucket.js'
import { otherTypes, type FilterArgs } from '../filter.js'
import { keptApart } from '../kept-apart.js'
import { withReadableObservations } from '../readable-observations.js'
import { openingOf } from './opening.js'
import type { Query } from '../../compile/query.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import {
  patientIsVisible,
  studyIsVisible,
  type ObservationDatabase,
  type Scope,
} from '../../../permissions/readable-code.js'
import type { OpeningRow } from '../statistics/index-ranges.js'
import {
  groupedOfTrend,
  numbers,
  onlyUnitOfWindow,
  type NumberRow,
  type TrendValueRow,
} from '../statistics/statistics.js'
import { statistics } from '../statistics/group-statistics.js'
import { endsInside } from './nights.js'
import { overlaps, type OverlapRow } from './overlaps.js'
import {
  earlySums,
  groupedAggregates,
  onlyUnitOfAggregates,
  withBucketAggregates,
} from './trend-by-index.js'
import { withheldRows, type WithheldRow } from '../../../permissions/withheld.js'
import { zoneAgrees, type ZoneArgs } from '../zone-check.js'

/** Hours, days, weeks (from Monday) and months are those of the zone. */
export interface TrendArgs extends FilterArgs, ZoneArgs {
  readonly bucket: 'hour' | 'day' | 'week' | 'month'
  readonly now: string
  /** Only buckets after this one: its start and the id of its code. */
  readonly after_at: string | null
  readonly after_id: number | null
  readonly limit: number
}

export interface TrendBucketRow {
  readonly code_id: number
  readonly data_type: string
  /** Names the bucket: its start, an hour later than that where the clocks show its midnight twice. */
  readonly start_at: string
  readonly begins_at: string
  /** Where the next bucket begins. */
  readonly end_at: string
  readonly count: number
  readonly entries: TrendValueRow[]
  readonly left_out: number
  readonly left_out_rows: number
}

export interface TrendAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly zone_agrees: boolean
  readonly other_types: { readonly coding_code: string }[]
  /** Codes of what JHE keeps apart from observations. */
  readonly kept_apart: readonly string[]
  /** Where the window starts: as asked, or by default. */
  readonly window: { readonly start_at: string }
  /** Codes of which the window has rows: a short name may stand for several. */
  readonly codes: string[]
  /** By start, each of one code. */
  readonly buckets: TrendBucketRow[]
  /** Rows without a readable time: in no bucket. */
  readonly unknown_time: number
  readonly future_time: number
  /** Withdrawn as errors, or cancelled: in no bucket. */
  readonly retracted: number
  /** Rows of what adds up that began before the window and reach into it: in no bucket. */
  readonly began_before: number
  /** Groups of what adds up that may count the same time twice. */
  readonly overlaps: readonly OverlapRow[]
  /** The window's rows are of more than one source, as far as that tells numbers apart. */
  readonly several_sources: boolean
  readonly withheld: WithheldRow[]
}

interface PageRow {
  code_id: number
  bucket_at: string
  count: number
}

type Param = QueryContext<TrendArgs>['param']

/** How far before its last bucket a window without a start begins: room for a week of hours, 90 days, 52 weeks or 36 months. */
const defaultSpan = (
  bucket: Alias<{ readonly size: string }>,
): RawBuilder<unknown> => sql`case ${bucket.plain('size')} when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end`

const opening = (context: QueryContext<TrendArgs>): RawBuilder<OpeningRow> =>
  openingOf(context, { size: context.param('bucket', 'text'), span: defaultSpan })

const bucketing = (param: Param): BucketSize => ({
  size: param('bucket', 'text'),
  zone: param('time_zone', 'text'),
})

/** The row touches the window; a night ends within it. */
const isInWindow = (context: QueryContext<TrendArgs>): RawBuilder<unknown> =>
  sql`m.is_inside and m.until >= opening.start_at and (not m.is_night or ${endsInside(context, alias('m'))})`

/** What adds up is of the bucket it starts in alone: no sum has a part of the time before the window. */
const beganBefore = sql`(m.adds_up and not m.is_night and m.at < opening.start_at)`

/**
 * Rows of the window, each in the bucket it starts in, or in the first one if it started before;
 * what adds up and started before is in none, and a night is in the one of waking.
 */
const placed = (context: QueryContext<TrendArgs>): RawBuilder<object> => {
  const start = sql`case when m.is_night then m.until else greatest(m.at, opening.start_at) end`
  return sql`(
  select m.*, ${bucketStart(bucketing(context.param), start)} as bucket_at
  from readable_observation as m cross join opening
  where m.readable and m.at is not null and ${isInWindow(context)} and not ${beganBefore})`
}

const lastPage = (param: Param): RawBuilder<string> =>
  sql`coalesce(${param('after_at', 'timestamptz')}, '-infinity')`

/** Every bucket that has rows, of each code. */
const filled = (rows: RawBuilder<unknown>): RawBuilder<PageRow> => sql`(
  select p.code_id, p.bucket_at, sum(p.count) as count from ${rows} as p group by p.code_id, p.bucket_at)`

const page = (param: Param): RawBuilder<PageRow> => sql`(
  select p.* from filled as p
  where (p.bucket_at, p.code_id) > (${lastPage(param)}, coalesce(${param('after_id', 'bigint')}, 0))
  order by p.bucket_at, p.code_id limit ${param('limit', 'integer')})`

const codes: RawBuilder<string[]> = sql`(
  select coalesce(json_agg(distinct cc.coding_code), '[]') from public.core_codeableconcept as cc
  where cc.id in (select filled.code_id from filled))`

const buckets = (param: Param): RawBuilder<TrendBucketRow[]> => sql`(
  select coalesce(json_agg(json_build_object('code_id', b.code_id, 'data_type', cc.coding_code, 'start_at', b.bucket_at, 'begins_at', ${bucketBegin(bucketing(param), sql`b.bucket_at`)}, 'end_at', ${bucketEnd(bucketing(param), sql`b.bucket_at`)},
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0), 'left_out_rows', coalesce(s.left_out_rows, 0))
    order by b.bucket_at, b.code_id), '[]')
  from page as b join public.core_codeableconcept as cc on cc.id = b.code_id
  left join ${statistics('trend', sql`page`)} as s on s.code_id = b.code_id and s.bucket_at = b.bucket_at)`

/** Rows that are in no bucket, or in one that has not come yet, and what the rows of the window have in common. */
interface Counts {
  unknown_time: number
  future_time: number
  retracted: number
  began_before: number
  several_sources: boolean
}

/** Whether rows of a derived table differ in their source. */
const differInSource = (rows: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (
          select from ${rows} as p cross join (select f.source_id, f.source_text from ${rows} as f limit 1) as f
          where coalesce(p.source_id, -1) <> coalesce(f.source_id, -1)
            or coalesce(p.source_text, '') <> coalesce(f.source_text, ''))`

interface TrendDatabase extends ObservationDatabase {
  filled: PageRow
  page: PageRow
  excluded_count: Counts
}

const fromRows = (context: QueryContext<TrendArgs>, scope: Scope): SelectCreator<TrendDatabase> => {
  const { param } = context
  return withReadableObservations(context, scope)
    .with('opening', () => opening(context))
    .with('placed', () => placed(context))
    .with(
      'timed_row',
      () => sql<object>`(select p.* from placed as p where p.adds_up or p.is_night)`,
      'not materialized',
    )
    .with('filled', () =>
      filled(sql`(select placed.code_id, placed.bucket_at, 1 as count from placed)`),
    )
    .with('page', () => page(param))
    .with(
      'number',
      () => sql<NumberRow>`(
      select n.* from ${numbers} as n where n.bucket_at >= ${lastPage(param)}
        and n.bucket_at <= (select max(page.bucket_at) from page))`,
    )
    .with('grouped', () => groupedOfTrend)
    .with('only_unit', () => onlyUnitOfWindow, 'materialized')
    .with(
      'excluded_count',
      () => sql<Counts>`(
      select (select count(*) from readable_observation as m where m.readable and m.at is null) as unknown_time,
        (select count(*) from placed as p where p.at > ${param('now', 'timestamptz')}) as future_time,
        (select count(*) from readable_observation as m cross join opening
          where m.retracted and (m.at is null and m.is_inside or ${isInWindow(context)})) as retracted,
        (select count(*) from readable_observation as m cross join opening
          where m.readable and m.is_inside and m.until >= opening.start_at and ${beganBefore}) as began_before,
        ${differInSource(sql`placed`)} as several_sources)`,
    )
}

const fromIndex = (
  context: QueryContext<TrendArgs>,
  scope: Scope,
): SelectCreator<TrendDatabase> => {
  const { param } = context
  return withBucketAggregates(context, scope, bucketing(param), opening(context))
    .with('filled', () =>
      filled(
        sql`(select t.code_id, t.bucket_at, t.count from bucket_aggregate as t where t.is_valid)`,
      ),
    )
    .with('page', () => page(param))
    .with('grouped', () => groupedAggregates)
    .with('only_unit', () => onlyUnitOfAggregates, 'materialized')
    .with(
      'excluded_count',
      () => sql<Counts>`(
      select n.valid as unknown_time,
        cast(coalesce(sum(t.count) filter (where t.is_valid and t.is_future), 0) as bigint) as future_time,
        n.retracted + cast(coalesce(sum(t.count) filter (where not t.is_valid), 0) as bigint) as retracted,
        (select count(*) from ${earlySums(context)} as e) as began_before,
        ${differInSource(sql`(select t.source_id, t.source_text from bucket_aggregate as t where t.is_valid)`)} as several_sources
      from timeless as n left join bucket_aggregate as t on true group by n.valid, n.retracted)`,
    )
}

const excludedCount = <Name extends keyof Counts>(name: Name) =>
  sql<Counts[Name]>`(select n.${sql.raw(name)} from excluded_count as n)`.as(name)

const trend = (scope: Scope): Query<TrendArgs, TrendAnswer> => ({
  name: `trend_${scope}`,
  build: (context) => {
    const { param, profile } = context
    return (profile.hasTimeIndex ? fromIndex : fromRows)(context, scope)
      .selectFrom('viewer')
      .select([
        answeredViewer,
        (scope === 'study' ? studyIsVisible(param) : patientIsVisible(param)).as('is_visible'),
        zoneAgrees(param).as('zone_agrees'),
        otherTypes(param).as('other_types'),
        keptApart(context, scope).as('kept_apart'),
        sql<TrendAnswer['window']>`(
          select json_build_object('start_at', opening.start_at) from opening)`.as('window'),
        codes.as('codes'),
        buckets(param).as('buckets'),
        excludedCount('unknown_time'),
        excludedCount('future_time'),
        excludedCount('retracted'),
        excludedCount('began_before'),
        excludedCount('several_sources'),
        overlaps.as('overlaps'),
        withheldRows.as('withheld'),
      ])
  },
})

/** How the numbers of one data type of a patient went. */
export const trendPatient = trend('patient')
/** How the numbers of one data type went, of everybody in a study together. */
export const trendStudy = trend('study')
