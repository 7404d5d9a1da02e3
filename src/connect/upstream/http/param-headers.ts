import { isRecord, type JsonRecord } from '../../../record.js'
import { headerValue } from './header-value.js'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
}

type Header = readonly [name: string, value: string]

const deepest = 32

const ownHeader = (schema: JsonRecord, value: unknown): readonly Header[] => {
  const name = schema['x-mcp-header']
  const text = textOf(value)
  if (typeof name !== 'string' || !token.test(name) || text === undefined) return []
  return [[`mcp-param-${name.toLowerCase()}`, headerValue(text)]]
}

const headersIn = (schema: unknown, value: unknown, depth: number): readonly Header[] => {
  const properties = isRecord(schema) ? schema['properties'] : undefined
  if (!isRecord(properties) || !isRecord(value) || depth > deepest) return []
  return Object.entries(properties).flatMap(([key, part]) => {
    const given = Object.hasOwn(value, key) ? value[key] : undefined
    return isRecord(part) ? [...ownHeader(part, given), ...headersIn(part, given, depth + 1)] : []
  })
}

/**
 * Arguments that the tool's input schema marks by `x-mcp-header`, as headers (MCP 2026-07-28,
 * Streamable HTTP, custom headers). Without a schema there are none.
 */
export const paramHeaders = (schema: unknown, args: unknown): Record<string, string> =>
  Object.fromEntries(headersIn(schema, args, 0))
