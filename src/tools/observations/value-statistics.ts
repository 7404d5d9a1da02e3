import { z } from 'zod'

import { JheError } from '../../errors.js'
import { hasSum, kindLabel } from '../../omh/types/statistic-rules.js'
import type { FilterArgs } from '../../query/observations/filter.js'
import type { Scope } from '../../permissions/readable-code.js'
import type {
  SummaryValueRow,
  TrendValueRow,
} from '../../query/observations/statistics/statistics.js'
import { glucoseFields, glucoseOf, type GlucoseContext } from './glucose.js'
import type { Sourced, SourceLabels } from './source-labels.js'
import * as params from '../params.js'
import { rounded } from '../rounded.js'
import { notVisible } from '../studies/studies.js'
import { windowOf } from './window.js'

const statistic = z.number().nullable()

/** The numbers of one name and unit; what else tells them apart is said by `kind` and `source`. */
const plainValue = z.strictObject({
  name: z.string(),
  unit: z.string().nullable(),
  kind: z.string().optional(),
  source: z.string().nullable().optional(),
  count: params.count.optional(),
  mean: statistic,
  min: statistic,
  max: statistic,
  sum: z.number().optional(),
  missing: params.count.optional(),
  not_number: params.count.optional(),
})

const percentile = z.number().optional()

/** The same of a trend; percentiles are given of the hours of a day. */
export const trendValue = plainValue.extend({
  /** Numbers of a sum that begin while others of the same source still run. */
  overlaps: params.count.optional(),
  p05: percentile,
  p25: percentile,
  p50: percentile,
  p75: percentile,
  p95: percentile,
})
export type TrendValue = z.input<typeof trendValue>

export const summaryValue = plainValue.extend({
  count: params.count,
  median: statistic,
  sd: statistic,
  ...glucoseFields,
})

/** Digits of a sum. */
const sumDigits = 15

type Apart = Pick<TrendValue, 'kind' | 'source'>

/** What the group's numbers are, where another group could be taken for it. */
export const apart = (row: Sourced & Pick<TrendValueRow, 'kind'>, labels: SourceLabels): Apart => {
  const kind = kindLabel(row.kind)
  const source = labels(row)
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(source === undefined ? {} : { source }),
  }
}

/** A sum of whole numbers keeps all of its digits. */
export const roundedSum = (sum: number): number => Number(sum.toPrecision(sumDigits))

const sumOf = ({ name, kind, sum }: TrendValueRow) =>
  sum === null || !hasSum(name, kind) ? {} : { sum: roundedSum(sum) }

/** What has no number is only said where there is such a thing. */
const gaps = ({ missing, not_number }: TrendValueRow) => ({
  ...(missing === 0 ? {} : { missing }),
  ...(not_number === 0 ? {} : { not_number }),
})

/** @param rows of the bucket: as many numbers need no saying */
export const toTrendValue = (
  row: TrendValueRow,
  rows: number,
  labels: SourceLabels,
): z.input<typeof trendValue> => ({
  name: row.name,
  unit: row.unit,
  ...apart(row, labels),
  ...(row.count === rows ? {} : { count: row.count }),
  mean: rounded(row.mean),
  min: row.min,
  max: row.max,
  ...sumOf(row),
  ...gaps(row),
})

export const toSummaryValue = (
  row: SummaryValueRow,
  labels: SourceLabels,
  glucose: GlucoseContext,
): z.input<typeof summaryValue> => ({
  name: row.name,
  unit: row.unit,
  ...apart(row, labels),
  count: row.count,
  mean: rounded(row.mean),
  min: row.min,
  max: row.max,
  median: rounded(row.median),
  sd: rounded(row.sd),
  ...glucoseOf(row, glucose),
  ...sumOf(row),
  ...gaps(row),
})

/** Groups beyond what one data type, or one bucket, may fill an answer with. */
export const leftOutNotice = (
  rows: readonly { readonly left_out: number; readonly left_out_rows: number }[],
): readonly string[] => {
  const left = rows.reduce((sum, { left_out }) => sum + left_out, 0)
  const values = rows.reduce((sum, { left_out_rows }) => sum + left_out_rows, 0)
  return left === 0
    ? []
    : [
        `Only the 20 most frequent names and units each are shown; ${left} more with ${values} values are left out.`,
      ]
}

interface Grouped {
  readonly count: number
  readonly entries: readonly TrendValueRow[]
}

/** Observations without any number that is told: why they are in no group. */
export const withoutNumber = ({ count, entries }: Grouped): { readonly no_number?: number } =>
  entries.length > 0 || count === 0 ? {} : { no_number: count }

interface Asked {
  readonly patient_id?: number | undefined
  readonly study_id?: number | undefined
  readonly data_type?: string | undefined
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly time_zone: string
}

/**
 * Whom a question is about: the patient, within the study when there is one, or the whole study.
 * @throws JheError INPUT_INVALID without either
 */
export function scopeOf({ patient_id, study_id }: Asked): Scope {
  if (patient_id !== undefined) return 'patient'
  if (study_id !== undefined) return 'study'
  throw new JheError(
    'INPUT_INVALID',
    'patient_id or study_id is needed.',
    'Send patient_id for one patient, study_id for a study, or both for the patient within it.',
  )
}

/** The same in a statement's arguments. */
export const filterOf = (asked: Asked): FilterArgs => ({
  patient_id: asked.patient_id ?? null,
  study_id: asked.study_id ?? null,
  data_type: asked.data_type ?? null,
  ...windowOf(asked.start, asked.end, asked.time_zone),
})

/** @throws JheError NOT_VISIBLE */
export function refuseInvisible(found: { readonly is_visible: boolean }, scope: Scope): void {
  if (!found.is_visible) throw notVisible(scope)
}
