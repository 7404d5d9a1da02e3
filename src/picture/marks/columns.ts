import type { Plot } from '../kinds/kind.js'
import type { Point, Slot } from '../answer/trend-answer.js'
import type { Box } from './shapes.js'

/** From one number to another within a bucket. */
export interface Span {
  readonly slot: Slot
  readonly low: number
  readonly high: number
}

/** Share of a bucket's width that its column takes, when there is room to part them. */
const shareOf = (width: number): number => (width > 4 ? 0.72 : 1)

const boxOf = ({ slot, low, high }: Span, plot: Plot, share?: number): Box => {
  const [from, to] = [plot.x(slot.start.instant), plot.x(slot.end.instant)]
  const width = Math.min((to - from) * (share ?? shareOf(to - from)), 48)
  const middle = (from + to) / 2
  return {
    left: middle - width / 2,
    right: middle + width / 2,
    top: plot.y(high),
    bottom: plot.y(low),
  }
}

/** Boxes of one column of pixels are one, from the lowest to the highest. */
const merged = (boxes: readonly Box[]): readonly Box[] => {
  const kept: Box[] = []
  for (const box of boxes) {
    const last = kept.at(-1)
    if (
      last === undefined ||
      Math.floor(last.left) !== Math.floor(box.left) ||
      box.right - box.left > 2
    ) {
      kept.push(box)
      continue
    }
    kept[kept.length - 1] = {
      left: last.left,
      right: box.right,
      top: Math.min(last.top, box.top),
      bottom: Math.max(last.bottom, box.bottom),
    }
  }
  return kept
}

/**
 * A column for each span, at most one for each column of pixels.
 * @param share of the bucket's width that it takes
 */
export const columnsOf = (spans: readonly Span[], plot: Plot, share?: number): readonly Box[] =>
  merged(spans.map((span) => boxOf(span, plot, share)))

/** From the lowest to the highest number of each bucket, where they differ. */
export const rangesOf = (points: readonly Point[]): readonly Span[] =>
  points.flatMap(({ slot, numbers: { min, max } }) =>
    min === undefined || max === undefined || min === max ? [] : [{ slot, low: min, high: max }],
  )
