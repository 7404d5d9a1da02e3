import { isRecord, type JsonRecord } from '../record.js'
import { boundText } from './json.js'
import { toValue, type BodyReading, type ObservationValue } from './observation-value.js'

const deepest = 6
const mostValues = 50
const mostContext = 20

type Leaf =
  | { readonly value: ObservationValue }
  | { readonly context: readonly [name: string, stored: string | boolean] }
  | { readonly value: 'too deep' }

const isQuantity = (record: JsonRecord): boolean =>
  Object.hasOwn(record, 'value') &&
  Object.hasOwn(record, 'unit') &&
  typeof record['unit'] === 'string'

const childrenOf = (value: unknown): readonly (readonly [key: string, child: unknown])[] => {
  if (Array.isArray(value)) return value.map((child: unknown, index) => [String(index), child])
  if (!isRecord(value)) return []
  return Object.entries(value)
    .filter(([key]) => key !== 'effective_time_frame')
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function* leavesOf(value: unknown, path: readonly string[]): Generator<Leaf> {
  const name = boundText(path.join('.'))
  if (typeof value === 'number') yield { value: toValue(name, value, null) }
  else if (typeof value === 'string') yield { context: [name, boundText(value)] }
  else if (typeof value === 'boolean') yield { context: [name, value] }
  else if (isRecord(value) && path.length > 0 && isQuantity(value)) {
    yield { value: toValue(name, value['value'], value['unit']) }
  } else {
    const children = childrenOf(value)
    if (path.length === deepest && children.length > 0) yield { value: 'too deep' }
    else for (const [key, child] of children) yield* leavesOf(child, [...path, key])
  }
}

/**
 * The body of a type that is not in the table of data types, with no guess at its meaning: each
 * `{value, unit}` object and each bare number by its path (keys in alphabetical order, joined by
 * dots), each text and yes/no as context. The time frame is left out. At most 50 values and 20
 * context entries from at most six levels; where there were more values, the context says how many
 * parts are not shown, as `values_left_out`.
 */
export function readUnknownBody(body: JsonRecord): BodyReading {
  const values: ObservationValue[] = []
  const context = new Map<string, string | number | boolean>()
  let leftOut = 0
  for (const leaf of leavesOf(body, [])) {
    if ('context' in leaf) {
      if (context.size < mostContext) context.set(...leaf.context)
    } else if (leaf.value === 'too deep' || values.length === mostValues) leftOut += 1
    else values.push(leaf.value)
  }
  if (leftOut > 0) context.set('values_left_out', leftOut)
  return { values, context: Object.fromEntries(context) }
}
