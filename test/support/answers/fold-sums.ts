import { clockOf } from './fold-hours.js'
import { groupBy } from './group-by.js'

/** Something counted from one instant to another. */
export interface CountedInterval {
  readonly patient: number
  readonly source: number | null
  readonly kind: string | undefined
  readonly from: number
  readonly to: number
  readonly value: number
}

const overlap = (a: CountedInterval, b: CountedInterval): boolean =>
  a.from === b.from || (a.from < b.to && b.from < a.to)

/** Those that begin while an earlier one still runs. */
const late = (rows: readonly CountedInterval[]): readonly CountedInterval[] => {
  const inOrder = rows.toSorted((a, b) => a.from - b.from || a.to - b.to)
  return inOrder.filter((row, i) =>
    inOrder.slice(0, i).some((other) => row.patient === other.patient && overlap(row, other)),
  )
}

const sum = (rows: readonly CountedInterval[]) => rows.reduce((all, { value }) => all + value, 0)

/** A group is only summed where its numbers are amounts. */
const isSummed = (kind: string | undefined) => kind === undefined || kind === 'sum'

interface Asked {
  readonly zone: string
  /** Milliseconds since 1970, the end exclusive. */
  readonly start: number
  readonly end: number
}

const dayOf = (at: number, zone: string): string => clockOf(zone, new Date(at).toISOString()).day

/** What a trend by day must tell of sums, each pair of rows compared with each other. */
export function foldSums(rows: readonly CountedInterval[], { zone, start, end }: Asked) {
  const inside = rows.filter(({ from }) => from >= start && from < end)
  const lateOf = (kind: string | undefined, source?: number | null) =>
    late(
      inside.filter((row) => row.kind === kind && (source === undefined || row.source === source)),
    )
  const days = groupBy(inside, ({ from }) => dayOf(from, zone))
  const buckets = days.map(([day, own]) => {
    const kinds = groupBy(own, ({ kind }) => kind ?? '')
    const on = (list: readonly CountedInterval[]) =>
      list.filter(({ from }) => dayOf(from, zone) === day)
    return {
      day,
      count: own.length,
      values: kinds
        .flatMap(([, alike]) =>
          groupBy(alike, ({ source }) => String(source)).map(([, group]) => {
            const [{ kind, source } = { kind: undefined, source: null }] = group
            const twice = on(lateOf(kind, source)).length
            return {
              ...{ kind, source, count: group.length },
              sum: isSummed(kind) ? sum(group) : undefined,
              overlaps: isSummed(kind) && twice > 0 ? twice : undefined,
            }
          }),
        )
        .toSorted(byKey),
      totals: kinds
        .filter(([, alike]) => new Set(alike.map(({ source }) => source)).size > 1)
        .filter(([, [first]]) => isSummed(first?.kind) && on(lateOf(first?.kind)).length === 0)
        .map(([, alike]) => ({ kind: alike[0]?.kind, sum: sum(alike) }))
        .toSorted(byKey),
    }
  })
  return {
    buckets: buckets.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    began_before: rows.filter(({ from, to }) => from < start && to >= start).length,
  }
}

/** The order in which groups are compared. */
export const byKey = (a: object, b: object): number =>
  JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
