import type { SummaryStatistic } from '../answer/summary-answer.js'
import type { LegendItem } from '../kinds/kind.js'
import { lineItem, strokeItem, swatchItem } from '../kinds/legend-marks.js'
import { boxes, dots } from '../marks/shapes.js'
import { linear, type Scale } from '../scale/linear.js'
import { node, pathOf, pixel, type TreeNode } from '../tree.js'
import { figureOr } from '../words/numbers.js'
import { fitted, textWidth } from '../words/width.js'
import { barHeight, leastBar, type BarStyle, type DrawnBar } from './drawn-bar.js'

/** The numbers of a strip, and the digits that they are shown with. */
export interface StripNumbers {
  readonly numbers: Readonly<Partial<Record<SummaryStatistic, number>>>
  readonly digits: number
}

/** Numbers from the lowest to the highest that strips share. */
export type Extent = readonly [number, number]

/** All that a strip shows, for its scale. */
export const stripValues = ({ numbers }: StripNumbers): readonly number[] => {
  const { min, max, mean, median, sd } = numbers
  const band = mean === undefined || sd === undefined ? [] : [mean - sd, mean + sd]
  return [min, max, mean, median, ...band].filter((value) => value !== undefined)
}

/** Room around equal numbers, so that what is alone stands in the middle. */
export function extentOf(values: readonly number[]): Extent {
  const [low, high] = values.reduce<Extent>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  )
  if (low > high) return [0, 1]
  const room = high - low > 0 ? 0 : Math.abs(low) * 0.05 || 1
  return [low - room, high + room]
}

export const stripLegend: readonly LegendItem[] = [
  {
    label: 'mean',
    mark: ({ first }) => [
      node('path', {
        ...{ d: 'M8 6h0', stroke: first, 'stroke-width': 8, 'stroke-linecap': 'round' },
      }),
    ],
  },
  strokeItem('median', ({ second }) => second),
  swatchItem('mean ± sd', ({ tint }) => tint),
  lineItem('range', ({ muted }) => muted, 1.5),
]

const middle = barHeight / 2

/** Labels at both ends are so wide at least, so that strips stand in line, and at most. */
const leastLabel = 34
const mostLabel = 72

const ends = ({ numbers, digits }: StripNumbers) =>
  [figureOr(numbers.min, digits), figureOr(numbers.max, digits)] as const

/** Pixels that the widest label of several strips needs. */
export function labelWidthOf(strips: readonly StripNumbers[]): number {
  const widths = strips.flatMap(ends).map((label) => Math.ceil(textWidth(label, 12)) + 4)
  return Math.min(Math.max(leastLabel, ...widths), mostLabel)
}

const marksOf = (
  { min, max, mean, median, sd }: StripNumbers['numbers'],
  x: Scale,
  { palette }: BarStyle,
): readonly TreeNode[] => {
  const line =
    min === undefined || max === undefined
      ? ''
      : `M${pixel(x(min))} ${middle}H${pixel(x(max))}M${pixel(x(min))} 7v8M${pixel(x(max))} 7v8`
  const band =
    mean === undefined || sd === undefined || sd <= 0
      ? []
      : [{ left: x(mean - sd), right: x(mean + sd), top: 5, bottom: barHeight - 5 }]
  return [
    ...pathOf(boxes(band), { fill: palette.tint }),
    ...pathOf(line, { stroke: palette.muted, 'stroke-width': 1.5, fill: 'none' }),
    ...pathOf(median === undefined ? '' : `M${pixel(x(median))} 2V${barHeight - 2}`, {
      ...{ stroke: palette.second, 'stroke-width': 2 },
    }),
    ...pathOf(mean === undefined ? '' : dots([{ x: x(mean), y: middle }]), {
      ...{ stroke: palette.first, 'stroke-width': 8, 'stroke-linecap': 'round' },
    }),
  ]
}

/**
 * A strip from the lowest to the highest number, with a band of the mean ± standard deviation, a dot
 * at the mean and a stroke at the median.
 * @param extent of all strips of the same unit, so that they can be compared
 * @param labelWidth pixels at both ends, for the lowest and the highest number
 */
export function strip(
  shown: StripNumbers,
  { extent, labelWidth }: { readonly extent: Extent; readonly labelWidth: number },
  style: BarStyle,
): DrawnBar {
  const width = Math.max(style.width, leastBar + 2 * labelWidth)
  const x = linear(extent, [labelWidth + 4, width - labelWidth - 4])
  const [low, high] = ends(shown)
  const text = { y: middle + 4, 'font-size': 12, fill: style.palette.muted }
  const [left, right] = [x(shown.numbers.min ?? extent[0]), x(shown.numbers.max ?? extent[1])]
  const { mean, median, sd } = shown.numbers
  const fit = (label: string): string => fitted(label, 12, labelWidth - 4)
  const of = (value: number | undefined): string => figureOr(value, shown.digits)
  return {
    width,
    height: barHeight,
    nodes: [
      node('text', { x: pixel(left - 6), ...text, 'text-anchor': 'end' }, fit(low)),
      ...marksOf(shown.numbers, x, style),
      node('text', { x: pixel(right + 6), ...text }, fit(high)),
    ],
    label: `lowest ${low}, highest ${high}, mean ${of(mean)}, median ${of(median)}, standard deviation ${of(sd)}`,
  }
}
