import type { Point } from '../answer/trend-answer.js'
import type { Place } from '../marks/shapes.js'
import { node, pathOf, pixel, type TreeNode } from '../tree.js'
import { figure, rangeOf } from '../words/numbers.js'
import type { LegendItem, Panel, Plot } from './kind.js'

/** Where the true number is, of a reading that tells only a bound of it. */
type Side = 'lower' | 'higher'

/** Comparators of bounds (FHIR quantity-comparator and its usual spellings). */
const sides: ReadonlyMap<string, Side> = new Map([
  ['<', 'lower'],
  ['<=', 'lower'],
  ['≤', 'lower'],
  ['>', 'higher'],
  ['>=', 'higher'],
  ['≥', 'higher'],
])

const sideOf = ({ comparator = '' }: Point): Side | undefined => sides.get(comparator)

const length = 9
const head = 3

/** An arrow of a length from a place, downward where it is positive. */
const arrow = ({ x, y }: Place, by: number): string => {
  const [tip, back] = [pixel(y + by), pixel(y + by - Math.sign(by) * head)]
  return `M${pixel(x)} ${pixel(y)}V${tip}M${pixel(x - head)} ${back}L${pixel(x)} ${tip}L${pixel(x + head)} ${back}`
}

const arrows = (data: string, stroke: string): readonly TreeNode[] =>
  pathOf(data, { stroke, 'stroke-width': 1.5, fill: 'none' })

/**
 * Arrows from readings that are bounds to where the true numbers are, within the frame.
 * @param placeOf the middle of a reading's shape; undefined where it has none
 * @param reach pixels from there to its edge
 */
export const boundMarks = (
  points: readonly Point[],
  placeOf: (point: Point) => Place | undefined,
  { top, bottom, palette, reach }: Plot & { readonly reach: number },
): readonly TreeNode[] => {
  const data = points.map((point) => {
    const [side, place] = [sideOf(point), placeOf(point)]
    if (side === undefined || place === undefined) return ''
    const { x, y } = place
    return side === 'lower'
      ? arrow({ x, y: Math.min(y + reach, bottom - length) }, length)
      : arrow({ x, y: Math.max(y - reach, top + length) }, -length)
  })
  return arrows(data.join(''), palette.text)
}

const legendItem = (side: Side): LegendItem => ({
  label: `only known to be ${side}`,
  mark: ({ text }) => [
    node(
      'g',
      {},
      ...arrows(arrow({ x: 8, y: side === 'lower' ? 1 : 11 }, side === 'lower' ? 10 : -10), text),
    ),
  ],
})

/** What the arrows of a panel mean. */
export const boundLegend = ({ groups }: Panel): readonly LegendItem[] => {
  const found = new Set(groups.flatMap(({ points }) => points.map(sideOf)))
  return (['lower', 'higher'] as const).filter((side) => found.has(side)).map(legendItem)
}

/** The sign of a bound before the lowest or highest number, where a reading tells no more of it. */
const signOf = (points: readonly Point[], value: number, side: Side): string => {
  const all = points.filter(({ numbers: { mean } }) => mean === value)
  const bound = all.find((point) => sideOf(point) === side)
  return bound === undefined ? '' : `${bound.comparator ?? ''} `
}

/** From the lowest of some readings to the highest, with the sign where that is a bound. */
export function boundedRange(points: readonly Point[], digits: number): string {
  const values = points.flatMap(({ numbers: { mean } }) => (mean === undefined ? [] : [mean]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const [sign = ''] = points.map(({ comparator }) => comparator)
  const isOne = low === high && points.every(({ comparator = '' }) => comparator === sign)
  if (isOne) return `${sign === '' ? '' : `${sign} `}${figure(low, digits)}`
  return rangeOf(
    `${signOf(points, low, 'lower')}${figure(low, digits)}`,
    `${signOf(points, high, 'higher')}${figure(high, digits)}`,
  )
}
