import { dataTypes } from './data-types.js'
import type { ContextField, ValueField } from './fields.js'
import { isRecord, type JsonRecord } from '../record.js'
import { boundText, isFiniteNumber, own, reach } from './json.js'
import {
  toValue,
  type BodyReading,
  type ObservationContext,
  type ObservationValue,
} from './observation-value.js'
import { readUnknownBody } from './read-unknown-body.js'

/** What is read of each data type, by its code. */
const readings = new Map(
  dataTypes.map(({ code, primary, secondary, context }) => [
    code,
    { fields: [...primary, ...secondary], context },
  ]),
)

const readField = (field: ValueField, body: JsonRecord): ObservationValue | undefined => {
  const stored = reach(body, field.path)
  if (stored === undefined && !field.required) return undefined
  if (field.kind === 'length') {
    return Array.isArray(stored) ? toValue(field.name, stored.length, null) : undefined
  }
  return field.kind === 'quantity' && isRecord(stored)
    ? toValue(field.name, own(stored, 'value'), own(stored, 'unit'))
    : toValue(field.name, stored, null)
}

const readContext = (fields: readonly ContextField[], body: JsonRecord): ObservationContext => {
  const context: Record<string, string | number | boolean> = {}
  for (const { name } of fields) {
    const stored = own(body, name)
    if (typeof stored === 'string') context[name] = boundText(stored)
    if (typeof stored === 'boolean' || isFiniteNumber(stored)) context[name] = stored
  }
  return context
}

/**
 * The numbers and the context of an observation's body (`omh_data.body` of JHE's Observation).
 *
 * A type of the table of data types gives its primary values in the table's order (both pressures
 * of a blood pressure, systolic first), then the secondary ones that the body has. A required value
 * that the body lacks is there with the reason `missing`. Units are as stored, nothing is
 * converted. A bare number where the schema wants `{value, unit}` has the unit null. Any other
 * type, also another version of a known one, gives every number of its body, named by its path.
 * @param code `coding_code` of the observation; null where it has none
 * @param body anything: what is not an object gives no values, and nothing throws
 */
export function readBody(code: string | null, body: unknown): BodyReading {
  if (!isRecord(body)) return { values: [], context: {} }
  const reading = readings.get(code ?? '')
  if (reading === undefined) return readUnknownBody(body)
  return {
    values: reading.fields
      .map((field) => readField(field, body))
      .filter((value) => value !== undefined),
    context: readContext(reading.context, body),
  }
}
