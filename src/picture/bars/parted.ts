import type { LegendItem } from '../kinds/kind.js'
import { hatchedItem, swatchItem } from '../kinds/legend-marks.js'
import { boxes, hatch } from '../marks/shapes.js'
import type { Palette } from '../palette.js'
import { pathOf, type TreeNode } from '../tree.js'
import { barHeight, leastBar, type BarStyle } from './drawn-bar.js'

type Colour = (palette: Palette) => string

/** How a part of a whole looks; with a hatch, it is told from its neighbours without colour. */
export interface PartLook {
  readonly fill: Colour
  readonly hatch?: Colour
}

/** A part of a whole. */
export interface BarPart {
  readonly size: number
  readonly look: PartLook
}

/** A look's line in a legend. */
export const partItem = (label: string, { fill, hatch: line }: PartLook): LegendItem =>
  line === undefined ? swatchItem(label, fill) : hatchedItem(label, fill, line)

const top = 4
const bottom = barHeight - 4

const partMarks = (
  { fill, hatch: line }: PartLook,
  palette: Palette,
  [left, right]: readonly [number, number],
): readonly TreeNode[] => {
  const box = { left, right, top, bottom }
  return [
    ...pathOf(boxes([box]), { fill: fill(palette) }),
    ...(line === undefined
      ? []
      : pathOf(hatch(box), { stroke: line(palette), 'stroke-width': 1, fill: 'none' })),
  ]
}

/** Parts of a whole beside each other over the whole width, parted by a pixel; none of size 0. */
export function partedBar(parts: readonly BarPart[], style: BarStyle): readonly TreeNode[] {
  const width = Math.max(style.width, leastBar)
  const whole = parts.reduce((sum, { size }) => sum + size, 0)
  if (!(whole > 0)) return []
  let left = 0
  return parts.flatMap(({ size, look }) => {
    if (size <= 0) return []
    const from = left
    left = Math.min(left + (size / whole) * width, width)
    // what is there is seen, however little it is
    const right = Math.min(Math.max(left - 1, from + 1), width)
    return partMarks(look, style.palette, [Math.min(from, right), right])
  })
}
