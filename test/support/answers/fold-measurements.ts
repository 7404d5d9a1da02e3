import { groupBy } from './group-by.js'
import type { Measurement } from './measurements.js'
import { near } from './near.js'
import { mostGroups, rankedGroups } from './ranked-groups.js'
import { addsUp, sourceOf, type Said } from './said-numbers.js'

interface Fold {
  readonly sourceNames: ReadonlyMap<number, string>
  /** All rows of the code that the answer is about; unless given, those of the group. */
  readonly whole?: readonly Measurement[]
  /** All rows that a trend is about, of every code. */
  readonly asked?: readonly Measurement[]
}

const labelOf = (source: Said['source'], names: ReadonlyMap<number, string>): string | null =>
  typeof source === 'number' ? (names.get(source) ?? `source ${String(source)}`) : (source ?? null)

/** What an answer must tell of rows of one code, computed from what is stored. */
export function foldMeasurements(rows: readonly Measurement[], fold: Fold) {
  const all = rankedGroups(rows, fold.whole ?? rows)
  const shown = all.slice(0, mostGroups)
  const several = (name: string): boolean => {
    if (fold.asked !== undefined) {
      return new Set(fold.asked.map(sourceOf)).size > 1 && hasNumber(fold.asked, name)
    }
    const own = all.filter(({ first, numbers }) => first.name === name && numbers.length > 0)
    return new Set(own.map(({ first }) => first.source)).size > 1
  }
  const values = shown.map(({ said, numbers, first }) => {
    const { name, unit, kind, source, kindTexts } = first
    const isSum = addsUp.includes(name) && ['', 'sum'].includes(kindTexts?.[0] ?? '')
    return {
      ...{ name, unit, kind, rows: said.length, count: numbers.length },
      source: source !== undefined && several(name) ? labelOf(source, fold.sourceNames) : undefined,
      mean: numbers.length === 0 ? null : near(numbers.reduce((a, b) => a + b, 0) / numbers.length),
      min: numbers.length === 0 ? null : Math.min(...numbers),
      max: numbers.length === 0 ? null : Math.max(...numbers),
      sum: isSum && numbers.length > 0 ? numbers.reduce((a, b) => a + b, 0) : undefined,
      missing: said.filter(({ reason }) => reason === 'missing').length,
      not_number: said.filter(({ reason }) => reason === 'not_number').length,
    }
  })
  return {
    count: rows.length,
    no_number: values.length === 0 ? rows.length : undefined,
    values: byKey(values),
  }
}

/** Groups that an answer leaves out of each list of rows of one code, and how many values they have. */
export function leftOutOf(
  lists: readonly {
    readonly rows: readonly Measurement[]
    readonly whole: readonly Measurement[]
  }[],
): { readonly groups: number; readonly values: number } {
  const hidden = lists.flatMap(({ rows, whole }) => rankedGroups(rows, whole).slice(mostGroups))
  return { groups: hidden.length, values: hidden.reduce((sum, { said }) => sum + said.length, 0) }
}

/** Whether a bucket of a day shows a number of that name: what counts as one is told of each bucket alone. */
const hasNumber = (rows: readonly Measurement[], name: string): boolean =>
  groupBy(rows, ({ code, at: time }) => `${time?.slice(0, 10) ?? ''} ${code}`).some(([, own]) =>
    rankedGroups(own, own)
      .slice(0, mostGroups)
      .some(({ first, numbers }) => first.name === name && numbers.length > 0),
  )

interface Keyed {
  readonly name: string
  readonly unit: string | null
  readonly kind?: string | undefined
  readonly source?: string | null | undefined
  readonly count: number
  readonly missing: number
  readonly not_number: number
  readonly min: number | null
}

const byKey = <T extends Keyed>(list: readonly T[]): readonly T[] =>
  list.toSorted((a, b) => {
    const [x, y] = [a, b].map(({ name, unit, kind, source, count, missing, not_number, min }) =>
      JSON.stringify([name, unit, kind ?? null, source ?? null, count, missing, not_number, min]),
    )
    return (x ?? '') < (y ?? '') ? -1 : 1
  })

interface Told {
  readonly name: string
  readonly unit: string | null
  readonly kind?: string | undefined
  readonly source?: string | null | undefined
  readonly count?: number | undefined
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  readonly sum?: number | undefined
  readonly missing?: number | undefined
  readonly not_number?: number | undefined
}

/** The values of an answer, with what it leaves unsaid. */
export function toldOf(values: readonly Told[], all: number) {
  return byKey(
    values.map(({ name, unit, kind, source, mean, min, max, sum, ...counts }) => {
      const { count = all, missing = 0, not_number = 0 } = counts
      const rows = count + missing + not_number
      return { name, unit, kind, rows, count, source, mean, min, max, sum, missing, not_number }
    }),
  )
}
