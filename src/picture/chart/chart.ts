import type { Plot, Panel } from '../kinds/kind.js'
import { boxes, hatch, type Box } from '../marks/shapes.js'
import type { Palette } from '../palette.js'
import { gapsOf, type Period } from '../panels/period.js'
import { linear } from '../scale/linear.js'
import { timeTicks } from '../scale/time-ticks.js'
import type { ValueRange } from '../scale/value-scale.js'
import { node, pathOf, pixel, type TreeNode } from '../tree.js'
import type { SlotWords } from '../words/dates.js'
import { figure } from '../words/numbers.js'
import { textWidth } from '../words/width.js'
import { tickSize } from './frame.js'
import { targetEnds, targetTint } from './target.js'

/** Where and how a panel is drawn. */
export interface ChartStyle {
  readonly width: number
  readonly height: number
  /** Pixels left of the axis of values. */
  readonly left: number
  readonly period: Period
  readonly words: SlotWords
  readonly palette: Palette
}

const right = 14
const top = 8
const bottom = 26

const plotOf = ({ low, high }: ValueRange, style: ChartStyle): Plot => {
  const { width, height, left, period, palette } = style
  const edges = { left, right: Math.max(width - right, left + 1), top, bottom: height - bottom }
  return {
    ...edges,
    x: linear([period.from, period.to], [edges.left, edges.right]),
    y: linear([low, high], [edges.bottom, edges.top]),
    palette,
  }
}

const gapBoxes = ({ slots }: Panel, plot: Plot, period: Period): readonly Box[] => {
  const found: Box[] = []
  for (const { from, to } of gapsOf(slots, period)) {
    const box = { left: plot.x(from), right: plot.x(to), top: plot.top, bottom: plot.bottom }
    const last = found.at(-1)
    // gaps less than half a pixel apart are one for the eye
    if (last !== undefined && box.left - last.right < 0.5) {
      found[found.length - 1] = { ...last, right: box.right }
    } else found.push(box)
  }
  return found
}

const gapMarks = (gaps: readonly Box[], { palette }: Plot): readonly TreeNode[] => [
  ...pathOf(boxes(gaps), { fill: palette.gap }),
  ...pathOf(gaps.map(hatch).join(''), { stroke: palette.hatch, 'stroke-width': 0.8, fill: 'none' }),
]

const text = (label: string, x: number, y: number, anchor: string): TreeNode =>
  node('text', { x: pixel(x), y: pixel(y), 'text-anchor': anchor }, label)

const valueAxis = ({ ticks, digits }: ValueRange, plot: Plot): readonly TreeNode[] => [
  ...pathOf(ticks.map((tick) => `M${plot.left} ${pixel(plot.y(tick))}H${plot.right}`).join(''), {
    stroke: plot.palette.grid,
    'stroke-width': 1,
    fill: 'none',
  }),
  node(
    'g',
    { fill: plot.palette.muted, 'font-size': tickSize },
    ...ticks.map((tick) => text(figure(tick, digits), plot.left - 8, plot.y(tick) + 4, 'end')),
  ),
]

/** A label moved so far that it stays within the frame, and left out where it would meet the last. */
const timeLabels = (
  ticks: readonly { readonly x: number; readonly label: string }[],
  plot: Plot,
  width: number,
): readonly TreeNode[] => {
  let free = -Infinity
  return ticks.flatMap(({ x, label }) => {
    const half = textWidth(label, tickSize) / 2
    const middle = Math.min(Math.max(x, half), width - half)
    if (middle - half < free) return []
    free = middle + half + 6
    return [text(label, middle, plot.bottom + 20, 'middle')]
  })
}

const timeAxis = (panel: Panel, plot: Plot, style: ChartStyle): readonly TreeNode[] => {
  const { period, words, width } = style
  const ticks = timeTicks({
    slots: panel.slots,
    isDayProfile: words.isDayProfile,
    isOfMoments: panel.kind.isOfMoments === true,
    from: period.from,
    to: period.to,
    order: words.order,
    most: Math.max(Math.floor((plot.right - plot.left) / 80), 2),
  }).map(({ instant, label }) => ({ x: plot.x(instant), label }))
  return [
    ...pathOf(ticks.map(({ x }) => `M${pixel(x)} ${plot.bottom}v5`).join(''), {
      stroke: plot.palette.hatch,
      'stroke-width': 1,
      fill: 'none',
    }),
    node(
      'g',
      { fill: plot.palette.muted, 'font-size': tickSize },
      ...timeLabels(ticks, plot, width),
    ),
  ]
}

/** What a panel looks like, and where its time and numbers are. */
export interface Chart {
  readonly nodes: readonly TreeNode[]
  readonly plot: Plot
  readonly hasGaps: boolean
}

/** Draws a panel: what is meant, what is missing, axes, and marks upon them. */
export function chartOf(panel: Panel, range: ValueRange, style: ChartStyle): Chart {
  const plot = plotOf(range, style)
  const gaps = panel.kind.isOfMoments === true ? [] : gapBoxes(panel, plot, style.period)
  const nodes = [
    ...targetTint(panel, plot),
    ...gapMarks(gaps, plot),
    ...valueAxis(range, plot),
    ...panel.kind.marks(panel, plot),
    ...targetEnds(panel, plot),
    ...timeAxis(panel, plot, style),
  ]
  return { nodes, plot, hasGaps: gaps.length > 0 }
}
