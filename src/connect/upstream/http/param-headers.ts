import { isRecord } from '../../../record.js'
import { headerValue } from './header-value.js'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
}

const headersOf = (schema: unknown, value: unknown, depth: number): [string, string][] => {
  if (!isRecord(schema) || value === undefined || value === null || depth > 32) return []
  const name = schema['x-mcp-header']
  const text = textOf(value)
  const own: [string, string][] =
    typeof name === 'string' && token.test(name) && text !== undefined && depth > 0
      ? [[`mcp-param-${name.toLowerCase()}`, headerValue(text)]]
      : []
  if (!isRecord(schema['properties']) || !isRecord(value)) return own
  const inner = Object.entries(schema['properties']).flatMap(([key, part]) =>
    headersOf(part, Object.hasOwn(value, key) ? value[key] : undefined, depth + 1),
  )
  return [...own, ...inner]
}

/**
 * Arguments that the tool's input schema marks by `x-mcp-header`, as headers (MCP 2026-07-28,
 * Streamable HTTP, custom headers). Without a schema there are none.
 */
export const paramHeaders = (schema: unknown, args: unknown): Record<string, string> =>
  Object.fromEntries(headersOf(schema, args, 0))
