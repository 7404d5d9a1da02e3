import type { Point } from '../answer/trend-answer.js'
import { columnsOf, rangesOf, type Span } from '../marks/columns.js'
import { boxes, downward, strokes, upward, type Place } from '../marks/shapes.js'
import { pathOf, pixel } from '../tree.js'
import { figureOr } from '../words/numbers.js'
import { downItem, strokeItem, upItem } from './legend-marks.js'
import { middleOf, pointIn, weightedMean, type Kind, type Panel, type Plot } from './kind.js'
import { withRange } from './range-text.js'

const pointsOf = ({ groups }: Panel): readonly Point[] => groups.flatMap(({ points }) => points)

const placesOf = (points: readonly Point[], plot: Plot): readonly Place[] =>
  points.flatMap(({ slot, numbers: { mean } }) =>
    mean === undefined ? [] : [{ x: plot.x(middleOf(slot)), y: plot.y(mean) }],
  )

/** From the lower mean to the upper one, of buckets that have both. */
const betweenOf = ({ slots, groups: [upper, lower] }: Panel): readonly Span[] => {
  const lowers = new Map(lower?.points.map((point) => [point.slot.start.instant, point]))
  const uppers = new Map(upper?.points.map((point) => [point.slot.start.instant, point]))
  return slots.flatMap((slot) => {
    const low = lowers.get(slot.start.instant)?.numbers.mean
    const high = uppers.get(slot.start.instant)?.numbers.mean
    return low === undefined || high === undefined
      ? []
      : [{ slot, low: Math.min(low, high), high: Math.max(low, high) }]
  })
}

/** Pixels of a bucket. */
const widthOf = ({ slots: [slot] }: Panel, plot: Plot): number =>
  slot === undefined ? 9 : plot.x(slot.end.instant) - plot.x(slot.start.instant)

/** Size of the triangles: smaller where buckets are narrow. */
const sizeOf = (panel: Panel, plot: Plot): number =>
  Math.min(Math.max(Math.round(widthOf(panel, plot) * 2) / 4, 2), 4.5)

/** Two numbers of one reading, the upper first: a column between their means, ▼ above and ▲ below. */
export const pair: Kind = {
  isOnZero: false,
  extent: (panel) =>
    pointsOf(panel).flatMap(({ numbers: { mean, min, max } }) =>
      [mean, min, max].filter((value) => value !== undefined),
    ),
  legend: ({ groups: [upper, lower] }) => [
    downItem(upper?.name ?? '', ({ first }) => first),
    upItem(lower?.name ?? '', ({ second }) => second),
    strokeItem('lowest–highest'),
  ],
  marks: (panel, plot) => {
    const [upper, lower] = panel.groups
    const size = sizeOf(panel, plot)
    const { first, second, tint, muted } = plot.palette
    return [
      ...pathOf(boxes(columnsOf(betweenOf(panel), plot)), { fill: tint }),
      ...pathOf(strokes(columnsOf(rangesOf(pointsOf(panel)), plot, 0)), {
        stroke: muted,
        'stroke-width': pixel(Math.min(1.2, Math.max(widthOf(panel, plot) / 2, 0.5))),
        fill: 'none',
      }),
      ...pathOf(downward(placesOf(upper?.points ?? [], plot), size), { fill: first }),
      ...pathOf(upward(placesOf(lower?.points ?? [], plot), size), { fill: second }),
    ]
  },
  cells: ({ groups, digits }, slot) =>
    groups.map((group) => ({
      label: group.name,
      text: withRange(pointIn(group, slot)?.numbers, digits),
    })),
  facts: ({ groups, digits, unit }) => {
    const means = groups.map(({ points }) => figureOr(weightedMean(points), digits))
    return [{ figure: means.join('/'), meaning: `${unit ?? ''} mean`.trim() }]
  },
}
