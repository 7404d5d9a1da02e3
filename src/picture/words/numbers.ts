/** Digits after the point, by unit: as people write them. */
const digitsByUnit: Readonly<Record<string, number>> = {
  mmHg: 0,
  'mg/dL': 0,
  MGDL: 0,
  'beats/min': 0,
  'breaths/min': 0,
  steps: 0,
  kcal: 0,
  ms: 0,
  'mmol/L': 1,
  h: 1,
  kg: 1,
  lb: 1,
  C: 1,
  F: 1,
  '%': 1,
}

/** From here a number is written with an exponent. */
const large = 1e15

/**
 * How many digits after the point the numbers of a panel have: those of their unit, else three
 * that count at the size of the largest.
 */
export function digitsOf(unit: string | null, values: readonly number[]): number {
  const known = unit !== null && Object.hasOwn(digitsByUnit, unit) ? digitsByUnit[unit] : undefined
  if (known !== undefined) return known
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return 0
  return Math.min(Math.max(2 - Math.floor(Math.log10(largest)), 0), 12)
}

const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** A number as it is read: thousands parted, a true minus sign. */
export function figure(value: number, digits: number): string {
  const size = Math.abs(value)
  if (size >= large) return value.toExponential(2)
  const [whole = '', fraction] = size.toFixed(digits).split('.')
  const isZero = Number(size.toFixed(digits)) === 0
  const sign = value < 0 && !isZero ? '−' : ''
  return `${sign}${grouped(whole)}${fraction === undefined ? '' : `.${fraction}`}`
}

/** A number that may be missing. */
export const figureOr = (value: number | undefined, digits: number): string =>
  value === undefined ? '–' : figure(value, digits)

/** From one number to another; one alone where both are written alike. */
export function rangeOf(from: string, to: string): string {
  if (from === to) return from
  return from.startsWith('−') || to.startsWith('−') ? `${from} to ${to}` : `${from}–${to}`
}

/** A count with its noun. */
export const counted = (count: number, one: string, many: string): string =>
  `${figure(count, 0)} ${count === 1 ? one : many}`
