import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import { z } from 'zod'

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const slim = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(slim)
  if (!isPlain(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => {
        const isSafeIntegerBound =
          (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
          (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)
        return key !== '$schema' && !isSafeIntegerBound
      })
      .map(([key, value]) => [key, slim(value)]),
  )
}

/** The JSON Schema (draft 2020-12) of a zod schema, without what only costs tokens. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const json = slim(z.toJSONSchema(schema, { io, target: 'draft-2020-12' }))
  return isPlain(json) ? json : {}
}

/**
 * A schema for the SDK to advertise and not to check: arguments are checked by `runTool`, so that
 * a mistake is answered in our own error shape, and answers are built by us.
 */
export function advertised(
  schema: z.ZodType,
  io: 'input' | 'output',
): StandardSchemaWithJSON<unknown, unknown> {
  const json = jsonSchemaOf(schema, io)
  return {
    '~standard': {
      version: 1,
      vendor: 'jhe-mcp',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => json, output: () => json },
    },
  }
}
