import { sql, type RawBuilder } from 'kysely'

import { sensorNeeds } from '../../omh/types/glucose-ranges.js'
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
  /**
   * Of the days that have some, the third quartile of how many readings begin on one; null unless
   * asked for, and where there are too few readings for a sensor's.
   */
  usual_day: number | null
  /** Days from the first to the last of them, a part of a day counts as one; null where `usual_day` is. */
  spread_days: number | null
}

export interface MeasuredDatabase extends SeriesDatabase {
  opening: OpeningRow
  span: SpanRow
  measured: MeasuredRow
  covered: CoveredRow
}

/** What is known of a patient's days, as aggregates of them. */
interface DayFigures {
  /** How many readings begin on one day. */
  readonly count: RawBuilder<unknown>
  /** Times of the first and of the last reading of all. */
  readonly first: RawBuilder<unknown>
  readonly last: RawBuilder<unknown>
}

/** `usual_day` and `spread_days` of `CoveredRow` as aggregates of a patient's days. */
export const usualDayOf = ({ count, first, last }: DayFigures): RawBuilder<unknown> =>
  sql`cast(percentile_disc(0.75) within group (order by ${count}) as float8) as usual_day,
      cast(ceil(extract(epoch from ${last} - ${first}) / 86400) as float8) as spread_days`

/** Numbers that there are of a sensor, at least: those of as many usual days as `sensorNeeds` says. */
export const fewestReadings = Math.ceil(
  sensorNeeds.share * sensorNeeds.days * sensorNeeds.readingsOfUsualDay,
)

/** Newest rows whose distances tell how often a sensor reads. */
export const stepRows = 25
