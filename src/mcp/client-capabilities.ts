import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'

/** What the client says that it can do: in the request (2026-07-28), or when it connected. Untrusted. */
export const clientCapabilities = (
  server: McpServer,
  { mcpReq: { envelope } }: ServerContext,
): unknown =>
  envelope === undefined
    ? server.server.getClientCapabilities()
    : Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY)
