import { sql, type RawBuilder } from 'kysely'

import type { Alias } from '../../permissions/alias.js'
import type { SeriesDatabase } from './series.js'
import type { FigureColumns } from './read-numbers.js'
import type { OpeningRow, SpanRow } from './span.js'

/** A patient's numbers of one series and code within a span, by unit, kind and source. */
export interface MeasuredRow extends FigureColumns {
  patient_id: number
  n: number
  code_id: number
  span_at: string | null
  /** The newest number; null unless it is asked for. */
  last: number | null
}

/** What there is of one series and code of a patient within a span, whatever it says. A row for each. */
export interface CoveredRow {
  patient_id: number
  n: number
  code_id: number
  span_at: string | null
  last_seen: string | null
  /** Null unless asked for. */
  days: number | null
  /** Seconds between two readings, in the middle of the newest 25; null unless asked for. */
  step_seconds: number | null
  /** Of the days that have some, the third quartile of how many readings begin on one; null unless asked for. */
  usual_day: number | null
  /** Days from the first to the last of them, a part of a day counts as one; null unless asked for. */
  spread_days: number | null
}

export interface MeasuredDatabase extends SeriesDatabase {
  opening: OpeningRow
  span: SpanRow
  measured: MeasuredRow
  covered: CoveredRow
}

/** Readings that begin on one day. */
export interface DayRow {
  count: number
  first: string
  last: string
}

/** `usual_day` and `spread_days` of `CoveredRow` as aggregates of a patient's days. */
export const usualDayOf = (f: Alias<DayRow>): RawBuilder<unknown> =>
  sql`cast(percentile_disc(0.75) within group (order by ${f.plain('count')}) as float8) as usual_day,
      cast(ceil(extract(epoch from max(${f.plain('last')}) - min(${f.plain('first')})) / 86400) as float8) as spread_days`

/** Newest rows whose distances tell how often a sensor reads. */
export const stepRows = 25
