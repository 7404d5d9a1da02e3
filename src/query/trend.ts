import { sql, type RawBuilder } from 'kysely'

import type { ViewerKind } from '../permissions/viewer.js'
import { otherTypes, type FilterArgs, type WithheldRow } from './filter.js'
import { withheldRows, withMeasured } from './measured.js'
import type { Asking, Query } from './query.js'
import { patientIsVisible, studyIsVisible, type Scope } from './reach.js'
import { numbers, statistics, type NumberRow, type TrendValueRow } from './statistics.js'

export interface TrendArgs extends FilterArgs {
  readonly bucket: 'hour' | 'day' | 'week' | 'month'
  /** IANA name of the zone whose hours, days, weeks (from Monday) and months are counted. */
  readonly time_zone: string
  readonly now: string
  /** Only buckets that start later. */
  readonly after_at: string | null
  readonly limit: number
}

export interface TrendBucketRow {
  readonly start_at: string
  /** Where the next bucket starts. */
  readonly end_at: string
  readonly count: number
  readonly entries: TrendValueRow[]
  readonly left_out: number
}

export interface TrendAnswer {
  readonly viewer_kind: ViewerKind
  readonly is_visible: boolean
  readonly other_types: { readonly coding_code: string }[]
  /** Where the window starts: as asked, or by default. */
  readonly window: { readonly start_at: string }
  readonly buckets: TrendBucketRow[]
  /** Rows without a readable time: in no bucket. */
  readonly unknown_time: number
  readonly future_time: number
  /** Withdrawn as errors, or cancelled: in no bucket. */
  readonly retracted: number
  /** Of the window asked for: all of the time where that has no start. */
  readonly withheld: WithheldRow[]
}

type Param = Asking<TrendArgs>['param']

/** How far before its last bucket a window without a start begins. */
const defaultSpan = sql`case bucketing.size when 'hour' then interval '6 days 23 hours'
  when 'day' then interval '89 days' when 'week' then interval '51 weeks' else interval '35 months' end`

/**
 * The window's start. Without one given it lies so far before the window's end that there is room
 * for a week of hours, 90 days, 52 weeks or 36 months; without an end given either, before the
 * newest row that is not in the future.
 */
const opening = (param: Param): RawBuilder<object> => {
  const zone = param('time_zone', 'text')
  const now = param('now', 'timestamptz')
  return sql`(
    select bucketing.size, coalesce(${param('window_start', 'timestamptz')},
      (date_trunc(bucketing.size, coalesce(${param('window_end', 'timestamptz')}, newest.at, ${now}), ${zone})
        at time zone ${zone} - ${defaultSpan}) at time zone ${zone}) as start_at
    from (select ${param('bucket', 'text')} as size) as bucketing
    cross join (select max(m.at) as at from measured as m where m.readable and m.at <= ${now}) as newest)`
}

/** Rows of the window, each in the bucket it starts in, or in the first one if it started before. */
const within = (param: Param): RawBuilder<object> => sql`(
  select m.*, date_trunc(opening.size, greatest(m.at, opening.start_at), ${param('time_zone', 'text')}) as bucket_at
  from measured as m cross join opening
  where m.readable and m.at is not null and m.is_inside and m.until >= opening.start_at)`

const page = (param: Param): RawBuilder<object> => sql`(
  select p.bucket_at, count(*) as count from placed as p
  where p.bucket_at > coalesce(${param('after_at', 'timestamptz')}, '-infinity')
  group by p.bucket_at order by p.bucket_at limit ${param('limit', 'integer')})`

/** An hour later by the clock that never jumps; a day, week or month later by the zone's. */
const endOf = (param: Param): RawBuilder<unknown> => {
  const zone = param('time_zone', 'text')
  const size = param('bucket', 'text')
  return sql`case ${size} when 'hour' then b.bucket_at + interval '1 hour'
    else (b.bucket_at at time zone ${zone} + case ${size} when 'day' then interval '1 day'
      when 'week' then interval '7 days' else interval '1 month' end) at time zone ${zone} end`
}

const buckets = (param: Param): RawBuilder<TrendBucketRow[]> => sql`(
  select coalesce(json_agg(json_build_object('start_at', b.bucket_at, 'end_at', ${endOf(param)},
    'count', b.count, 'entries', coalesce(s.entries, '[]'), 'left_out', coalesce(s.left_out, 0))
    order by b.bucket_at), '[]')
  from page as b left join ${statistics('trend')} as s on s.bucket_at = b.bucket_at)`

const counted = (condition: RawBuilder<unknown>): RawBuilder<number> =>
  sql`(select count(*) from ${condition})`

const trend = (scope: Scope): Query<TrendArgs, TrendAnswer> => ({
  name: `trend_${scope}`,
  build: (asking) => {
    const { param } = asking
    return withMeasured(asking, scope)
      .with('opening', () => opening(param))
      .with('placed', () => within(param))
      .with('page', () => page(param))
      .with(
        'number',
        () => sql<NumberRow>`(
          select cast(0 as bigint) as code_id, n.bucket_at, n.position, n.name, n.unit, n.number, n.is_missing
          from ${numbers} as n where n.bucket_at in (select page.bucket_at from page))`,
      )
      .selectFrom('viewer')
      .select([
        'viewer.kind as viewer_kind',
        (scope === 'study' ? studyIsVisible(param) : patientIsVisible(param)).as('is_visible'),
        otherTypes(param).as('other_types'),
        sql<TrendAnswer['window']>`(
          select json_build_object('start_at', opening.start_at) from opening)`.as('window'),
        buckets(param).as('buckets'),
        counted(sql`measured as m where m.readable and m.at is null`).as('unknown_time'),
        counted(sql`placed as p where p.at > ${param('now', 'timestamptz')}`).as('future_time'),
        counted(sql`measured as m cross join opening
          where m.retracted and m.is_inside and (m.at is null or m.until >= opening.start_at)`).as(
          'retracted',
        ),
        withheldRows.as('withheld'),
      ])
  },
})

/** How the numbers of one data type of a patient went. */
export const trendPatient = trend('patient')
/** How the numbers of one data type went, of everybody in a study together. */
export const trendStudy = trend('study')
