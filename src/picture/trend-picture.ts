import { readAsked, type Asked } from './answer/asked.js'
import { readTrendAnswer, type TrendAnswer } from './answer/trend-answer.js'
import type { Fact, LegendItem, Panel } from './kinds/kind.js'
import { hatchedItem } from './kinds/legend-marks.js'
import { chartOf, type Chart } from './chart/chart.js'
import { leftOf, rangeOfPanel } from './chart/frame.js'
import { targetLegend } from './chart/target.js'
import type { Palette } from './palette.js'
import { panelsOf } from './panels/panels-of.js'
import { periodOfAnswer, type Period } from './panels/period.js'
import { factsOf, noteLines, subtitleOf, typeInWords, withheldLines } from './sheet-words.js'
import type { DateOrder, SlotWords } from './words/dates.js'

/** An answer in words and panels, whatever size it is drawn in. */
export interface PanelPicture {
  readonly title: string
  readonly subtitle: string
  readonly panels: readonly Panel[]
  readonly period: Period | undefined
  readonly words: SlotWords
  readonly facts: (panel: Panel) => readonly Fact[]
  readonly withheld: readonly string[]
  readonly notes: readonly string[]
}

/** A trend, ready to be drawn. */
export interface TrendPicture extends PanelPicture {
  readonly answer: TrendAnswer
  readonly asked: Asked
}

/**
 * Reads an answer of `get_observation_trend` for drawing.
 * @param args the arguments that it was asked with
 * @param answer its structure; what cannot be read of it is left out, and said
 */
export function trendPicture(args: unknown, answer: unknown, order: DateOrder): TrendPicture {
  const [asked, trend] = [readAsked(args), readTrendAnswer(answer)]
  const { panels, leftOut } = panelsOf(trend)
  const period = periodOfAnswer(trend, asked)
  return {
    title: typeInWords(asked.dataType),
    subtitle: subtitleOf(trend, asked, { found: period, order }),
    answer: trend,
    asked,
    panels,
    period,
    words: { order, bucket: asked.bucket, isDayProfile: trend.isDayProfile },
    facts: (panel) => factsOf(panel, trend.isDayProfile ? undefined : period, asked),
    withheld: withheldLines(trend.withheld),
    notes: noteLines(trend, panels, { leftOut, period }),
  }
}

/** A panel as it is drawn, with its legend. */
export interface DrawnPanel {
  readonly panel: Panel
  readonly chart: Chart
  readonly legend: readonly LegendItem[]
}

/** Draws all panels, one under the other on the same times. */
export function drawPanels(
  { panels, period, words }: PanelPicture,
  size: { readonly width: number; readonly height: number; readonly palette: Palette },
): readonly DrawnPanel[] {
  if (period === undefined) return []
  const ranges = panels.map(rangeOfPanel)
  const left = leftOf(ranges)
  return panels.flatMap((panel, i) => {
    const range = ranges[i]
    if (range === undefined) return []
    const chart = chartOf(panel, range, { ...size, left, period, words })
    const gap = hatchedItem(
      words.isDayProfile ? 'too few readings' : 'no data',
      (palette) => palette.gap,
      (palette) => palette.hatch,
    )
    const legend = [
      ...panel.kind.legend(panel),
      ...targetLegend(panel),
      ...(chart.hasGaps ? [gap] : []),
    ]
    return [{ panel, chart, legend }]
  })
}
