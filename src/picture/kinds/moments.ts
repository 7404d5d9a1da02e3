import type { Group, Point } from '../answer/trend-answer.js'
import { ownShapes, polygonsAt, reach } from '../marks/polygons.js'
import type { Place } from '../marks/shapes.js'
import type { Palette } from '../palette.js'
import { node, pathOf, pixel, type TreeNode } from '../tree.js'
import { counted, figureOr } from '../words/numbers.js'
import { boundedRange, boundLegend, boundMarks } from './bounds.js'
import {
  middleOf,
  pointIn,
  type Fact,
  type Kind,
  type LegendItem,
  type Panel,
  type Plot,
} from './kind.js'

const size = 4

interface Mark {
  readonly shape: number
  /** Filled, or only its outline: of the second number of a reading. */
  readonly isOpen: boolean
  /** Stands for a number, not for a source. */
  readonly isOfAny?: boolean
}

const colourOf = ({ shape, isOfAny }: Mark, { first, second, muted }: Palette): string => {
  if (isOfAny === true) return muted
  return shape % 2 === 0 ? first : second
}

const drawn = (places: readonly Place[], mark: Mark, palette: Palette): readonly TreeNode[] =>
  pathOf(polygonsAt(places, mark.shape, mark.isOpen ? size - 0.5 : size), {
    stroke: mark.isOpen ? colourOf(mark, palette) : palette.paper,
    'stroke-width': mark.isOpen ? 1.6 : 0.7,
    fill: mark.isOpen ? palette.paper : colourOf(mark, palette),
  })

/** Names of the numbers of a panel, those of a reading in their order. */
const namesOf = ({ groups }: Panel): readonly string[] => [
  ...new Set(groups.map(({ name }) => name)),
]

const valuesOf = ({ points }: Group): readonly number[] =>
  points.flatMap(({ numbers: { mean } }) => (mean === undefined ? [] : [mean]))

const room = size * reach

/** Within the frame also at its edges. */
const placeOf = (
  { slot, numbers: { mean } }: Point,
  { x, y, left, right }: Plot,
): Place | undefined =>
  mean === undefined
    ? undefined
    : { x: Math.min(Math.max(x(middleOf(slot)), left + room), right - room), y: y(mean) }

const placesOf = ({ points }: Group, plot: Plot): readonly Place[] =>
  points.map((point) => placeOf(point, plot)).filter((place) => place !== undefined)

/** Strokes over the time that each reading covers. */
const spansOf = ({ points }: Group, { x, y }: Plot): string =>
  points
    .map(({ slot, numbers: { mean } }) => {
      const [from, to] = [pixel(x(slot.start.instant)), pixel(x(slot.end.instant))]
      return mean === undefined || to - from < 1 ? '' : `M${from} ${pixel(y(mean))}H${to}`
    })
    .join('')

/** Strokes between two numbers of one reading. */
const betweenOf = ({ groups }: Panel, { x, y }: Plot): string => {
  const [upper] = groups
  const lowers = groups.filter(({ name }) => name !== upper?.name)
  return groups
    .filter(({ name }) => name === upper?.name)
    .flatMap(({ source, points }) => {
      const lower = lowers.find((group) => group.source === source)
      return points.map(({ slot, numbers: { mean: high } }) => {
        // of the same reading: another one may have the same time
        const low = lower?.points.find((point) => point.slot === slot)?.numbers.mean
        return low === undefined || high === undefined
          ? ''
          : `M${pixel(x(middleOf(slot)))} ${pixel(y(high))}V${pixel(y(low))}`
      })
    })
    .join('')
}

const hasSpans = ({ slots }: Panel): boolean =>
  slots.some(({ start, end }) => end.instant > start.instant)

const item = (label: string, mark: Mark): LegendItem => ({
  label,
  mark: (palette) => drawn([{ x: 8, y: 6 }], mark, palette),
})

const spanItem: LegendItem = {
  label: 'time it covers',
  mark: ({ muted }) => [node('path', { d: 'M0 6H16', stroke: muted, 'stroke-width': 1.5 })],
}

const sourceItems = (panel: Panel, sources: readonly string[]): readonly LegendItem[] => {
  const found = sources.flatMap((source, shape) =>
    panel.groups.some((group) => group.source === source) ? [{ source, shape }] : [],
  )
  const others = found.filter(({ shape }) => shape >= ownShapes)
  const shown = others.length > 1 ? found.filter(({ shape }) => shape < ownShapes) : found
  return [
    ...shown.map(({ source, shape }) =>
      item(source, { shape: Math.min(shape, ownShapes), isOpen: false }),
    ),
    ...(others.length > 1
      ? [
          item(counted(others.length, 'other source', 'other sources'), {
            ...{ shape: ownShapes, isOpen: false },
          }),
        ]
      : []),
  ]
}

const factsOf = (panel: Panel): readonly Fact[] => {
  const names = namesOf(panel)
  return names.map((name) => {
    const points = panel.groups
      .filter((group) => group.name === name)
      .flatMap((group) => group.points)
    return {
      figure: boundedRange(points, panel.digits),
      meaning: [panel.unit ?? '', names.length > 1 ? name : ''].join(' ').trim(),
    }
  })
}

/**
 * Single readings, each a shape at its time: the shape tells the source. Of two numbers of a
 * reading the second is an outline, joined to the first.
 * @param sources of the whole drawing, so that a source has the same shape in all panels
 */
export const momentsOf = (sources: readonly string[]): Kind => ({
  isOnZero: false,
  isOfMoments: true,
  extent: ({ groups }) => groups.flatMap(valuesOf),
  legend: (panel) => {
    const names = namesOf(panel)
    return [
      ...sourceItems(panel, sources),
      ...(names.length > 1
        ? names.map((name, at) => item(name, { shape: 0, isOpen: at > 0, isOfAny: true }))
        : []),
      ...boundLegend(panel),
      ...(hasSpans(panel) ? [spanItem] : []),
    ]
  },
  marks: (panel, plot) => {
    const { muted } = plot.palette
    const [name] = namesOf(panel)
    const stroke = { stroke: muted, 'stroke-width': 1.5, fill: 'none' }
    return [
      ...pathOf(panel.groups.map((group) => spansOf(group, plot)).join(''), stroke),
      ...pathOf(betweenOf(panel, plot), { ...stroke, 'stroke-width': 1 }),
      ...panel.groups.flatMap((group) => {
        const shape = Math.min(sources.indexOf(group.source ?? ''), ownShapes)
        return [
          ...boundMarks(group.points, (point) => placeOf(point, plot), { ...plot, reach: room }),
          ...drawn(placesOf(group, plot), { shape, isOpen: group.name !== name }, plot.palette),
        ]
      }),
    ]
  },
  cells: ({ groups, digits }, slot) =>
    groups
      .filter((group) => pointIn(group, slot) !== undefined)
      .map((group) => {
        const { numbers, comparator } = pointIn(group, slot) ?? {}
        const sign = comparator === undefined ? '' : `${comparator} `
        return { label: group.name, text: `${sign}${figureOr(numbers?.mean, digits)}` }
      }),
  facts: factsOf,
})
