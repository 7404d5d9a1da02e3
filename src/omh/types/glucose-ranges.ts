/** The number that the ranges are of. */
export const glucoseName = 'blood_glucose'

/** Short names of the types that are about it. */
export const glucoseTypes: readonly string[] = ['blood-glucose']

interface GlucoseRanges {
  /** As bodies write the unit. */
  readonly units: readonly string[]
  /** The first two and the last two ranges end and begin here; the middle one has both its ends. */
  readonly limits: readonly [number, number, number, number]
  /** Names of the five ranges, low to high. */
  readonly names: readonly [string, string, string, string, string]
  /** What makes mg/dL of the unit. */
  readonly factor: number
}

/**
 * Ranges of glucose by unit (International Consensus on Time in Range, Battelino et al. 2019,
 * Diabetes Care 42:1593). The middle one is the target range.
 */
export const glucoseRanges: readonly GlucoseRanges[] = [
  {
    units: ['mg/dL', 'MGDL'],
    limits: [54, 70, 180, 250],
    names: ['<54', '54-69', '70-180', '181-250', '>250'],
    factor: 1,
  },
  {
    units: ['mmol/L'],
    limits: [3, 3.9, 10, 13.9],
    names: ['<3.0', '3.0-3.8', '3.9-10.0', '10.1-13.9', '>13.9'],
    factor: 18.0182,
  },
]

/** The ranges of a unit; undefined for a unit that has none. */
export const glucoseRangesOf = (unit: string | null): GlucoseRanges | undefined =>
  glucoseRanges.find(({ units }) => unit !== null && units.includes(unit))

/**
 * What readings of a sensor look like for an indicator, told from the readings alone: on the usual
 * day (the third quartile of the days that have some) it reads at least once an hour, and there are
 * 70 % of the readings of as many usual days as lie between the first and the last, at least of 14.
 * They are almost all that there is of the type, for what is known of the type to hold for them.
 */
export const sensorNeeds = {
  readingsOfUsualDay: 24,
  share: 0.7,
  days: 14,
  shareOfType: 0.9,
} as const

/** Glucose management indicator in percent of a mean in mg/dL (Bergenstal et al. 2018, Diabetes Care 41:2275). */
export const glucoseManagementIndicator = (mean: number): number => 3.31 + 0.02392 * mean
