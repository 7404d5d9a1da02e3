import type { Group, Slot } from '../answer/trend-answer.js'
import { columnsOf, type Span } from '../marks/columns.js'
import { boxes, hatch } from '../marks/shapes.js'
import type { Palette } from '../palette.js'
import { pathOf } from '../tree.js'
import { figureOr } from '../words/numbers.js'
import { pointIn, weightedMean, type Kind, type LegendItem, type Panel } from './kind.js'
import { hatchedItem, swatchItem } from './legend-marks.js'

type Part = 'deep' | 'light' | 'rem' | 'awake'
const order: readonly Part[] = ['deep', 'light', 'rem', 'awake']

const partOf = ({ name }: Group): Part => order.find((part) => name.startsWith(part)) ?? 'awake'

const colourOf =
  (part: Part) =>
  (palette: Palette): string =>
    palette[part]

const label = (part: Part): string => (part === 'rem' ? 'REM' : part)

const inOrder = ({ groups }: Panel): readonly Group[] =>
  [...groups].sort((a, b) => order.indexOf(partOf(a)) - order.indexOf(partOf(b)))

/** The parts of each bucket one upon the other, the deepest sleep at the foot. */
const layersOf = (panel: Panel): ReadonlyMap<Part, readonly Span[]> => {
  const heights = new Map<number, number>()
  return new Map(
    inOrder(panel).map((group) => {
      const spans = group.points.flatMap(({ slot, numbers: { mean } }) => {
        if (mean === undefined || mean <= 0) return []
        const low = heights.get(slot.start.instant) ?? 0
        heights.set(slot.start.instant, low + mean)
        return [{ slot, low, high: low + mean }]
      })
      return [partOf(group), spans] as const
    }),
  )
}

const item = (group: Group): LegendItem => {
  const part = partOf(group)
  return part === 'awake'
    ? hatchedItem(label(part), colourOf(part), ({ paper }) => paper)
    : swatchItem(label(part), colourOf(part))
}

const cell = (group: Group, slot: Slot, digits: number) => ({
  label: label(partOf(group)),
  text: figureOr(pointIn(group, slot)?.numbers.mean, digits),
})

/** Parts of a whole upon each other: the stages of a night. */
export const stack: Kind = {
  isOnZero: true,
  extent: (panel) =>
    [...layersOf(panel).values()].flatMap((spans) => spans.flatMap(({ low, high }) => [low, high])),
  legend: (panel) => inOrder(panel).map(item),
  marks: (panel, plot) =>
    [...layersOf(panel)].flatMap(([part, spans]) => {
      const columns = columnsOf(spans, plot)
      // a gap of one pixel parts the layers, which colour alone might not
      const parted = columns.map((box) => ({
        ...box,
        top: Math.min(box.top + (box.bottom - box.top > 2 ? 1 : 0), box.bottom),
      }))
      const lines = part === 'awake' ? parted.map(hatch).join('') : ''
      return [
        ...pathOf(boxes(parted), { fill: colourOf(part)(plot.palette) }),
        ...pathOf(lines, { stroke: plot.palette.paper, 'stroke-width': 1, fill: 'none' }),
      ]
    }),
  cells: (panel, slot) => inOrder(panel).map((group) => cell(group, slot, panel.digits)),
  facts: (panel) =>
    inOrder(panel).map((group) => ({
      figure: figureOr(weightedMean(group.points), panel.digits),
      meaning: `${panel.unit ?? ''} ${label(partOf(group))} (mean)`.trim(),
    })),
}
