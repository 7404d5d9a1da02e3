import { groupBy } from './group-by.js'
import type { Measurement } from './measurements.js'
import { saidOf, type Said } from './said-numbers.js'

const onlyUnits = (rows: readonly Measurement[]): ReadonlyMap<string, string | undefined> => {
  const units = new Map<string, string | null | undefined>()
  for (const { name, unit, value } of saidOf(rows)) {
    if (unit === null && value === null) continue
    units.set(name, units.has(name) && units.get(name) !== unit ? undefined : unit)
  }
  return new Map([...units].map(([name, unit]) => [name, unit ?? undefined]))
}

/** What one group of an answer is made of: never empty. */
export interface SaidGroup {
  readonly said: readonly Said[]
  /** Those that have a number. */
  readonly numbers: readonly number[]
  readonly first: Said
}

/** Most groups that an answer shows of a data type or a bucket. */
export const mostGroups = 20

const byText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** What is null comes last, as in PostgreSQL. */
const nullsLast = <T>(
  a: T | null | undefined,
  b: T | null | undefined,
  compare: (a: T, b: T) => number,
): number => {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1
  return b === null || b === undefined ? -1 : compare(a, b)
}

const byTexts = (a: readonly string[], b: readonly string[]): number =>
  a.map((text, i) => byText(text, b[i] ?? '')).find((order) => order !== 0) ?? 0

/** Texts before numbers, as in jsonb. */
const bySource = (a: string | number, b: string | number): number => {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : 1
  return typeof b === 'number' ? -1 : byText(a, b)
}

const byFrequency = (
  { numbers: one, first: a }: SaidGroup,
  { numbers: other, first: b }: SaidGroup,
) =>
  other.length - one.length ||
  a.position - b.position ||
  byText(a.name, b.name) ||
  nullsLast(a.unit, b.unit, byText) ||
  nullsLast(a.kindTexts, b.kindTexts, byTexts) ||
  nullsLast(a.source, b.source, bySource)

/**
 * The groups of rows of one code, the most frequent first.
 * @param whole all rows of the code that the answer is about
 */
export function rankedGroups(
  rows: readonly Measurement[],
  whole: readonly Measurement[],
): readonly SaidGroup[] {
  const units = onlyUnits(whole)
  const said = saidOf(rows).map((one) => ({
    ...one,
    unit: one.unit ?? (one.value === null ? (units.get(one.name) ?? null) : null),
  }))
  return groupBy(said, ({ name, unit, kind, source }) =>
    JSON.stringify([name, unit, kind ?? null, source === undefined ? null : [source]]),
  )
    .flatMap(([, group]) => {
      const [first] = group
      const numbers = group.flatMap(({ value }) => value ?? [])
      return first === undefined ? [] : [{ said: group, numbers, first }]
    })
    .toSorted(byFrequency)
}
