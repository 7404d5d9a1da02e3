import { z } from 'zod'

import {
  glucoseManagementIndicator,
  glucoseName,
  glucoseRangesOf,
  sensorNeeds,
} from '../../omh/types/glucose-ranges.js'
import { kindLabel } from '../../omh/types/statistic-rules.js'
import type { SummaryValueRow } from '../../query/observations/statistics/statistics.js'
import { hundredth } from '../rounded.js'

/** What a summary says of glucose besides: all in percent, of readings and not of time. */
export const glucoseFields = {
  /** Share of the readings in each range; the names are the ranges in the group's unit. */
  percent_of_readings: z.record(z.string(), z.number()).optional(),
  /** Coefficient of variation. */
  cv: z.number().optional(),
  /** Glucose management indicator, of a sensor with at least 70 % of 14 days. */
  gmi: z.number().optional(),
}

/** What an indicator is of, for a notice. */
export const indicatorSentence = `gmi is of sensors only: at least ${sensorNeeds.readingsOfUsualDay} readings on the usual day, and ${100 * sensorNeeds.share} % of ${sensorNeeds.days} days or of all from the first to the last.`

/** Of whom a summary is. */
export interface GlucoseContext {
  /** A mean over several people indicates nothing of any of them. */
  readonly isOnePatient: boolean
  /** Observations of the type. */
  readonly count: number
  /** Days from the first to the last of them. */
  readonly days: number
  /** Readings of the usual day; null where that is not known. */
  readonly usualDay: number | null
}

type GlucoseValue = z.input<z.ZodObject<typeof glucoseFields>>

/** The ranges of a group of plain glucose readings; undefined for any other group. */
const rangesOf = ({ name, unit, kind }: SummaryValueRow) =>
  name === glucoseName && kindLabel(kind) === undefined ? glucoseRangesOf(unit) : undefined

/** Shares of the readings in percent, by range. */
const sharesOf = (names: readonly string[], counts: readonly number[], count: number) =>
  Object.fromEntries(
    names.map((range, at) => [range, hundredth((100 * (counts[at] ?? 0)) / count)] as const),
  )

const variationOf = ({ mean, sd }: SummaryValueRow): GlucoseValue =>
  mean === null || sd === null || mean <= 0 ? {} : { cv: hundredth((100 * sd) / mean) }

const isOfSensor = (count: number, { days, usualDay }: GlucoseContext): boolean =>
  usualDay !== null &&
  usualDay >= sensorNeeds.readingsOfUsualDay &&
  count >= sensorNeeds.share * Math.max(sensorNeeds.days, days) * usualDay

/** @param factor what makes mg/dL of the unit */
const indicatorOf = (
  { mean, count }: SummaryValueRow,
  factor: number,
  context: GlucoseContext,
): GlucoseValue => {
  const isOfAlmostAll = count >= sensorNeeds.shareOfType * context.count
  return mean === null || !context.isOnePatient || !isOfAlmostAll || !isOfSensor(count, context)
    ? {}
    : { gmi: hundredth(glucoseManagementIndicator(mean * factor)) }
}

/** The shares of the ranges, the variation and the indicator of a group of plain glucose readings. */
export function glucoseOf(row: SummaryValueRow, context: GlucoseContext): GlucoseValue {
  const known = rangesOf(row)
  if (known === undefined || row.ranges === null || row.count === 0) return {}
  return {
    percent_of_readings: sharesOf(known.names, row.ranges, row.count),
    ...variationOf(row),
    ...indicatorOf(row, known.factor, context),
  }
}
