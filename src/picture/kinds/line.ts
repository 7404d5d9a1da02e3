import { columnsOf, rangesOf } from '../marks/columns.js'
import { linePath, spotsOf } from '../marks/line.js'
import { boxes, dots } from '../marks/shapes.js'
import { pathOf } from '../tree.js'
import { figureOr } from '../words/numbers.js'
import { pointIn, weightedMean, type Kind, type Panel } from './kind.js'
import { lineItem, swatchItem } from './legend-marks.js'
import { withRange } from './range-text.js'

/** Dots are drawn where a bucket has this many pixels. */
const roomForDots = 7

const hasRange = ({ groups }: Panel): boolean =>
  groups.some(({ points }) => rangesOf(points).length > 0)

/** A line through the means, over a column from the lowest to the highest number of each bucket. */
export const line: Kind = {
  isOnZero: false,
  extent: (panel) =>
    panel.groups.flatMap(({ points }) =>
      points.flatMap(({ numbers: { mean, min, max } }) =>
        [mean, min, max].filter((value) => value !== undefined),
      ),
    ),
  legend: (panel) => [
    lineItem('mean', ({ first }) => first),
    ...(hasRange(panel) ? [swatchItem('lowest–highest', ({ tint }) => tint)] : []),
  ],
  marks: (panel, plot) => {
    const { first, tint } = plot.palette
    const points = panel.groups.flatMap((group) => group.points)
    const spots = spotsOf(points, 'mean', plot)
    const isRoomy = (plot.right - plot.left) / Math.max(points.length, 1) >= roomForDots
    const stroke = { stroke: first, fill: 'none', 'stroke-linecap': 'round' }
    return [
      ...pathOf(boxes(columnsOf(rangesOf(points), plot)), { fill: tint }),
      ...pathOf(linePath(spots), { ...stroke, 'stroke-width': 2, 'stroke-linejoin': 'round' }),
      ...(isRoomy ? pathOf(dots(spots), { ...stroke, 'stroke-width': 6 }) : []),
    ]
  },
  cells: ({ groups, digits }, slot) =>
    groups.map((group) => ({
      label: 'mean',
      text: withRange(pointIn(group, slot)?.numbers, digits),
    })),
  facts: ({ groups, digits, unit }) =>
    groups.map(({ points }) => ({
      figure: figureOr(weightedMean(points), digits),
      meaning: `${unit ?? ''} mean`.trim(),
    })),
}
