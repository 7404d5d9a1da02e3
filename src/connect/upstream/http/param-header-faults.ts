import { isRecord, type JsonRecord } from '../../../record.js'
import { deepest, mark, token } from './param-headers.js'

/** A parameter that is marked to be sent as a header. */
interface Marked {
  readonly name: unknown
  readonly type: unknown
  /** Whether only `properties` lead to it. */
  readonly isReachable: boolean
}

/** Keywords of JSON Schema 2020-12 with a schema or a list of them. */
const schemas = [
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'items', 'prefixItems', 'contains'],
  ...['additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'],
] as const
/** Keywords with schemas by name. */
const named = ['$defs', 'definitions', 'patternProperties', 'dependentSchemas'] as const

const types: readonly unknown[] = ['string', 'integer', 'boolean']

const valuesOf = (value: unknown): readonly unknown[] =>
  isRecord(value) ? Object.values(value) : []

const elsewhere = (schema: JsonRecord): readonly unknown[] => [
  ...schemas.flatMap((key) => schema[key]),
  ...named.flatMap((key) => valuesOf(schema[key])),
]

function* markedIn(schema: unknown, isReachable: boolean, depth = 0): Generator<Marked> {
  if (!isRecord(schema) || depth > deepest) return
  if (Object.hasOwn(schema, mark))
    yield { name: schema[mark], type: schema['type'], isReachable: isReachable && depth > 0 }
  for (const part of valuesOf(schema['properties'])) yield* markedIn(part, isReachable, depth + 1)
  for (const part of elsewhere(schema)) yield* markedIn(part, false, depth + 1)
}

const faultOf = ({ name, type, isReachable }: Marked, names: ReadonlySet<string>) => {
  if (!isReachable) return 'it marks what is no parameter'
  if (typeof name !== 'string' || !token.test(name)) return 'a mark is no name of a header'
  if (!types.includes(type)) return 'it marks what is neither a text, an integer nor a boolean'
  return names.has(name.toLowerCase()) ? 'two marks are the same' : undefined
}

/**
 * What is wrong with the parameters that a tool's input schema marks by `x-mcp-header`: such a tool is
 * left out of lists (MCP 2026-07-28, Streamable HTTP, custom headers).
 * @returns undefined where nothing is
 */
export function paramHeaderFault(schema: unknown): string | undefined {
  const names = new Set<string>()
  for (const marked of markedIn(schema, true)) {
    const fault = faultOf(marked, names)
    if (fault !== undefined) return fault
    names.add(String(marked.name).toLowerCase())
  }
  return undefined
}
