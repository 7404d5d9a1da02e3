import { boundText, isFiniteNumber } from './json.js'

/** Why there is no number. */
export type NoNumber = 'missing' | 'not a number' | 'not finite' | 'empty'

type Scalar = string | number | boolean

/** What stands beside a number. */
export interface Detail {
  readonly name: string
  readonly value: Scalar
}

/** A number of an observation, in its stored unit. */
export interface ObservationValue {
  readonly name: string
  /** `<` and the like: the number is a bound, not a measurement. */
  readonly comparator?: string
  /** Null, never zero, where the body has no finite number; `reason` then says why. */
  readonly value: number | null
  readonly unit: string | null
  readonly reason?: NoNumber
  /** What else the body says of this number (method, reference range, drug), by key or path. */
  readonly details?: Detail[]
}

/** What a body says besides its numbers, by Open mHealth field name. */
export type ObservationContext = Readonly<Record<string, Scalar>>

/** What is found in a body. */
export interface BodyReading {
  readonly values: readonly ObservationValue[]
  readonly context: ObservationContext
}

const whyNot = (stored: unknown): NoNumber => {
  if (stored === undefined || stored === null) return 'missing'
  return typeof stored === 'number' ? 'not finite' : 'not a number'
}

/** Anything stored as a number in a unit: it becomes a value, or null with the reason. */
export function toValue(name: string, stored: unknown, given: unknown): ObservationValue {
  const unit = typeof given === 'string' ? boundText(given) : null
  return isFiniteNumber(stored)
    ? { name, value: stored, unit }
    : { name, value: null, unit, reason: whyNot(stored) }
}

/** A number in the unit that stands beside it. */
export const withUnit = (value: ObservationValue, unit: string): ObservationValue => ({
  ...value,
  unit: boundText(unit),
})
