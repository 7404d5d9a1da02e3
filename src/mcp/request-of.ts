import {
  CLIENT_INFO_META_KEY,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { isRecord } from '../record.js'
import type { Caller, ClientInfo, RequestContext } from '../calls/request-context.js'

/** The client info of the 2025 era's `initialize`; the SDK has no other access to it. */
interface Introduced {
  getClientVersion(): unknown
}

/** The program at the other end; it says so in the request (2026-07-28) or when it connected. */
const clientOf = (
  server: McpServer,
  { mcpReq: { envelope } }: ServerContext,
): ClientInfo | null => {
  const introduced: Introduced = server.server
  const told: unknown =
    envelope === undefined
      ? introduced.getClientVersion()
      : Reflect.get(envelope, CLIENT_INFO_META_KEY)
  if (!isRecord(told)) return null
  const { name, version } = told
  return typeof name === 'string' && typeof version === 'string' ? { name, version } : null
}

/** The context of one request of this caller. */
export const requestOf = (
  caller: Caller,
  server: McpServer,
  context: ServerContext,
): RequestContext => ({
  ...caller,
  client: clientOf(server, context),
  signal: context.mcpReq.signal,
})
