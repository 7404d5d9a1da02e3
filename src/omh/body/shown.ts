import { boundText } from './json.js'
import type { BodyReading, ObservationValue } from './observation-value.js'

type Scalar = string | number | boolean

const maxValues = 50
const maxContext = 30
const maxDetails = 30
const maxPlaces = 8

/** What a row shows of a body, within its limits, and how much of it is left out. */
export interface Shown {
  readonly values: ObservationValue[]
  readonly context: Map<string, Scalar>
  readonly details: { count: number }
  readonly leftOut: Map<string, number>
  /** Names that mean something else in this row. */
  readonly reserved: ReadonlySet<string>
}

/** Keys under which a row says how many values it does not show, and where in the body they are. */
export const leftOutKeys = ['values_left_out', 'values_left_out_at'] as const

/** Names that a row never uses for a place of the body. @param names of the fields of its data type */
export const reservedNames = (names: readonly string[]): ReadonlySet<string> =>
  new Set(['__proto__', ...leftOutKeys, ...names])

export const startShown = (reserved: Shown['reserved']): Shown => ({
  values: [],
  context: new Map(),
  details: { count: 0 },
  leftOut: new Map(),
  reserved,
})

/** The name of what stands at a path: its keys joined by dots; `body` for the body itself. */
export function nameOf(path: readonly string[], { reserved }: Shown): string {
  const name = path.length === 0 ? 'body' : boundText(path.join('.'))
  return reserved.has(name) ? `body.${name}` : name
}

/** Counts values that are not shown, at the first key of their path. */
export function leaveOut(shown: Shown, path: readonly string[], count = 1): void {
  const place = boundText(path[0] ?? 'body')
  shown.leftOut.set(place, (shown.leftOut.get(place) ?? 0) + count)
}

/** Leaves of the body that a value tells of. */
const leavesIn = ({ comparator, unit, details = [] }: ObservationValue): number =>
  1 + Number(unit !== null) + Number(comparator !== undefined) + details.length

/** Shows a number, or counts its leaves where there are 50 already. */
export function addValue(shown: Shown, path: readonly string[], value: ObservationValue): void {
  if (shown.values.length < maxValues) shown.values.push(value)
  else leaveOut(shown, path, leavesIn(value))
}

const freeName = (name: string, taken: ReadonlyMap<string, unknown>): string => {
  let free = name
  for (let n = 2; taken.has(free); n += 1) free = `${name}_${n}`
  return free
}

/** Shows a text or yes/no, or counts it where there are 30 already. */
export function addContext(shown: Shown, path: readonly string[], stored: Scalar): void {
  if (shown.context.size === maxContext) {
    leaveOut(shown, path)
    return
  }
  const name = freeName(nameOf(path, shown), shown.context)
  shown.context.set(name, typeof stored === 'string' ? boundText(stored) : stored)
}

/** Room for one more companion of a number; where there is none it is counted. */
export function hasRoomForDetail(shown: Shown, path: readonly string[]): boolean {
  if (shown.details.count === maxDetails) {
    leaveOut(shown, path)
    return false
  }
  shown.details.count += 1
  return true
}

const places = (leftOut: ReadonlyMap<string, number>): string => {
  const named = [...leftOut.keys()].slice(0, maxPlaces).join(', ')
  return leftOut.size > maxPlaces ? `${named}, …` : named
}

/** No name is `__proto__`. */
const recordOf = (context: Shown['context']): Record<string, Scalar> => {
  const record: Record<string, Scalar> = {}
  for (const [name, value] of context) record[name] = value
  return record
}

/** The row's values and context, with how many values are left out and the keys they are under. */
export function toReading({ values, context, leftOut }: Shown): BodyReading {
  if (leftOut.size === 0) return { values, context: recordOf(context) }
  const count = [...leftOut.values()].reduce((sum, each) => sum + each, 0)
  const told = { [leftOutKeys[0]]: count, [leftOutKeys[1]]: places(leftOut) }
  return { values, context: { ...recordOf(context), ...told } }
}
