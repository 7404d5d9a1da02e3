import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import { z } from 'zod'

import { isRecord, type JsonRecord } from '../record.js'

type Direction = 'input' | 'output'

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** Keywords left out of output schemas: the names and types of fields suffice. */
const leftOutOfOutput = ['minimum', 'maximum', 'required']
/** Keywords left out because callers rarely break them; the argument check reports it. */
const lengths = ['minLength', 'maxLength']

const isKeptOfInput = (key: string, value: unknown): boolean =>
  !lengths.includes(key) && value !== Number.MAX_SAFE_INTEGER && value !== Number.MIN_SAFE_INTEGER

/** A schema with `brief` in its metadata is advertised without its fields, with that line instead; '' is none. */
const brief = ({ type, items, brief: description }: JsonRecord): JsonRecord => ({
  type,
  ...(isRecord(items) ? { items: { type: items['type'] } } : {}),
  ...(description === '' ? {} : { description }),
})

const isKept = (key: string, value: unknown, io: Direction, isRoot: boolean): boolean => {
  if (key === '$schema' || key === 'propertyNames') return false
  if (isRecord(value)) return key !== 'additionalProperties' || Object.keys(value).length > 0
  if (io === 'input') return isKeptOfInput(key, value)
  return !leftOutOfOutput.includes(key) && (isRoot || key !== 'additionalProperties')
}

/** One type each: hosts that turn schemas into another dialect refuse a list of types. */
const apart = (schema: JsonRecord): JsonRecord => {
  const { type, ...rest } = schema
  return isList(type) ? { ...rest, anyOf: type.map((one) => ({ type: one })) } : schema
}

const slimFields = (fields: JsonRecord, io: Direction): JsonRecord =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, slim(field, io)]))

const slim = (schema: unknown, io: Direction, isRoot = false): unknown => {
  if (isList(schema)) return schema.map((part) => slim(part, io))
  if (!isRecord(schema)) return schema
  if (typeof schema['brief'] === 'string') return brief(schema)
  const kept = Object.entries(apart(schema)).filter(([key, value]) =>
    isKept(key, value, io, isRoot),
  )
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' && isRecord(value) ? slimFields(value, io) : slim(value, io),
    ]),
  )
}

/** The JSON Schema (draft 2020-12) of a zod schema, without what only costs tokens. */
export function jsonSchemaOf(schema: z.ZodType, io: Direction): Record<string, unknown> {
  const json = slim(z.toJSONSchema(schema, { io, target: 'draft-2020-12' }), io, true)
  return isRecord(json) ? { ...json } : {}
}

/**
 * A schema for the SDK to advertise and not to check: arguments are checked by `runTool`, so that
 * a mistake is answered in our own error shape, and answers are built by us. It is made when a
 * client first asks for it, which is after the first reply.
 */
export function advertised(
  schema: () => z.ZodType,
  io: Direction,
): StandardSchemaWithJSON<unknown, unknown> {
  let known: Record<string, unknown> | undefined
  const json = (): Record<string, unknown> => (known ??= jsonSchemaOf(schema(), io))
  return {
    '~standard': {
      version: 1,
      vendor: 'jhe-mcp',
      validate: (value) => ({ value }),
      jsonSchema: { input: json, output: json },
    },
  }
}
