import type { StatisticName } from '../answer/trend-answer.js'
import { linePath, runsOf, spotsOf, thinned } from '../marks/line.js'
import { pathOf } from '../tree.js'
import { figureOr, rangeOf } from '../words/numbers.js'
import { pointIn, type Kind, type Panel, type Plot } from './kind.js'
import { lineItem, swatchItem } from './legend-marks.js'

const drawn = ['p05', 'p25', 'p50', 'p75', 'p95'] as const

/** A band between two percentiles, broken at gaps. */
const band = (panel: Panel, plot: Plot, [low, high]: readonly [StatisticName, StatisticName]) => {
  const points = panel.groups
    .flatMap((group) => group.points)
    .filter(({ numbers }) => numbers[low] !== undefined && numbers[high] !== undefined)
  const [lower, upper] = [spotsOf(points, low, plot), spotsOf(points, high, plot)]
  const runs = runsOf(upper)
  let at = 0
  return runs
    .map((run) => {
      const below = lower.slice(at, at + run.length)
      at += run.length
      const around = [...thinned(run), ...[...thinned(below)].reverse()]
      return `M${around.map(({ x, y }) => `${x} ${y}`).join('L')}z`
    })
    .join('')
}

/** Percentiles of the readings by time of day: the median over its middle half and its 5–95 %. */
export const profile: Kind = {
  isOnZero: false,
  extent: (panel) =>
    panel.groups.flatMap(({ points }) =>
      points.flatMap(({ numbers }) =>
        drawn.map((name) => numbers[name]).filter((value) => value !== undefined),
      ),
    ),
  legend: () => [
    lineItem('median', ({ first }) => first),
    swatchItem('middle half (25–75 %)', ({ inner }) => inner),
    swatchItem('5–95 %', ({ outer }) => outer),
  ],
  marks: (panel, plot) => {
    const points = panel.groups.flatMap((group) => group.points)
    const { first, inner, outer } = plot.palette
    return [
      ...pathOf(band(panel, plot, ['p05', 'p95']), { fill: outer, stroke: outer }),
      ...pathOf(band(panel, plot, ['p25', 'p75']), { fill: inner, stroke: inner }),
      ...pathOf(linePath(spotsOf(points, 'p50', plot)), {
        stroke: first,
        'stroke-width': 2.5,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
        fill: 'none',
      }),
    ]
  },
  cells: ({ groups: [group], digits }, slot) => {
    const numbers = pointIn(group, slot)?.numbers
    const told = (name: StatisticName): string => figureOr(numbers?.[name], digits)
    return [
      { label: 'median', text: told('p50') },
      { label: 'half of readings', text: rangeOf(told('p25'), told('p75')) },
      { label: '5–95 %', text: rangeOf(told('p05'), told('p95')) },
    ]
  },
  facts: () => [],
}
