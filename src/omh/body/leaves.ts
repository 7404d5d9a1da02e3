import { isRecord, type JsonRecord } from '../../record.js'
import { comparatorOf } from '../types/comparators.js'
import { unitOfQuantity } from '../types/unit-keys.js'
import { boundText, isFiniteNumber, own } from './json.js'
import { toValue, type Detail, type ObservationValue } from './observation-value.js'
import { addContext, addValue, hasRoomForDetail, leaveOut, nameOf, type Shown } from './shown.js'

const maxDepth = 6

type Path = readonly string[]
/** A part of an object or a list. */
export type Entry = readonly [key: string, child: unknown]
type Scalar = string | number | boolean

/** The parts of an object, by key in alphabetical order, without the keys that are left out. */
export const fieldsOf = (value: JsonRecord, isLeftOut: (key: string) => boolean): Entry[] => {
  const fields: Entry[] = []
  for (const key of Object.keys(value)) {
    const child = value[key]
    if (child !== undefined && !isLeftOut(key)) fields.push([key, child])
  }
  return fields.length < 2 ? fields : fields.sort(([a], [b]) => (a < b ? -1 : 1))
}

const none = (): boolean => false

/** The parts of an object, by key in alphabetical order, or of a list, by place. */
export const partsOf = (value: unknown): readonly Entry[] => {
  if (Array.isArray(value)) return value.map((child: unknown, index) => [String(index), child])
  return isRecord(value) ? fieldsOf(value, none) : []
}

/** How many leaves a value has; an empty object or list counts as one. Any depth. */
export function countLeaves(value: unknown): number {
  const open: unknown[] = [value]
  let count = 0
  while (open.length > 0) {
    const parts = partsOf(open.pop())
    if (parts.length === 0) count += 1
    for (const [, child] of parts) open.push(child)
  }
  return count
}

/** `{value, unit}`, or a value with a comparator: one number and what belongs to it. */
export const isQuantity = (value: unknown): value is JsonRecord =>
  isRecord(value) &&
  Object.hasOwn(value, 'value') &&
  (typeof own(value, 'unit') === 'string' ||
    comparatorOf(value) !== undefined ||
    unitOfQuantity(value) !== undefined)

/** What of a quantity its value and unit already say. @param unitKey key that its unit stands under */
const isTold = (key: string, child: unknown, unitKey: string | undefined): boolean => {
  if (key === 'value') return typeof child === 'number' || child === null || child === undefined
  return key === unitKey || (key === 'unit' && child === null)
}

const isToldWhole = (quantity: JsonRecord, unitKey: string | undefined): boolean =>
  Object.keys(quantity).every((key) => isTold(key, quantity[key], unitKey))

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value)

interface Companions {
  readonly shown: Shown
  readonly root: Path
  readonly found: Detail[]
}

const gather = (into: Companions, value: unknown, path: Path): void => {
  const { shown, root, found } = into
  const parts = partsOf(value)
  if (root.length + path.length >= maxDepth + 2 && parts.length > 0) {
    leaveOut(shown, root, countLeaves(value))
  } else if (parts.length > 0) {
    for (const [key, child] of parts) gather(into, child, [...path, key])
  } else if (hasRoomForDetail(shown, root)) {
    const said = isScalar(value) ? bounded(value) : JSON.stringify(value ?? null)
    found.push({ name: boundText(path.join('.')), value: said })
  }
}

const bounded = (value: Scalar): Scalar => (typeof value === 'string' ? boundText(value) : value)

/** A quantity of the body, with the name of its value. */
interface NamedQuantity {
  readonly name: string
  /** Of the quantity, for what there is no room for. */
  readonly path: Path
  readonly stored: JsonRecord
}

/** What stands beside the value and the unit of a quantity: its comparator and its details. */
const besidesOf = (
  shown: Shown,
  { path, stored }: NamedQuantity,
  unitKey: string | undefined,
): Pick<ObservationValue, 'comparator' | 'details'> => {
  if (isToldWhole(stored, unitKey)) return {}
  const told = comparatorOf(stored)
  const found: Detail[] = []
  for (const [key, child] of partsOf(stored)) {
    if (isTold(key, child, unitKey) || key === told?.key) continue
    gather({ shown, root: path, found }, child, [key])
  }
  return {
    ...(told === undefined ? {} : { comparator: told.comparator }),
    ...(found.length === 0 ? {} : { details: found }),
  }
}

/**
 * A number with all that stands beside it in the body: its comparator, and under `details` every
 * other key (by path where it is nested).
 */
export function toQuantity(shown: Shown, quantity: NamedQuantity): ObservationValue {
  const { name, stored } = quantity
  const said = unitOfQuantity(stored)
  const { value, unit, reason } = toValue(name, own(stored, 'value'), said?.unit)
  const { comparator, details } = besidesOf(shown, quantity, said?.key)
  return {
    name,
    ...(comparator === undefined ? {} : { comparator }),
    value,
    unit,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
  }
}

const showNothing = (shown: Shown, value: unknown, path: Path): void => {
  const reason = value === null || value === undefined ? 'missing' : 'empty'
  addValue(shown, path, { name: nameOf(path, shown), value: null, unit: null, reason })
}

/**
 * Every leaf of a value by its path, with no guess at its meaning: each `{value, unit}` object with
 * what stands beside it and each bare number as a value, each text and yes/no as context, what is
 * null or empty as a value that says so. A text stays a text, whatever it holds. What lies deeper than six levels is counted as left out.
 */
export function showLeaves(shown: Shown, value: unknown, path: Path): void {
  if (typeof value === 'number') {
    addValue(shown, path, toValue(nameOf(path, shown), value, null))
  } else if (typeof value === 'string' || typeof value === 'boolean') {
    addContext(shown, path, value)
  } else if (isQuantity(value)) {
    addValue(shown, path, toQuantity(shown, { name: nameOf(path, shown), path, stored: value }))
  } else {
    const parts = partsOf(value)
    if (parts.length === 0) showNothing(shown, value, path)
    else if (path.length >= maxDepth) leaveOut(shown, path, countLeaves(value))
    else for (const [key, child] of parts) showLeaves(shown, child, [...path, key])
  }
}
