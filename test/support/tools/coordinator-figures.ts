import { mean, sharedWith, stored } from './demo-facts.js'

/** Data types that the questions are about. */
export const codes = {
  pressure: 'omh:blood-pressure:4.0',
  glucose: 'omh:blood-glucose:4.0',
  weight: 'omh:body-weight:3.0',
  heart: 'omh:heart-rate:2.0',
} as const

const fields = {
  [codes.pressure]: 'systolic_blood_pressure',
  [codes.glucose]: 'blood_glucose',
  [codes.weight]: 'body_weight',
  [codes.heart]: 'heart_rate',
} as const

type Code = keyof typeof fields

/** The last 30 days with data, of a question without a window. */
export const lastDays = { start: '2026-10-22', end: '2026-11-20' }
export const october = { start: '2026-10-01', end: '2026-10-31' }
export const november = { start: '2026-11-01', end: '2026-11-20' }

const dateOf = (at: bigint): string => new Date(Number(at / 1000n)).toISOString().slice(0, 10)

/** Rows that count: not retracted, with a time up to now. */
const valid = (study: number, code: Code) =>
  sharedWith(study, code).flatMap((row) => {
    const at = row.frame.start
    const isRetracted = row.status === 'entered-in-error' || row.status === 'cancelled'
    if (isRetracted || at === null || dateOf(at) > '2026-11-21') return []
    return [{ ...row, at, date: dateOf(at) }]
  })

/** Some measure glucose in mmol/L; the limits of the target range have their own numbers there. */
const inMgdl = 18.0182
const isInRange = (value: number, unit: unknown): boolean =>
  unit === 'mmol/L' ? value >= 3.9 && value <= 10 : value >= 70 && value <= 180

interface Window {
  readonly start: string
  readonly end: string
}

/** What each patient of a study who has anything of a data type has of it in a window. */
export const figures = (study: number, code: Code, { start, end }: Window) => {
  const rows = valid(study, code)
  return [...new Set(rows.map((row) => row.subject_patient_id))].map((patient) => {
    const own = rows.filter((row) => row.subject_patient_id === patient)
    const inside = own.filter(({ date }) => date >= start && date <= end)
    const read = stored(inside, fields[code]).flatMap(({ value, unit }) =>
      typeof value === 'number' ? [{ value, unit }] : [],
    )
    const numbers = read.map(({ value, unit }) => (unit === 'mmol/L' ? value * inMgdl : value))
    return {
      patient,
      count: inside.length,
      days: new Set(inside.map(({ date }) => date)).size,
      mean: numbers.length === 0 ? null : mean(numbers),
      share: (100 * read.filter(({ value, unit }) => isInRange(value, unit)).length) / read.length,
      last: own.reduce((max, { at }) => (at > max ? at : max), 0n),
    }
  })
}

export type Figures = ReturnType<typeof figures>[number]

export const sortedBy = (
  list: readonly Figures[],
  keyOf: (one: Figures) => number,
): readonly Figures[] => list.toSorted((a, b) => keyOf(a) - keyOf(b) || a.patient - b.patient)

export const ids = (list: readonly Figures[]) =>
  list.map(({ patient }) => ({ patient_id: patient }))
export const above = (list: readonly Figures[], limit: number) =>
  list.filter(({ mean: own }) => own !== null && own > limit)
export const highestFirst = ({ mean: own }: Figures): number => (own === null ? Infinity : -own)

export const means = (all: readonly Figures[]) => all.flatMap((one) => one.mean ?? [])
export const withData = (all: readonly Figures[]) => all.filter(({ count }) => count > 0)

/** Mondays of the weeks of October, and how many of Steady Pressure measured on how many days. */
export const weeksOfOctober = ['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'].map(
  (start) => {
    const end = new Date(Date.parse(start) + 6 * 86_400_000).toISOString().slice(0, 10)
    const active = figures(30_002, codes.pressure, { start, end }).filter(({ count }) => count > 0)
    const days = active.reduce((sum, one) => sum + one.days, 0)
    return { start: `${start}T00:00:00Z`, active_patients: active.length, patient_days: days }
  },
)
