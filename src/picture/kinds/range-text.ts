import type { Point } from '../answer/trend-answer.js'
import { figure, figureOr, rangeOf } from '../words/numbers.js'

/** A mean with the lowest and highest number in brackets, where they differ. */
export function withRange(numbers: Point['numbers'] | undefined, digits: number): string {
  const { mean, min, max } = numbers ?? {}
  const middle = figureOr(mean, digits)
  if (min === undefined || max === undefined || min === max) return middle
  const range = rangeOf(figure(min, digits), figure(max, digits))
  return range === middle ? middle : `${middle} (${range})`
}
