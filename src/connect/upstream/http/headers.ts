import { envelopeVersionOf, methodOf, paramsOf, type Message } from '../message.js'
import { paramHeaders } from './param-headers.js'
import { headerValue } from './header-value.js'

/** What a server of the 2025 eras gave at `initialize`. */
export interface Session {
  readonly id: string | undefined
  readonly protocolVersion: string | undefined
}

/** Where a message says its name, by method (MCP 2026-07-28, Streamable HTTP, standard headers). */
const nameFields: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
])

const nameOf = (message: Message): string | undefined => {
  const field = nameFields.get(methodOf(message) ?? '')
  const name = field === undefined ? undefined : paramsOf(message)[field]
  return typeof name === 'string' ? name : undefined
}

const mirrored = (
  message: Message,
  version: string,
  inputSchemaOf: (tool: string) => unknown,
): Record<string, string> => {
  const method = methodOf(message) ?? ''
  const name = nameOf(message)
  return {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(name === undefined ? {} : { 'mcp-name': headerValue(name) }),
    ...(method === 'tools/call' && name !== undefined
      ? paramHeaders(inputSchemaOf(name), paramsOf(message)['arguments'])
      : {}),
  }
}

/** The headers of a session of the 2025 eras (Streamable HTTP, session management). */
export const sessionHeaders = ({ id, protocolVersion }: Session): Record<string, string> => ({
  ...(id === undefined ? {} : { 'mcp-session-id': id }),
  ...(protocolVersion === undefined ? {} : { 'mcp-protocol-version': protocolVersion }),
})

/** The headers of one message: mirrored from it in the 2026 era, else those of the session. */
export function messageHeaders(
  message: Message,
  session: Session,
  inputSchemaOf: (tool: string) => unknown,
): Record<string, string> {
  const version = envelopeVersionOf(message)
  const common = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  }
  if (version !== undefined) return { ...common, ...mirrored(message, version, inputSchemaOf) }
  return methodOf(message) === 'initialize' ? common : { ...common, ...sessionHeaders(session) }
}
