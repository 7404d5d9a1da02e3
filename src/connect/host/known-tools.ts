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

const isTrue = (annotations: unknown, name: string): boolean =>
  isRecord(annotations) && annotations[name] === true

export function createKnownTools(): KnownTools {
  const tools = new Map<unknown, Result>()
  return {
    note: ({ tools: list }) => {
      for (const tool of Array.isArray(list) ? list : [])
        if (isRecord(tool)) tools.set(tool['name'], tool)
    },
    isRepeatable: (call) => {
      const annotations = tools.get(paramsOf(call)['name'])?.['annotations']
      return isTrue(annotations, 'readOnlyHint') || isTrue(annotations, 'idempotentHint')
    },
    inputSchemaOf: (tool) => tools.get(tool)?.['inputSchema'],
  }
}
