import type { Panel } from '../kinds/kind.js'
import { valueRange, type ValueRange } from '../scale/value-scale.js'
import { figure } from '../words/numbers.js'
import { textWidth } from '../words/width.js'

export const tickSize = 12

/** The scale of a panel's numbers, with room for its target. */
export const rangeOfPanel = (panel: Panel): ValueRange => {
  const { target, kind } = panel
  const values = kind.extent(panel)
  return valueRange(
    target === undefined ? values : [...values, target.low, target.high],
    kind.isOnZero,
  )
}

/** Pixels that the labels beside the axes of all panels need, so that their times stand in line. */
export const leftOf = (ranges: readonly ValueRange[]): number =>
  Math.ceil(
    ranges
      .flatMap(({ ticks, digits }) =>
        ticks.map((tick) => textWidth(figure(tick, digits), tickSize)),
      )
      .reduce((most, width) => Math.max(most, width), 20),
  ) + 10
