import { hasSum, kindLabel } from '../../../omh/types/statistic-rules.js'
import type { TrendBucketRow } from '../../../query/observations/trend/trend.js'
import type { OverlapRow } from '../../../query/observations/trend/overlaps.js'
import type { TrendValueRow } from '../../../query/observations/statistics/statistics.js'
import { roundedSum } from '../value-statistics.js'
import type { Bucket } from './trend-schema.js'

type Place = Pick<TrendBucketRow, 'code_id'> & { readonly at: string }
type Group = Pick<TrendValueRow, 'name' | 'unit' | 'kind'>

const groupKey = ({ code_id, at }: Place, { name, unit, kind }: Group): string =>
  JSON.stringify([code_id, at, name, unit, kind])

/** What is known of sums that may count the same time twice. */
export interface Overlaps {
  /** Numbers of the group that begin while another of the same source still runs. */
  own(bucket: TrendBucketRow, group: TrendValueRow): number
  /** Numbers of this name, unit and kind overlap in the bucket, of whichever source. */
  isFound(bucket: TrendBucketRow, group: Group): boolean
}

/** @param rows as the database tells them */
export function overlapsOf(rows: readonly OverlapRow[]): Overlaps {
  const found = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const key = groupKey({ code_id: row.code_id, at: row.bucket_at }, row)
    const sources = found.get(key) ?? new Map<string, number>()
    found.set(key, sources.set(JSON.stringify(row.source), row.own))
  }
  const at = (bucket: TrendBucketRow, group: Group) =>
    found.get(groupKey({ code_id: bucket.code_id, at: bucket.start_at }, group))
  return {
    own: (bucket, group) => at(bucket, group)?.get(JSON.stringify(group.source)) ?? 0,
    isFound: (bucket, group) => at(bucket, group) !== undefined,
  }
}

const areAlike = (a: Group, b: Group): boolean =>
  a.name === b.name && a.unit === b.unit && kindLabel(a.kind) === kindLabel(b.kind)

const sumsIn = ({
  entries,
}: TrendBucketRow): readonly (TrendValueRow & { readonly sum: number })[] =>
  entries.flatMap((entry) =>
    entry.sum === null || entry.count === 0 || !hasSum(entry.name, entry.kind)
      ? []
      : [{ ...entry, sum: entry.sum }],
  )

/**
 * The totals over sources of a bucket: only of numbers of which no two were counted at the same
 * time, and only where all sources are told.
 */
export function totalsOf(bucket: TrendBucketRow, overlaps: Overlaps): Pick<Bucket, 'totals'> {
  if (bucket.left_out > 0) return {}
  const sums = sumsIn(bucket)
  const totals = sums.flatMap((first, i) => {
    const alike = sums.filter((other) => areAlike(first, other))
    const isFirst = sums.findIndex((other) => areAlike(first, other)) === i
    if (!isFirst || alike.length < 2 || overlaps.isFound(bucket, first)) return []
    const kind = kindLabel(first.kind)
    const sum = roundedSum(alike.reduce((total, each) => total + each.sum, 0))
    return [{ name: first.name, unit: first.unit, ...(kind === undefined ? {} : { kind }), sum }]
  })
  return totals.length === 0 ? {} : { totals }
}

/** How many numbers of a sum begin while others of the same source still run. */
export function overlapOf(
  bucket: TrendBucketRow,
  entry: TrendValueRow,
  overlaps: Overlaps,
): { readonly overlaps?: number } {
  const own = hasSum(entry.name, entry.kind) ? overlaps.own(bucket, entry) : 0
  return own === 0 ? {} : { overlaps: own }
}

const namesWhere = (
  buckets: readonly TrendBucketRow[],
  test: (bucket: TrendBucketRow, entry: TrendValueRow) => boolean,
): readonly string[] => [
  ...new Set(
    buckets.flatMap((bucket) =>
      sumsIn(bucket).flatMap((entry) => (test(bucket, entry) ? [entry.name] : [])),
    ),
  ),
]

/** Which sums may count the same time twice: those of one source, and those that somebody could add up. */
export function overlapsNotice(
  buckets: readonly TrendBucketRow[],
  overlaps: Overlaps,
): readonly string[] {
  const own = namesWhere(buckets, (bucket, entry) => overlaps.own(bucket, entry) > 0)
  const several = namesWhere(
    buckets,
    (bucket, entry) =>
      overlaps.isFound(bucket, entry) &&
      sumsIn(bucket).filter((other) => areAlike(entry, other)).length > 1,
  )
  return [
    ...(own.length === 0
      ? []
      : [
          `Observations of one source overlap in time (${own.join(', ')}): where overlaps says how many, the sum may count the same twice.`,
        ]),
    ...(several.length === 0
      ? []
      : [
          `Several sources may have counted the same ${several.join(', ')}: each has its own sum; do not add them up.`,
        ]),
  ]
}

/** What adds up and began before the window. */
export const beganBeforeNotice = (count: number): readonly string[] =>
  count === 0
    ? []
    : [
        `${count === 1 ? '1 observation' : `${count} observations`} of what adds up began before the window: in no bucket, since each belongs to the one it began in.`,
      ]
