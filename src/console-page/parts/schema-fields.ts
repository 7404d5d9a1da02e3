import { type JsonRecord, isRecord } from '../../record.js'
import { objectAt, textAt, textsAt } from '../../record-members.js'

/** How an argument is typed, as far as the form has a field for it. */
export type FieldKind = 'integer' | 'number' | 'string' | 'boolean' | 'enum' | 'json'

/** An argument of a form. */
export interface FormField {
  readonly name: string
  readonly kind: FieldKind
  /** Of an `enum`. */
  readonly options: readonly string[]
  readonly about: string
  readonly isNeeded: boolean
}

/** More fields than anybody fills in one by one. */
const maxFields = 60

/** `anyOf` with null is what an optional argument looks like. */
const plainOf = (schema: JsonRecord): JsonRecord => {
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isRecord) : []
  return options.find((option) => option['type'] !== 'null') ?? schema
}

const kindOf = (schema: JsonRecord): FieldKind => {
  if (textsAt(schema, 'enum').length > 0) return 'enum'
  const type = schema['type']
  return type === 'integer' || type === 'number' || type === 'string' || type === 'boolean'
    ? type
    : 'json'
}

const isCombined = (schema: JsonRecord): boolean =>
  ['anyOf', 'oneOf', 'allOf', '$ref', 'patternProperties'].some((word) => word in schema)

/**
 * The fields of the arguments of a tool.
 * @param schema JSON Schema of an object
 * @returns undefined where they are written as one JSON object: there are too many, or none is named
 */
export function fieldsOf(schema: JsonRecord): readonly FormField[] | undefined {
  const properties = Object.entries(objectAt(schema, 'properties'))
  if (properties.length > maxFields) return undefined
  if (properties.length === 0 && isCombined(schema)) return undefined
  const required = textsAt(schema, 'required')
  return properties.map(([name, value]) => {
    const property = isRecord(value) ? plainOf(value) : {}
    return {
      name,
      kind: kindOf(property),
      options: textsAt(property, 'enum'),
      about: isRecord(value) ? textAt(value, 'description') || textAt(property, 'description') : '',
      isNeeded: required.includes(name),
    }
  })
}

/** What was typed, as the tool takes it; undefined where nothing was. @throws SyntaxError */
export const valueOf = (kind: FieldKind, typed: string): unknown => {
  if (typed === '') return undefined
  if (kind === 'integer' || kind === 'number') return Number(typed)
  if (kind === 'boolean') return typed === 'true'
  return kind === 'json' ? JSON.parse(typed) : typed
}
