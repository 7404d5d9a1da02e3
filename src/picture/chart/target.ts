import type { LegendItem, Panel, Plot } from '../kinds/kind.js'
import { dashedItem } from '../kinds/legend-marks.js'
import { boxes } from '../marks/shapes.js'
import { pathOf, pixel, type TreeNode } from '../tree.js'
import { figure, rangeOf } from '../words/numbers.js'

/** The tint between the ends of a target range. */
export const targetTint = ({ target }: Panel, plot: Plot): readonly TreeNode[] => {
  if (target === undefined) return []
  const { left, right } = plot
  const box = { left, right, top: plot.y(target.high), bottom: plot.y(target.low) }
  return pathOf(boxes([box]), { fill: plot.palette.targetTint })
}

/** The dashed ends of a target range. */
export const targetEnds = ({ target }: Panel, plot: Plot): readonly TreeNode[] => {
  if (target === undefined) return []
  const ends = [target.high, target.low].map((value) => {
    return `M${plot.left} ${pixel(plot.y(value))}H${plot.right}`
  })
  return pathOf(ends.join(''), {
    stroke: plot.palette.target,
    'stroke-width': 1.5,
    'stroke-dasharray': '4 4',
    fill: 'none',
  })
}

/** Its line in the legend. */
export const targetLegend = ({ target, digits }: Panel): readonly LegendItem[] =>
  target === undefined
    ? []
    : [
        dashedItem(
          `target ${rangeOf(figure(target.low, digits), figure(target.high, digits))}`,
          (palette) => palette.target,
        ),
      ]
