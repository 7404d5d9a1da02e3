import { meanOf, sdOf, type PatientFold, type Variant } from './fold-patients.js'
import { toldOf } from './read-number.js'

export type Stat = 'mean' | 'min' | 'max' | 'last' | 'count' | 'days' | 'share'

export interface AskedSeries {
  readonly data_type: string
  readonly value?: string | undefined
  readonly stat?: Stat | undefined
  readonly low?: number | undefined
  readonly high?: number | undefined
}

export interface AskedCriterion extends AskedSeries {
  readonly op: '>' | '>=' | '<' | '<='
  readonly number: number
}

/** A question; days alone stand for times. */
export interface AskedCohort extends AskedSeries {
  readonly study_id: number
  readonly start?: string | undefined
  readonly end?: string | undefined
  readonly where?: readonly AskedCriterion[] | undefined
  readonly group_by?: 'age_band' | 'month' | 'consent' | undefined
  readonly part_of_day?: 'day' | 'night' | undefined
  readonly time_zone: string
}

export const ofRows = (stat: Stat): boolean => stat === 'count' || stat === 'days'

export const valueOf = (
  stat: Stat,
  { rows, days }: PatientFold,
  variant?: Variant,
): number | null => {
  if (stat === 'count') return rows
  if (stat === 'days') return days
  if (variant === undefined) return null
  const { numbers, ranges, mean, last } = variant
  if (stat === 'share') return ranges === null ? null : (100 * (ranges[2] ?? 0)) / numbers.length
  return { mean, last, min: Math.min(...numbers), max: Math.max(...numbers) }[stat]
}

const percentile = (sorted: readonly number[], p: number): number => {
  const at = (sorted.length - 1) * p
  const [low, high] = [Math.floor(at), Math.ceil(at)]
  const [a = NaN, b = NaN] = [sorted[low], sorted[high]]
  return a + (b - a) * (at - low)
}

/** What there is of a patient in one unit and kind; undefined without a number. */
export interface Read {
  readonly fold: PatientFold
  readonly variant: Variant | undefined
}

/** One number of a patient in a group. */
export interface Entry extends Read {
  readonly label: string | null
  readonly seconds: number
}

/** What is told of one group, code, unit and kind. */
export interface FoldedGroup {
  readonly group: string
  readonly code: string | null
  readonly kind: string | null
  readonly unit: string | null
  readonly patients: number
  readonly with_data: number
  /** Patients that the mean is of. */
  readonly numbers: number
  readonly mean: number | null
  readonly sd: number | null
  readonly percentiles: readonly number[] | null
  readonly bands: readonly { readonly patients: number; readonly share: number }[] | null
  readonly glucose: Readonly<Record<string, number>>
}

function unitOf(asked: AskedCohort, variant: Variant | undefined): string | null {
  const own: Partial<Record<Stat, string>> = { count: 'observations', days: 'days', share: '%' }
  return own[asked.stat ?? 'mean'] ?? variant?.unit ?? null
}

export function emptyGroup(
  asked: AskedCohort,
  one: Entry | undefined,
  patients: number,
): FoldedGroup {
  return {
    group: one?.label ?? 'all',
    code: one?.fold.code ?? null,
    kind: null,
    unit: unitOf(asked, undefined),
    ...{
      patients,
      with_data: 0,
      numbers: 0,
      mean: null,
      sd: null,
      percentiles: null,
      bands: null,
      glucose: {},
    },
  }
}

export function tellGroup(
  asked: AskedCohort,
  part: readonly Entry[],
  patients: number,
): FoldedGroup {
  const stat = asked.stat ?? 'mean'
  const values = part.map(({ fold, variant }) => valueOf(stat, fold, variant) ?? NaN)
  const sorted = values.toSorted((a, b) => a - b)
  const [first] = part
  const isBound = first?.variant?.kind?.includes('bound ') === true
  const isTold = !(isBound && stat === 'share')
  return {
    group: first?.label ?? 'all',
    code: first?.fold.code ?? null,
    kind: ofRows(stat) ? null : (first?.variant?.kind ?? null),
    unit: unitOf(asked, first?.variant),
    patients,
    with_data: part.filter(({ fold }) => fold.rows > 0).length,
    numbers: values.length,
    mean: isTold ? meanOf(values) : null,
    sd: isTold ? sdOf(values) : null,
    percentiles: isTold ? [0.1, 0.25, 0.5, 0.75, 0.9].map((p) => percentile(sorted, p)) : null,
    bands: ofRows(stat) || isBound ? null : bandsOf(asked, part),
    glucose: ofRows(stat) ? {} : glucoseOf(asked, part),
  }
}

function bandsOf(asked: AskedCohort, part: readonly Entry[]) {
  const { name } = toldOf(asked.data_type, asked.value)
  const { low, high } = asked
  const isConsensus = name === 'blood_glucose' && low === undefined && high === undefined
  if (!isConsensus && low === undefined && high === undefined) return null
  const ranged = part.flatMap(({ variant }) =>
    variant?.ranges ? [{ ranges: variant.ranges, count: variant.numbers.length }] : [],
  )
  if (ranged.length === 0) return null
  const which = isConsensus
    ? [0, 1, 2, 3, 4]
    : [...(low === undefined ? [] : [1]), 2, ...(high === undefined ? [] : [3])]
  return which.map((at) => ({
    patients: ranged.filter(({ ranges }) => (ranges[at] ?? 0) > 0).length,
    share: meanOf(ranged.map(({ ranges, count }) => (100 * (ranges[at] ?? 0)) / count)),
  }))
}

function glucoseOf(asked: AskedCohort, part: readonly Entry[]) {
  const { name } = toldOf(asked.data_type, asked.value)
  const variant = part[0]?.variant
  if (name !== 'blood_glucose' || variant?.unit !== 'mg/dL' || variant.kind !== undefined) return {}
  const indicated = part.filter(({ fold, variant: own }) => {
    const { rows, usualDay, spread } = fold
    const count = own?.numbers.length ?? 0
    const needed = Math.max(0.7 * Math.max(14, spread) * usualDay, 0.9 * rows)
    return asked.part_of_day === undefined && usualDay >= 24 && count >= needed
  })
  const varied = part.flatMap(({ variant: own }) =>
    own !== undefined && own.sd !== null && own.mean > 0 ? [(100 * own.sd) / own.mean] : [],
  )
  const sensors = part.flatMap(({ fold: { step }, variant: own, seconds }) =>
    asked.part_of_day === undefined && step !== null && step > 0 && step <= 1800 && seconds > 0
      ? [Math.min(100, (100 * (own?.numbers.length ?? 0) * step) / seconds)]
      : [],
  )
  return {
    ...(indicated.length === 0
      ? {}
      : {
          gmi: 3.31 + 0.02392 * meanOf(indicated.map(({ variant: own }) => own?.mean ?? NaN)),
          gmi_patients: indicated.length,
        }),
    ...(varied.length === 0 ? {} : { cv: meanOf(varied) }),
    ...(sensors.length === 0 ? {} : { percent_active: meanOf(sensors) }),
  }
}

/** @param on YYYY-MM-DD */
export const ageBand = (born: string | null | undefined, on: string): string => {
  if (born === null || born === undefined) return 'unknown'
  const age =
    Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0)
  if (age < 0) return 'unknown'
  if (age >= 90) return '90+'
  const from = Math.floor(age / 10) * 10
  return `${from}-${from + 9}`
}
