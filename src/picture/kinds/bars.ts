import type { Group, StatisticName } from '../answer/trend-answer.js'
import { columnsOf } from '../marks/columns.js'
import { boxes } from '../marks/shapes.js'
import { pathOf } from '../tree.js'
import { figure, figureOr } from '../words/numbers.js'
import { pointIn, weightedMean, type Fact, type Kind, type Panel } from './kind.js'
import { swatchItem } from './legend-marks.js'

/** What a bar is as high as: the sum where every bucket has one. */
const statisticOf = ({ groups }: Panel): StatisticName =>
  groups.every(({ points }) => points.every(({ numbers }) => numbers.sum !== undefined))
    ? 'sum'
    : 'mean'

const words: Readonly<Partial<Record<StatisticName, string>>> = { sum: 'total', mean: 'mean' }

const spansOf = ({ points }: Group, statistic: StatisticName) =>
  points.flatMap(({ slot, numbers }) => {
    const value = numbers[statistic]
    return value === undefined ? [] : [{ slot, low: Math.min(value, 0), high: Math.max(value, 0) }]
  })

const factOf = ({ points }: Group, { digits, unit }: Panel, isSum: boolean): Fact => {
  if (!isSum) {
    return {
      figure: figureOr(weightedMean(points), digits),
      meaning: `${unit ?? ''} mean`.trim(),
    }
  }
  const total = points.reduce((sum, { numbers }) => sum + (numbers.sum ?? 0), 0)
  return { figure: figure(total, digits), meaning: `${unit ?? ''} in all`.trim() }
}

/** A bar for each bucket, of its sum: for what adds up over time. */
export const bars: Kind = {
  isOnZero: true,
  extent: (panel) =>
    panel.groups.flatMap((group) =>
      spansOf(group, statisticOf(panel)).flatMap(({ low, high }) => [low, high]),
    ),
  legend: (panel) => [
    swatchItem(`${words[statisticOf(panel)] ?? ''} of a bar`, ({ first }) => first),
  ],
  marks: (panel, plot) =>
    panel.groups.flatMap((group) =>
      pathOf(boxes(columnsOf(spansOf(group, statisticOf(panel)), plot)), {
        fill: plot.palette.first,
      }),
    ),
  cells: (panel, slot) =>
    panel.groups.map((group) => {
      const statistic = statisticOf(panel)
      return {
        label: words[statistic] ?? '',
        text: figureOr(pointIn(group, slot)?.numbers[statistic], panel.digits),
      }
    }),
  facts: (panel) => panel.groups.map((group) => factOf(group, panel, statisticOf(panel) === 'sum')),
}
