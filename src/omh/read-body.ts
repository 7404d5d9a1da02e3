import { dataTypes } from './data-types.js'
import type { ContextField, ValueField } from './fields.js'
import { isRecord, type JsonRecord } from '../record.js'
import { boundText, isFiniteNumber, reach } from './json.js'
import {
  toValue,
  type BodyReading,
  type ObservationContext,
  type ObservationValue,
} from './observation-value.js'
import { readUnknownBody } from './read-unknown-body.js'

const readField = (field: ValueField, body: JsonRecord): readonly ObservationValue[] => {
  const stored = reach(body, field.path)
  if (stored === undefined && !field.required) return []
  if (field.kind === 'length') {
    return Array.isArray(stored) ? [toValue(field.name, stored.length, null)] : []
  }
  return field.kind === 'quantity' && isRecord(stored)
    ? [toValue(field.name, reach(stored, ['value']), reach(stored, ['unit']))]
    : [toValue(field.name, stored, null)]
}

const readContext = (fields: readonly ContextField[], body: JsonRecord): ObservationContext => {
  const context = new Map<string, string | number | boolean>()
  for (const { name } of fields) {
    const stored = reach(body, [name])
    if (typeof stored === 'string') context.set(name, boundText(stored))
    if (typeof stored === 'boolean' || isFiniteNumber(stored)) context.set(name, stored)
  }
  return Object.fromEntries(context)
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
  const type = dataTypes.find((known) => known.code === code)
  if (type === undefined) return readUnknownBody(body)
  return {
    values: [...type.primary, ...type.secondary].flatMap((field) => readField(field, body)),
    context: readContext(type.context, body),
  }
}
