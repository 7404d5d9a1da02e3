import { createHash } from 'node:crypto'

import { isRecord } from '../record.js'
import { ownResults } from './own-results.js'
import type { ServerOptions } from './server.js'

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** The tool definitions as a client receives them, from a server inside this process; none is called. */
export async function toolDefinitions(options: ServerOptions): Promise<readonly unknown[]> {
  const results = await ownResults(options, ['tools/list'])
  const tools = results['tools/list']?.['tools']
  if (!isList(tools)) throw new Error('the server did not list its tools')
  return tools
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** How hosts draw an answer is no part of a definition: the address of a view has a hash of its own. */
const withoutMeta = (definition: unknown): unknown =>
  isRecord(definition)
    ? Object.fromEntries(Object.entries(definition).filter(([key]) => key !== '_meta'))
    : definition

/**
 * SHA-256 in hexadecimal of the tool definitions, without their `_meta`, as JSON with sorted keys. It
 * depends on the version and on which tools `JHE_TOOLS` offers, not on the person, so that a changed
 * definition can be detected.
 */
export function definitionsHash(definitions: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(definitions.map(withoutMeta))))
    .digest('hex')
}
