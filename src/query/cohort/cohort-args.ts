import type { WindowArgs } from '../observations/filter.js'
import type { ZoneArgs } from '../observations/zone-check.js'
import type { ReadableCodeArgs } from '../../permissions/readable-code.js'

/** What is computed of a patient's readings; `share` is the percentage of them within the limits. */
export type Statistic = 'mean' | 'min' | 'max' | 'last' | 'count' | 'days' | 'share'

/** Series of numbers that a question needs of each patient, as parallel arrays: the first is the one answered. */
export interface SeriesArgs {
  /** Full code or short name of each. */
  readonly series_types: readonly string[]
  /** Name of the number; null for the first of its type. */
  readonly series_values: readonly (string | null)[]
  /** Unit that numbers are converted to; null where nothing is converted. */
  readonly series_units: readonly (string | null)[]
}

/**
 * How units become those of the series, and the limits of each in the unit itself, as parallel
 * arrays. A null unit stands for every other, which then stays as it is.
 */
export interface ConversionArgs {
  /** Place in the series, from 1. */
  readonly conversion_series: readonly number[]
  readonly conversion_units: readonly (string | null)[]
  readonly conversion_factors: readonly number[]
  readonly conversion_offsets: readonly number[]
  /** The range is from the second to the third, both included; null is no limit. */
  readonly limits_0: readonly (number | null)[]
  readonly limits_1: readonly (number | null)[]
  readonly limits_2: readonly (number | null)[]
  readonly limits_3: readonly (number | null)[]
}

/** What patients must fulfil, all of it, as parallel arrays. */
export interface CriterionArgs {
  /** Place in the series, from 1. */
  readonly criterion_series: readonly number[]
  readonly criterion_stats: readonly Statistic[]
  readonly criterion_ops: readonly string[]
  readonly criterion_numbers: readonly number[]
}

/** What the statistics of each patient of a study are asked with. */
export interface CohortArgs
  extends ReadableCodeArgs, WindowArgs, ZoneArgs, SeriesArgs, ConversionArgs, CriterionArgs {
  readonly now: string
  /** Hours of the first series that count, by the zone's clocks: day is 06:00 to 22:00. */
  readonly part_of_day: 'day' | 'night' | null
  /** The first series is told apart by month. */
  readonly by_month: boolean
  /** Whether `last`, `days` and the interval of a sensor are needed; null else. */
  readonly needs_last: boolean
  readonly needs_days: boolean
  readonly needs_step: boolean
}
