/** Digits that a computed number is given with; stored ones stay as they are. */
const digits = 8

/** A computed number as it is told: 8 digits; null stays null. */
export const rounded = <Value extends number | null>(value: Value): Value | number =>
  value === null ? value : Number(value.toPrecision(digits))

/** A percentage or an index as it is told: two places after the point. */
export const hundredth = (value: number): number => Math.round(value * 100) / 100
