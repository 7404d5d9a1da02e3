import type { Share } from '../answer/summary-answer.js'
import type { LegendItem } from '../kinds/kind.js'
import type { Palette } from '../palette.js'
import { figure } from '../words/numbers.js'
import { short } from '../words/plain.js'
import { barHeight, leastBar, type BarStyle, type DrawnBar } from './drawn-bar.js'
import { partedBar, partItem, type PartLook } from './parted.js'

const paper = (palette: Palette): string => palette.paper

/** From low to high: every second one is hatched, the target in the middle is plain. */
const looks: readonly PartLook[] = [
  { fill: ({ second }) => second },
  { fill: ({ second }) => second, hatch: paper },
  { fill: ({ first }) => first },
  { fill: ({ rem }) => rem, hatch: paper },
  { fill: ({ deep }) => deep },
]

const lookAt = (at: number): PartLook => looks[at % looks.length] ?? { fill: ({ first }) => first }

const rangeWords = (range: string): string => short(range, 30).replace('-', '–')

/** A share with its range: `70–180: 71.2 %`. */
export const shareWords = ({ range, percent }: Share): string =>
  `${rangeWords(range)}: ${figure(percent, 1)} %`

/** The shares with their marks: the legend of a bar, and its numbers. */
export const sharesLegend = (shares: readonly Share[]): readonly LegendItem[] =>
  shares.map((share, at) => partItem(shareWords(share), lookAt(at)))

/** Shares of readings by range as one bar, low to high. */
export const sharesBar = (shares: readonly Share[], style: BarStyle): DrawnBar => ({
  width: Math.max(style.width, leastBar),
  height: barHeight,
  nodes: partedBar(
    shares.map(({ percent }, at) => ({ size: percent, look: lookAt(at) })),
    style,
  ),
  label: `Share of readings: ${shares.map(shareWords).join(', ')}`,
})
