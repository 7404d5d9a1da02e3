import type { ValueField } from './fields.js'
import { glucoseName, glucoseRanges } from './glucose-ranges.js'

/** How a unit becomes the main one of its family: `number * factor + offset`. */
export interface UnitConversion {
  /** As bodies write it. */
  readonly unit: string
  readonly factor: number
  readonly offset: number
}

/** The unit that numbers are told in, and the units that become it. */
export interface UnitFamily {
  readonly unit: string
  readonly conversions: readonly UnitConversion[]
}

const family = (unit: string, factors: Readonly<Record<string, number>>): UnitFamily => ({
  unit,
  conversions: Object.entries({ [unit]: 1, ...factors }).map(([of, factor]) => ({
    unit: of,
    factor,
    offset: 0,
  })),
})

/**
 * Units whose factors are defined exactly (International System of Units; international yard and
 * pound of 1959). Short and long tons, months and years are not among them: each may mean several.
 */
const families: readonly UnitFamily[] = [
  family('kg', { mg: 1e-6, g: 1e-3, 'Metric Ton': 1000, oz: 0.028349523125, lb: 0.45359237 }),
  family('m', { mm: 1e-3, cm: 0.01, km: 1000, in: 0.0254, ft: 0.3048, yd: 0.9144, mi: 1609.344 }),
  family('min', { ms: 1 / 60_000, sec: 1 / 60, h: 60, d: 1440, wk: 10_080 }),
  {
    unit: 'C',
    conversions: [
      { unit: 'C', factor: 1, offset: 0 },
      { unit: 'F', factor: 5 / 9, offset: -160 / 9 },
      { unit: 'K', factor: 1, offset: -273.15 },
    ],
  },
]

/** Molar mass of glucose as the consensus on time in range takes it. */
const glucose: UnitFamily = {
  unit: 'mg/dL',
  conversions: glucoseRanges.flatMap(({ units, factor }) =>
    units.map((unit) => ({ unit, factor, offset: 0 })),
  ),
}

/** The units of a number of a data type, by the unit that a cohort's figures are told in. */
export function unitFamilyOf({
  name,
  units,
}: Pick<ValueField, 'name' | 'units'>): UnitFamily | undefined {
  if (name === glucoseName) return glucose
  const [first] = units
  if (first === undefined) return undefined
  const known = families.find(({ unit }) => units.includes(unit))
  return units.length > 1 && known !== undefined ? known : family(first, {})
}
