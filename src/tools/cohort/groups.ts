import { z } from 'zod'

import { glucoseManagementIndicator, glucoseRanges } from '../../omh/types/glucose-ranges.js'
import { areBounds, kindLabel } from '../../omh/types/statistic-rules.js'
import type { CohortGroupRow } from '../../query/cohort/groups.js'
import * as params from '../params.js'
import { hundredth, rounded } from '../rounded.js'
import type { Series } from './series.js'
import { unitOfStat, type SeriesQuestion } from './statistics.js'

const number = z.number().nullable()
/** Null where the session may not know how many patients there are. */
const people = params.count.nullable()

const band = z.strictObject({ low: number, high: number, patients: people, share: number })

export const group = z.strictObject({
  group: z.string(),
  data_type: z.string().optional(),
  kind: z.string().optional(),
  patients: people,
  with_data: people,
  unit: z.string().nullable(),
  mean: number,
  sd: number,
  percentiles: z
    .strictObject({ p10: number, p25: number, p50: number, p75: number, p90: number })
    .nullable(),
  bands: z.array(band).optional(),
  gmi: z.number().optional(),
  gmi_patients: people.optional(),
  cv: z.number().optional(),
  percent_active: z.number().optional(),
})

export type Group = z.input<typeof group>

/** How the groups of an answer are told. */
export interface Telling {
  readonly main: SeriesQuestion
  readonly series: Series
  readonly peopleAreCounted: boolean
  /** Hours of the day are left out: an indicator is of all of them. */
  readonly isOfPart: boolean
}

type Ends = readonly [low: number | null, high: number | null]

const glucoseEnds = glucoseRanges.flatMap(({ factor, limits: [a, b, c, d] }): readonly Ends[] =>
  factor === 1
    ? [
        [null, a],
        [a, b],
        [b, c],
        [c, d],
        [d, null],
      ]
    : [],
)

/** The ends of the ranges that are told, with their place among the five. */
const endsOf = ({ main, series }: Telling) => {
  const [low, high] = [main.low ?? null, main.high ?? null]
  const isConsensus = series.isGlucose && low === null && high === null
  const ends: readonly Ends[] = isConsensus
    ? glucoseEnds
    : [
        [null, null],
        [null, low],
        [low, high],
        [high, null],
      ]
  return ends
    .map(([from, to], at) => ({ from, to, at }))
    .filter(({ from, to }) => from !== null || to !== null)
}

/** Below, within and above the limits: the one without an end is there only beyond a limit. */
const bandsOf = (row: CohortGroupRow, telling: Telling) => {
  const { ranges } = row
  const isOfRows = ['count', 'days'].includes(telling.main.stat)
  if (ranges === null || isOfRows) return {}
  const bands = endsOf(telling).map(({ from, to, at }) => {
    const [patients = null, share = null] = ranges[at] ?? []
    return {
      ...{ low: from, high: to, patients: telling.peopleAreCounted ? patients : null },
      share: share === null ? null : hundredth(share),
    }
  })
  return bands.length === 0 ? {} : { bands }
}

const ofSensors = (row: CohortGroupRow, { peopleAreCounted, isOfPart }: Telling) => {
  const { indicated_mean, indicated, percent_active } = row
  // the mean of a part of the day is no sensor's, and the span is of whole days
  if (isOfPart) return {}
  return {
    ...(indicated_mean === null
      ? {}
      : {
          gmi: hundredth(glucoseManagementIndicator(indicated_mean)),
          gmi_patients: peopleAreCounted ? indicated : null,
        }),
    ...(percent_active === null ? {} : { percent_active: hundredth(percent_active) }),
  }
}

const glucoseOf = (row: CohortGroupRow, telling: Telling) => {
  const { series } = telling
  const isPlain = series.isGlucose && kindLabel(row.kind) === undefined
  if (!isPlain || row.unit !== series.unit || row.with_data === 0) return {}
  return {
    ...ofSensors(row, telling),
    ...(row.cv === null ? {} : { cv: hundredth(row.cv) }),
  }
}

const percentilesOf = ({ percentiles }: CohortGroupRow): Group['percentiles'] => {
  if (percentiles === null) return null
  const [p10 = null, p25 = null, p50 = null, p75 = null, p90 = null] = percentiles.map(rounded)
  return { p10, p25, p50, p75, p90 }
}

/** A bound is in no range: of a group of bounds no share is told. */
export function withoutShares(row: CohortGroupRow, { stat }: SeriesQuestion): CohortGroupRow {
  if (!areBounds(row.kind)) return row
  const untold = stat === 'share' ? { mean: null, sd: null, percentiles: null } : {}
  return { ...row, ...untold, ranges: null }
}

/** @param severalTypes a short name that stands for several codes has groups of each */
export const toGroup =
  (telling: Telling, severalTypes: boolean) =>
  (row: CohortGroupRow): Group => {
    const kind = kindLabel(row.kind)
    const count = (of: number) => (telling.peopleAreCounted ? of : null)
    return {
      group: row.label ?? 'all',
      ...(severalTypes ? { data_type: row.data_type } : {}),
      ...(kind === undefined ? {} : { kind }),
      patients: count(row.patients),
      with_data: count(row.with_data),
      unit: unitOfStat(telling.main.stat, row.unit),
      mean: rounded(row.mean),
      sd: rounded(row.sd),
      percentiles: percentilesOf(row),
      ...bandsOf(row, telling),
      ...glucoseOf(row, telling),
    }
  }
