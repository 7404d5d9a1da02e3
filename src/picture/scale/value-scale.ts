/** Numbers from the lowest to the highest, and the ticks between them. */
export interface ValueRange {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** Digits after the point that part the ticks. */
  readonly digits: number
}

const steps = [1, 2, 2.5, 5, 10] as const

const stepFor = (size: number, most: number): number => {
  const raw = size / most
  const power = 10 ** Math.floor(Math.log10(raw))
  return (steps.find((step) => step * power >= raw) ?? 10) * power
}

/** Room around equal numbers, so that nothing is divided by nothing. */
const widened = (low: number, high: number): readonly [number, number] => {
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-6
  if (high - low > least) return [low, high]
  const room = Math.max(Math.abs(low), Math.abs(high)) * 0.05 || 1
  return [low - room, high + room]
}

const padded = ([low, high]: readonly [number, number]): readonly [number, number] => {
  const room = (high - low) * 0.06
  return [low - room, high + room]
}

/** Bars stand on zero; a margin only where there are bars. */
const onZero = (low: number, high: number): readonly [number, number] => {
  const [from, to] = [Math.min(low, 0), Math.max(high, 0)]
  if (from === to) return [0, 1]
  const room = (to - from) * 0.06
  return [from < 0 ? from - room : 0, to > 0 ? to + room : 0]
}

/**
 * The range that holds all values with room around them, and at most seven ticks in it.
 * @param values may be empty or all equal
 */
export function valueRange(values: readonly number[], isOnZero: boolean): ValueRange {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  if (least > most) [least, most] = [0, 1]
  const [low, high] = isOnZero ? onZero(least, most) : padded(widened(least, most))
  const step = stepFor(high - low, 5)
  const first = Math.ceil(low / step)
  const last = Math.min(Math.floor(high / step), first + 6)
  const ticks = Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
  const digits = Math.max(0, -Math.floor(Math.log10(step))) + (isHalf(step) ? 1 : 0)
  return { low, high, ticks, digits: Math.min(digits, 12) }
}

/** Steps of 2.5 and 0.25 need one digit more. */
const isHalf = (step: number): boolean =>
  step < 10 && Math.abs(step / 10 ** Math.floor(Math.log10(step)) - 2.5) < 1e-9
