import type { CallFacts } from '../audit/event.js'
import { factsOf } from '../calls/audit-span.js'
import { rowsOf } from '../calls/rows-of.js'
import { prompts } from '../prompts/registry.js'
import { isRecord, type JsonRecord } from '../record.js'
import { resources } from '../resources/registry.js'
import { tools } from '../tools/registry.js'
import type { Tool } from '../tools/tool.js'

interface OwnCall {
  readonly name: string
  readonly tool: Tool
  readonly args: unknown
  readonly value: unknown
}

const parsed = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

const firstText = ({ contents }: JsonRecord): unknown => {
  const first: unknown = Array.isArray(contents) ? contents[0] : undefined
  return isRecord(first) ? first['text'] : undefined
}

/** The template that an address fills in, and the value of its variable. */
const resourceAt = (address: string) => {
  for (const resource of resources) {
    const [before = '', after = ''] = resource.uri.split(/\{\w+\}/)
    if (address === resource.uri) return { resource, value: '' }
    if (resource.uri === before || !address.startsWith(before) || !address.endsWith(after)) continue
    return { resource, value: address.slice(before.length, address.length - after.length) }
  }
  return undefined
}

const toolCall = (params: JsonRecord, result: JsonRecord): OwnCall | undefined => {
  const tool = tools.find(({ name }) => name === params['name'])
  if (tool === undefined) return undefined
  return { name: tool.name, tool, args: params['arguments'], value: result['structuredContent'] }
}

const resourceCall = (params: JsonRecord, result: JsonRecord): OwnCall | undefined => {
  const found = resourceAt(String(params['uri']))
  if (found === undefined) return undefined
  const { tool, uri, args } = found.resource
  return { name: uri, tool, args: args(found.value), value: parsed(firstText(result)) }
}

/**
 * Reads a call of one of our own tools, resources or prompts, which another jhe-mcp has answered.
 * @param result undefined where it has no answer
 */
export function ownCallFacts(
  { method, params = {} }: { readonly method: string; readonly params?: JsonRecord },
  result: JsonRecord = {},
): CallFacts {
  const none = { studies: [], patients: [], rows: 0, truncated: false }
  if (method === 'prompts/get') {
    const name = prompts.find((prompt) => prompt.name === params['name'])?.name ?? null
    return { ...none, name }
  }
  const call = method === 'tools/call' ? toolCall(params, result) : resourceCall(params, result)
  if (call === undefined) return { ...none, name: null }
  const { name, tool, args, value } = call
  const record = isRecord(value) ? value : {}
  return {
    name,
    ...factsOf(tool, args, value),
    rows: rowsOf(record),
    truncated: record['truncated'] === true,
  }
}
