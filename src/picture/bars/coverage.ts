import type { Coverage } from '../answer/summary-answer.js'
import type { LegendItem } from '../kinds/kind.js'
import { counted, figure } from '../words/numbers.js'
import { barHeight, leastBar, type BarStyle, type DrawnBar } from './drawn-bar.js'
import { partedBar, partItem, type PartLook } from './parted.js'

const withData: PartLook = { fill: ({ first }) => first }
const without: PartLook = { fill: ({ gap }) => gap, hatch: ({ hatch }) => hatch }
const longest: PartLook = { fill: ({ second }) => second, hatch: ({ paper }) => paper }

export const coverageLegend: readonly LegendItem[] = [
  partItem('days with data', withData),
  partItem('longest gap', longest),
  partItem('no data', without),
]

/** How much of its days a type covers, in words that follow "days with data". */
export const coverageWords = ({ daysWithData, days, longestGap }: Coverage): string =>
  [
    `${figure(daysWithData, 0)} of ${figure(days, 0)}`,
    ...(longestGap === 0 ? [] : [`longest gap ${counted(longestGap, 'day', 'days')}`]),
  ].join(' · ')

/**
 * Days with data, days of the longest gap, and other days without, as one bar of all days: how many
 * there are, not when they were. Nothing is drawn of no days.
 */
export function coverageBar(coverage: Coverage, style: BarStyle): DrawnBar {
  const { days } = coverage
  const daysWithData = Math.min(coverage.daysWithData, days)
  const gap = Math.min(coverage.longestGap, days - daysWithData)
  return {
    width: Math.max(style.width, leastBar),
    height: barHeight,
    nodes: partedBar(
      [
        { size: daysWithData, look: withData },
        { size: gap, look: longest },
        { size: days - daysWithData - gap, look: without },
      ],
      style,
    ),
    label: `Days with data: ${coverageWords(coverage)}`,
  }
}
