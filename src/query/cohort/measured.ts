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
}

export interface MeasuredDatabase extends SeriesDatabase {
  opening: OpeningRow
  span: SpanRow
  measured: MeasuredRow
  covered: CoveredRow
}

/** Newest rows whose distances tell how often a sensor reads. */
export const stepRows = 25
