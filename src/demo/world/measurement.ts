import type { SourceName } from './data-sources.js'
import type { TimeFrame } from './time-frame.js'

/** Values of FHIR's ObservationStatus that occur. */
export type Status =
  'final' | 'preliminary' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error' | 'unknown'

/** One thing measured, before it is a row. */
export interface Measurement {
  /** `core_patient.id` */
  readonly patient: number
  /** `core_codeableconcept.coding_code`; null for a row without a code. */
  readonly code: string | null
  /** The Open mHealth body without its time frame; null for a row without any data. */
  readonly body: Readonly<Record<string, unknown>> | null
  readonly frame: TimeFrame
  readonly source: SourceName | null
  readonly modality: 'sensed' | 'self-reported'
  /** When it was sent, in milliseconds since 1970, where the device's clock says otherwise. */
  readonly sent?: number
  /** `final` unless said. */
  readonly status?: Status
}

/** An Open mHealth unit value. */
export interface Quantity {
  readonly value: number
  readonly unit: string
}

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

export const quantity = (value: number, unit: string, digits = 0): Quantity => ({
  value: round(value, digits),
  unit,
})

/** A value kept within bounds. */
export const within = (low: number, value: number, high: number): number =>
  Math.min(high, Math.max(low, value))

/** A gentle step from 0 to 1 around the middle of a course. */
export const settling = (progress: number, middle: number): number =>
  1 / (1 + Math.exp(-14 * (progress - middle)))
