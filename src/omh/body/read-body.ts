import { knownTypes } from '../types/data-types.js'
import { opened } from './embedded.js'
import type { ValueField } from '../types/fields.js'
import { unitBeside, type UnitAtKey } from '../types/unit-keys.js'
import { isRecord, type JsonRecord } from '../../record.js'
import { isFiniteNumber, own, reach } from './json.js'
import { countLeaves, fieldsOf, isQuantity, showLeaves, toQuantity, type Entry } from './leaves.js'
import { toValue, withUnit, type BodyReading, type ObservationValue } from './observation-value.js'
import { unreadFrame } from './read-frame.js'
import {
  addContext,
  addValue,
  leaveOut,
  nameOf,
  reservedNames,
  startShown,
  toReading,
  type Shown,
} from './shown.js'

/** Between the keys of a place that is written as one text. */
const separator = '\u0000'

/** A field with the place of its value, and the places of the objects around it. */
interface PlacedField extends ValueField {
  readonly place: string
  readonly around: readonly string[]
}

/** What is read of a data type. */
interface Reading {
  readonly fields: readonly PlacedField[]
  /** Top-level keys that say how the numbers are to be read. */
  readonly context: ReadonlySet<string>
  readonly reserved: ReadonlySet<string>
  /** Statistics count every number at the top of a body. */
  readonly countsEvery: boolean
}

const placed = (field: ValueField): PlacedField => ({
  ...field,
  place: field.path.join(separator),
  around: field.path.slice(1).map((_key, depth) => field.path.slice(0, depth + 1).join(separator)),
})

/** What is read of each data type, by its code. */
const readings = new Map(
  knownTypes.map(({ code, primary, secondary, context, counted }): [string, Reading] => {
    const fields = [...primary, ...secondary].map(placed)
    return [
      code,
      {
        fields,
        context: new Set(context.map(({ name }) => name)),
        reserved: reservedNames(fields.map(({ name }) => name)),
        countsEvery: counted === 'every',
      },
    ]
  }),
)

const unlisted: Reading = {
  ...{ fields: [], context: new Set(), reserved: reservedNames([]) },
  countsEvery: true,
}

const readField = (
  shown: Shown,
  field: ValueField,
  stored: unknown,
): ObservationValue | undefined => {
  const { name, path, kind, required } = field
  if (stored === undefined && !required) return undefined
  if (kind === 'length') {
    if (!Array.isArray(stored)) return undefined
    if (stored.length > 0) leaveOut(shown, path, countLeaves(stored))
    return toValue(name, stored.length, null)
  }
  if (isRecord(stored)) return toQuantity(shown, { name, path, stored })
  if (stored === undefined || stored === null || typeof stored === 'number') {
    return toValue(name, stored, null)
  }
  return toQuantity(shown, { name, path, stored: { value: stored } })
}

/** The unit that stands beside a number without one, in the nearest object around it, with its place. */
const findUnit = (
  body: JsonRecord,
  { kind, path }: ValueField,
  { value, unit }: ObservationValue,
): { readonly unit: string; readonly place: string } | undefined => {
  if (unit !== null || value === null || kind === 'length') return undefined
  for (const around of [path.slice(0, -1), []]) {
    const object = reach(body, around)
    const beside = isRecord(object) ? unitBeside(object, path.at(-1) ?? '') : undefined
    if (beside !== undefined) {
      return { unit: beside.unit, place: [...around, beside.key].join(separator) }
    }
  }
  return undefined
}

/** Its rest is shown after all else. */
const frameKey = 'effective_time_frame'

/** Places of a body that its fields and its time say, and the objects that hold them. */
interface Taken {
  readonly places: ReadonlySet<string>
  readonly around: ReadonlySet<string>
}

/** Shows the fields of the type, and tells which places of the body they took. */
const showFields = (shown: Shown, fields: readonly PlacedField[], body: JsonRecord): Taken => {
  const places = new Set<string>([frameKey])
  const around = new Set<string>()
  for (const field of fields) {
    const stored = reach(body, field.path)
    const value = readField(shown, field, stored)
    if (value === undefined) continue
    const beside = findUnit(body, field, value)
    addValue(shown, field.path, beside === undefined ? value : withUnit(value, beside.unit))
    if (beside !== undefined) places.add(beside.place)
    if (stored === undefined) continue
    places.add(field.place)
    for (const place of field.around) around.add(place)
  }
  return { places, around }
}

