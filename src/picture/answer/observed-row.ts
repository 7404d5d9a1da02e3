import { fieldsOf, numberIn, rowsOf, textIn, type Fields, unknownSource } from './fields.js'
import { isDayClock, momentOf, type Moment } from './moment.js'
import type { Slot } from './trend-answer.js'

/** One number of an observation as it was stored. */
export interface Reading {
  readonly name: string
  /** `<` and the like: the number is a bound. */
  readonly comparator: string
  readonly value: number | undefined
  readonly unit: string | null
  /** Why there is no number; empty where there is one. */
  readonly reason: string
}

/** An observation as it is drawn and listed. */
export interface ObservedRow {
  readonly id: string
  /** Empty where the observation has no code. */
  readonly dataType: string
  /** When it was true, its start and end alike for a point in time; undefined where that cannot be read. */
  readonly slot: Slot | undefined
  readonly readings: readonly Reading[]
  readonly source: string
  readonly status: string
  /** What it says besides numbers, by name. */
  readonly context: readonly (readonly [name: string, said: string])[]
}

/** Observations that somebody took back. */
const withdrawn: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled'])

export const isWithdrawn = ({ status }: ObservedRow): boolean => withdrawn.has(status)

const dated = (value: unknown): Moment | undefined => {
  const text = textIn(value)
  return isDayClock(text) ? undefined : momentOf(text)
}

/** A point in time, or from one to another; where only one end is known it is a point. */
const slotOf = ({ at, start, end }: Fields): Slot | undefined => {
  const from = dated(at) ?? dated(start) ?? dated(end)
  const to = dated(at) ?? dated(end) ?? from
  if (from === undefined || to === undefined || to.instant < from.instant) return undefined
  return { start: from, end: to }
}

const readingOf = ({ name, comparator, value, unit, reason }: Fields): Reading => ({
  name: textIn(name) ?? '',
  comparator: textIn(comparator) ?? '',
  value: numberIn(value),
  unit: textIn(unit) ?? null,
  reason: textIn(reason) ?? '',
})

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''

/** @param row an observation in the short form of `get_patient_observations` */
export function observedRow(row: Fields): ObservedRow {
  const context = fieldsOf(row['context'])
  return {
    id: said(row['id']),
    dataType: textIn(row['data_type']) ?? '',
    slot: slotOf(fieldsOf(row['effective'])),
    readings: rowsOf(row['values']).map(readingOf),
    source: textIn(row['source']) ?? textIn(context['source_name']) ?? unknownSource,
    status: textIn(row['status']) ?? '',
    context: Object.entries(context).map(([name, value]) => [name, said(value)]),
  }
}
