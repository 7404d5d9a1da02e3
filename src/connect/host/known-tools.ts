import { isRecord } from '../../record.js'
import type { Message } from '../upstream/message.js'
import { paramsOf, type Result } from './wire.js'

/** The server's tools, as far as its lists have been seen. */
export interface KnownTools {
  /** Takes the result of `tools/list`. */
  note(result: Result): void
  /** Whether a `tools/call` may be done twice, as its tool's annotations say. */
  isRepeatable(call: Message): boolean
  /** @returns undefined for a tool that is not known */
  inputSchemaOf(tool: string): unknown
}

/** Of what is kept of tools, in characters. */
const most = 16_777_216

interface Kept {
  readonly annotations: unknown
  readonly inputSchema: unknown
  readonly size: number
}

const keptOf = ({ annotations, inputSchema }: Result): Kept => ({
  annotations,
  inputSchema,
  size: JSON.stringify({ annotations, inputSchema }).length,
})

const isTrue = (annotations: unknown, name: string): boolean =>
  isRecord(annotations) && annotations[name] === true

export function createKnownTools(): KnownTools {
  const tools = new Map<unknown, Kept>()
  let size = 0

  const drop = (name: unknown): void => {
    size -= tools.get(name)?.size ?? 0
    tools.delete(name)
  }

  /** The tools that were listed longest ago make room. */
  const keep = (name: string, kept: Kept): void => {
    drop(name)
    if (kept.size + name.length > most) return
    tools.set(name, { ...kept, size: kept.size + name.length })
    size += kept.size + name.length
    for (const oldest of tools.keys()) {
      if (size <= most) return
      drop(oldest)
    }
  }

  return {
    note: ({ tools: list }) => {
      for (const tool of Array.isArray(list) ? list : [])
        if (isRecord(tool) && typeof tool['name'] === 'string') keep(tool['name'], keptOf(tool))
    },
    isRepeatable: (call) => {
      const annotations = tools.get(paramsOf(call)['name'])?.annotations
      return isTrue(annotations, 'readOnlyHint') || isTrue(annotations, 'idempotentHint')
    },
    inputSchemaOf: (tool) => tools.get(tool)?.inputSchema,
  }
}
