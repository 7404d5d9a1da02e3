import { dayOf, hourOf } from './clock.js'
import type { ExportedRow } from './exported.js'
import { isAdditive, readNumber, type ReadNumber, type Told } from './read-number.js'

/** Limits in the unit that a number is stored in; null is none. */
export type LimitsOf = (
  said: string | null,
) => readonly [number | null, number | null, number | null, number | null] | undefined

/** What is worked out of a patient's rows of one code. */
export interface PatientFold {
  readonly patient: number
  readonly code: string
  readonly rows: number
  readonly days: number
  readonly step: number | null
  /** Readings that three of four days with some have no more than, and days from first to last. */
  readonly usualDay: number
  readonly spread: number
  /** By unit and kind; the ones with the most readings first. */
  readonly variants: readonly Variant[]
}

export interface Variant {
  readonly unit: string | null
  readonly kind: string | undefined
  readonly numbers: readonly number[]
  readonly mean: number
  readonly sd: number | null
  readonly last: number
  readonly ranges: readonly number[] | null
}

export const meanOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

export const sdOf = (numbers: readonly number[]): number | null => {
  if (numbers.length < 2) return null
  const mean = meanOf(numbers)
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0)
  return Math.sqrt(squares / (numbers.length - 1))
}

/** Where a row stands in time, and how far it reaches. */
export const placeOf = ({ frame: { start, end } }: ExportedRow) => ({
  at: start ?? end,
  until: end ?? start,
})

/** A stretch of time; what began before reaches into it only where `isFirst`. */
export interface Span {
  readonly from: bigint
  readonly to: bigint
  readonly isFirst: boolean
}

const isIn = (row: ExportedRow, { from, to, isFirst }: Span): boolean => {
  const { at, until } = placeOf(row)
  if (at === null || until === null || at > to) return false
  return at >= from || (isFirst && until >= from)
}

interface Read extends ReadNumber {
  readonly row: ExportedRow
}

const inRanges = (numbers: readonly Read[], limitsOf: LimitsOf): readonly number[] | null => {
  const counts = [0, 0, 0, 0, 0]
  let known = false
  for (const { raw, said } of numbers) {
    const limits = limitsOf(said)
    if (limits === undefined) continue
    known = true
    const [a, b, c, d] = limits
    const which =
      a !== null && raw < a
        ? 0
        : b !== null && raw < b
          ? 1
          : d !== null && raw > d
            ? 4
            : c !== null && raw > c
              ? 3
              : 2
    counts[which] = (counts[which] ?? 0) + 1
  }
  return known ? counts : null
}

const newest = (rows: readonly Read[]): Read | undefined =>
  rows.toSorted((a, b) => {
    const [x, y] = [placeOf(a.row).at ?? 0n, placeOf(b.row).at ?? 0n]
    return x === y ? b.row.id - a.row.id : x < y ? 1 : -1
  })[0]

const groupsBy = <T>(list: readonly T[], key: (one: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return [...groups.values()]
}

/** Of numbers that add up the source with the most; sources without an id come last. */
const ofOneSource = (rows: readonly Read[], name: string): readonly Read[] => {
  if (!isAdditive(name)) return rows
  const sources = groupsBy(rows, ({ row }) => String(row.source))
  return (
    sources.toSorted((a, b) => {
      const [x, y] = [a[0]?.row.source ?? Infinity, b[0]?.row.source ?? Infinity]
      return b.length - a.length || x - y
    })[0] ?? []
  )
}

const stepOf = (rows: readonly ExportedRow[], { from }: Span): number | null => {
  const times = rows
    .map((row) => placeOf(row).at ?? 0n)
    .filter((at) => at >= from)
    .toSorted((a, b) => (a < b ? 1 : -1))
    .slice(0, 25)
  const gaps = times
    .slice(1)
    .map((at, i) => Number((times[i] ?? 0n) - at) / 1e6)
    .toSorted((a, b) => a - b)
  return gaps[Math.ceil(gaps.length / 2) - 1] ?? null
}

const usualOf = (rows: readonly ExportedRow[], { from }: Span, zone: string) => {
  const times = rows.map((row) => placeOf(row).at ?? 0n).filter((at) => at >= from)
  const counts = groupsBy(times, (at) => dayOf(zone, at))
    .map(({ length }) => length)
    .toSorted((a, b) => a - b)
  const sorted = times.toSorted((a, b) => (a < b ? -1 : 1))
  const [first, last] = [sorted[0] ?? 0n, sorted.at(-1) ?? 0n]
  return {
    usualDay: counts[Math.ceil(counts.length * 0.75) - 1] ?? 0,
    spread: Math.ceil(Number(last - first) / 86_400e6),
  }
}

/** How rows of one patient and code are read. */
export interface Reading {
  readonly told: Told
  readonly span: Span
  readonly zone: string
  readonly part: 'day' | 'night' | undefined
  readonly limitsOf: LimitsOf
}

/** Works out what there is of one patient and code; the rows are all that the patient has of it. */
export function foldPatient(
  whose: Pick<PatientFold, 'patient' | 'code'>,
  all: readonly ExportedRow[],
  { told, span, zone, part, limitsOf }: Reading,
): PatientFold {
  const isDay = (row: ExportedRow): boolean => {
    const hour = hourOf(zone, placeOf(row).at ?? 0n)
    return hour >= 6 && hour < 22
  }
  const rows = all
    .filter(({ status }) => status !== 'entered-in-error' && status !== 'cancelled')
    .filter((row) => isIn(row, span))
    .filter((row) => part === undefined || isDay(row) === (part === 'day'))
  const read = rows.flatMap((row): readonly Read[] => {
    const number = readNumber(row, told)
    return number === undefined ? [] : [{ ...number, row }]
  })
  const variants = groupsBy(read, ({ unit, kind }) => JSON.stringify([unit, kind ?? null])).map(
    (group): Variant => {
      const own = ofOneSource(group, told.name)
      const numbers = own.map(({ number }) => number)
      return {
        unit: group[0]?.unit ?? null,
        kind: group[0]?.kind,
        numbers,
        mean: meanOf(numbers),
        sd: sdOf(numbers),
        last: newest(own)?.number ?? NaN,
        ranges: inRanges(own, limitsOf),
      }
    },
  )
  const days = new Set(
    rows.map((row) => {
      const at = placeOf(row).at ?? 0n
      return dayOf(zone, at < span.from ? span.from : at)
    }),
  )
  const usual = usualOf(rows, span, zone)
  const step = stepOf(rows, span)
  return { ...whose, ...usual, rows: rows.length, days: days.size, step, variants }
}
