/** Of one side: how many patients, and the mean and standard deviation of their numbers. */
export interface Side {
  readonly n: number
  readonly mean: number | null
  readonly sd: number | null
}

export interface Difference {
  /** The first less the second. */
  readonly mean: number
  /** Null where a side has fewer than two patients. */
  readonly ci95: readonly [number, number] | null
}

/** 97.5 % points of Student's t at 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2). */
const points = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788,
  2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639,
  2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
] as const

const normal = 1.959964

/** Student's t beyond the table, as a series in 1/df (Abramowitz and Stegun 26.7.5). */
const beyond = (df: number): number =>
  normal +
  (normal ** 3 + normal) / (4 * df) +
  (5 * normal ** 5 + 16 * normal ** 3 + 3 * normal) / (96 * df ** 2)

/** @param df at least 1; the next lower whole number counts, which makes intervals no narrower */
const tPoint = (df: number): number => points[Math.max(Math.floor(df + 1e-9), 1) - 1] ?? beyond(df)

const interval = (mean: number, a: Side, b: Side): readonly [number, number] | null => {
  if (a.n < 2 || b.n < 2 || a.sd === null || b.sd === null) return null
  const [va, vb] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n]
  const variance = va + vb
  if (variance === 0) return [mean, mean]
  const df = variance ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
  const reach = tPoint(df) * Math.sqrt(variance)
  return [mean - reach, mean + reach]
}

/**
 * The difference of two means with its 95 % confidence interval, without taking the variances for
 * equal (Welch 1947, Biometrika 34:28); null where a side has no mean.
 */
export function differenceOf(a: Side, b: Side): Difference | null {
  if (a.mean === null || b.mean === null) return null
  const mean = a.mean - b.mean
  return { mean, ci95: interval(mean, a, b) }
}
