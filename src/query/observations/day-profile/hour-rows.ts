import { sql, type RawBuilder } from 'kysely'

import type { JheTables } from '../../../db/schema.js'
import { alias } from '../../../permissions/alias.js'
import type { QueryContext } from '../../../permissions/query-context.js'
import type {
  ObservationDatabase,
  ReadableCodeRow,
  Scope,
} from '../../../permissions/readable-code.js'
import type { SelectCreator } from '../../../permissions/select-creator.js'
import type { FilterArgs } from '../filter.js'
import { ofReadableCode } from '../index-range.js'
import { keyOf, secondsKey, startKey } from '../observation-key.js'
import { isValid, withReadableObservations } from '../readable-observations.js'
import { sourceTextIn, type StoredGroupKeys } from '../statistics/group-keys.js'
import { withIndexRanges } from '../statistics/index-ranges.js'
import type { NumberPaths } from '../statistics/number-fields.js'
import { foundNumbers, storedNumbers } from '../statistics/stored-numbers.js'
import { bucketStart } from '../trend/bucket.js'
import { openingOf } from '../trend/opening.js'
import { timeless, type TimelessRow } from '../trend/trend-by-index.js'

const o = alias<JheTables['core_observation']>('o')
const k = alias<ReadableCodeRow & NumberPaths>('k')

/** Hours are those of the zone's clocks. */
export interface HourArgs extends FilterArgs {
  readonly time_zone: string
  readonly now: string
}

/** An observation that starts within the window, in the hour that it starts in. */
export interface HourRow extends StoredGroupKeys {
  code_id: number
  coding_code: string | null
  is_described: boolean
  bucket_at: string
  is_future: boolean
  /** It counts: not retracted. */
  readable: boolean
  /** It says something of more than an hour, so that it is of no hour of the day. */
  is_long: boolean
  stored_0: unknown
  stored_1: unknown
}

interface HourDatabase extends ObservationDatabase {
  hour_row: HourRow
  timeless: TimelessRow
}

type Context = QueryContext<HourArgs>

const secondsOfHour = sql.lit(3600)

/** The latest 14 days with the last one that has data. */
const opening = (context: Context) =>
  openingOf(context, { size: sql`cast('day' as text)`, span: () => sql`interval '13 days'` })

const hours = ({ param }: Context) => ({ size: sql`'hour'`, zone: param('time_zone', 'text') })

const ofRows = (context: Context): RawBuilder<HourRow> => sql`(
  select m.code_id, m.coding_code, m.is_described, ${bucketStart(hours(context), sql`m.at`)} as bucket_at,
    m.at > ${context.param('now', 'timestamptz')} as is_future, m.readable,
    extract(epoch from m.until - m.at) > ${secondsOfHour} as is_long,
    m.stored_0, m.stored_1, m.kind, m.source_id, m.source_text
  from readable_observation as m cross join opening
  where m.is_inside and m.at >= opening.start_at)`

const timelessRows = (): RawBuilder<TimelessRow> => sql`(
  select count(*) filter (where m.readable) as valid,
    count(*) filter (where m.retracted and m.is_inside) as retracted
  from readable_observation as m where m.at is null)`

/** How long the longest interval of each patient's data type is; no row where all are instants. */
const longest = ({ profile }: Context): RawBuilder<object> => {
  const seconds = keyOf<number>(profile, secondsKey, o)
  return sql`(
    select k.patient_id, k.code_id, l.seconds from asked as k cross join lateral (
      select ${seconds} as seconds from public.core_observation as o
      where ${ofReadableCode(o, k)} and ${seconds} is not null order by ${seconds} desc limit 1) as l)`
}

/** The length of a row is only worked out where the data type has intervals longer than an hour. */
const ofIndex = (context: Context): RawBuilder<HourRow> => {
  const { param, profile } = context
  const json = o.column(profile.observationJson)
  return sql`(
  select m.code_id, m.coding_code, m.is_described, m.bucket_at, m.is_future, m.readable, m.is_long,
    ${storedNumbers(alias('m'))}, m.source_id, m.source_text
  from (
  select k.code_id, k.bucket_at, k.at > ${param('now', 'timestamptz')} as is_future,
    ${isValid(o)} as readable, case when l.seconds > ${secondsOfHour}
      then coalesce(${keyOf<number>(profile, secondsKey, o)} > ${secondsOfHour}, false) else false end as is_long,
    ${foundNumbers(json, k)}, o.data_source_id as source_id,
    ${sourceTextIn(profile, o, sql`k.may_add_up`)} as source_text
  from index_range as k left join longest as l on l.patient_id = k.patient_id and l.code_id = k.code_id
  cross join public.core_observation as o
  where ${ofReadableCode(o, k)} and ${keyOf(profile, startKey, o)} between k.at and k.last_at offset 0) as m)`
}

/**
 * The observations of a window by the hour that they start in, as the common table expression
 * `hour_row`, and those without a readable time, counted, as `timeless`. Of each body it keeps only
 * the numbers.
 */
export function withHourRows(context: Context, scope: Scope): SelectCreator<HourDatabase> {
  if (!context.profile.hasTimeIndex) {
    return withReadableObservations(context, scope)
      .with('opening', () => opening(context))
      .with('hour_row', () => ofRows(context))
      .with('timeless', timelessRows)
  }
  return withIndexRanges(context, scope, { bucket: hours(context) }, opening(context))
    .with('longest', () => longest(context), 'materialized')
    .with('hour_row', () => ofIndex(context))
    .with('timeless', () => timeless(context))
}