/** A number at the top of a body that says how others are to be read. */
const isContext = ({ context }: Reading, [key, child]: Entry): boolean =>
  context.has(key) && isFiniteNumber(child)

/** The units of the numbers at the top of a body that its fields do not say, where statistics count them. */
const unitsOfRest = (
  reading: Reading,
  body: JsonRecord,
  entries: readonly Entry[],
): ReadonlyMap<string, UnitAtKey> => {
  const units = new Map<string, UnitAtKey>()
  if (!reading.countsEvery) return units
  for (const entry of entries) {
    const [key, child] = entry
    const isNumber = isFiniteNumber(child) && !isContext(reading, entry)
    const unit = isNumber ? unitBeside(body, key) : undefined
    if (unit !== undefined) units.set(key, unit)
  }
  return units
}

/** The parts of an object that the fields of its type do not say, by their path. */
const restOf = (
  { places }: Taken,
  value: JsonRecord,
  path: readonly string[],
): readonly Entry[] => {
  const before = path.length === 0 ? '' : path.join(separator) + separator
  return fieldsOf(value, (key) => places.has(before + key))
}

const showPart = (shown: Shown, taken: Taken, child: unknown, path: readonly string[]): void => {
  if (isRecord(child) && taken.around.has(path.join(separator))) {
    for (const [key, inside] of restOf(taken, child, path)) {
      showPart(shown, taken, inside, [...path, key])
    }
  } else showLeaves(shown, child, path)
}

/** Everything of a body that the fields of its type do not say. */
const showRest = (shown: Shown, reading: Reading, body: JsonRecord, taken: Taken): void => {
  const entries = restOf(taken, body, [])
  const units = unitsOfRest(reading, body, entries)
  const unitKeys = new Set([...units.values()].map(({ key }) => key))
  for (const entry of entries) {
    const [key, child] = entry
    if (unitKeys.has(key)) continue
    const beside = units.get(key)
    if (isFiniteNumber(child) && isContext(reading, entry)) addContext(shown, [key], child)
    else if (beside !== undefined) {
      addValue(shown, [key], toValue(nameOf([key], shown), child, beside.unit))
    } else showPart(shown, taken, child, [key])
  }
}

const withoutFrame = (body: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== frameKey))

const showObject = (shown: Shown, reading: Reading, body: JsonRecord, isTimed: boolean): void => {
  const taken = showFields(shown, reading.fields, body)
  if (taken.places.size === 1 && isQuantity(body)) showLeaves(shown, withoutFrame(body), [])
  else showRest(shown, reading, body, taken)
  const frame = unreadFrame(own(body, frameKey), isTimed)
  if (frame !== undefined) showLeaves(shown, frame, [frameKey])
}

/**
 * Shows the body of an observation (`omh_data.body`).
 * @param code `coding_code` of the observation; null where it has none
 * @param isTimed whether the row has an effective time, which then tells what the time frame says
 */
export function showBody(code: string | null, body: unknown, isTimed: boolean): Shown {
  const reading = readings.get(code ?? '') ?? unlisted
  const shown = startShown(reading.reserved)
  if (body === undefined || body === null) return shown
  if (isRecord(body)) showObject(shown, reading, body, isTimed)
  else showLeaves(shown, opened(body), ['body'])
  return shown
}

/**
 * The numbers and the context of an observation's body.
 *
 * A type of the table of data types gives its primary values in the table's order (both pressures
 * of a blood pressure, systolic first), then the secondary ones that the body has. A required value
 * that the body lacks is there with the reason `missing`. Units are as stored, nothing is
 * converted. A number without a unit of its own has the one that stands beside it, as statistics
 * read it; null where there is none. What the table
 * does not name, and all of a type that is not in it, is shown by its path: no leaf is dropped. At
 * most 50 values, 30 context entries and 30 details; `values_left_out` says how many leaves more
 * there are, `values_left_out_at` under which keys of the body.
 * @param code `coding_code` of the observation; null where it has none
 * @param body anything; nothing throws
 * @param isTimed whether the row has an effective time
 */
export function readBody(code: string | null, body: unknown, isTimed = true): BodyReading {
  return toReading(showBody(code, body, isTimed))
}
