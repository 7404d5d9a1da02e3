import { middleOf, type Plot } from '../kinds/kind.js'
import type { Point, StatisticName } from '../answer/trend-answer.js'
import { pixel } from '../tree.js'

interface Spot {
  readonly x: number
  readonly y: number
  /** A gap lies between this and the spot before. */
  readonly isAfterGap: boolean
}

/** Where a statistic of each point is; a bucket that does not follow the last one is after a gap. */
export function spotsOf(
  points: readonly Point[],
  statistic: StatisticName,
  plot: Plot,
): readonly Spot[] {
  let end: number | undefined
  return points.flatMap(({ slot, numbers }) => {
    const value = numbers[statistic]
    if (value === undefined) return []
    const isAfterGap = end !== slot.start.instant
    end = slot.end.instant
    return [{ x: pixel(plot.x(middleOf(slot))), y: pixel(plot.y(value)), isAfterGap }]
  })
}

/** Spots of one column of pixels that keep its line: first, lowest, highest, last. */
const keptOf = (column: readonly Spot[]): readonly Spot[] => {
  const [first] = column
  if (first === undefined || column.length <= 4) return column
  let [lowest, highest] = [first, first]
  for (const spot of column) {
    if (spot.y > lowest.y) lowest = spot
    if (spot.y < highest.y) highest = spot
  }
  const kept = new Set([first, lowest, highest, column.at(-1)])
  return column.filter((spot) => kept.has(spot) || spot.isAfterGap)
}

/** At most a few spots for each column of pixels, its extremes among them. */
export function thinned(spots: readonly Spot[]): readonly Spot[] {
  const kept: Spot[] = []
  let column: Spot[] = []
  for (const spot of spots) {
    if (column[0] !== undefined && Math.floor(column[0].x) !== Math.floor(spot.x)) {
      kept.push(...keptOf(column))
      column = []
    }
    column.push(spot)
  }
  return [...kept, ...keptOf(column)]
}

/** A line through spots, broken at gaps; a spot alone is a short stroke. */
export function linePath(spots: readonly Spot[]): string {
  return thinned(spots)
    .map(({ x, y, isAfterGap }, i, all) => {
      if (!isAfterGap && i > 0) return `L${x} ${y}`
      const isAlone = all[i + 1]?.isAfterGap ?? true
      return isAlone ? `M${x} ${y}h0` : `M${x} ${y}`
    })
    .join('')
}

/** Runs of spots without a gap. */
export function runsOf(spots: readonly Spot[]): readonly (readonly Spot[])[] {
  const runs: Spot[][] = []
  for (const spot of spots) {
    const run = runs.at(-1)
    if (run === undefined || spot.isAfterGap) runs.push([spot])
    else run.push(spot)
  }
  return runs
}
