import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

/** What the client says that it can do: in the request (2026-07-28), or when it connected. Untrusted. */
export const clientCapabilities = (
  server: McpServer,
  { mcpReq: { envelope } }: ServerContext,
): unknown =>
  envelope === undefined
    ? server.server.getClientCapabilities()
    : Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY)

/** `{}` stands for forms only, as before there were other kinds. */
const formElicitation = z.looseObject({
  elicitation: z.union([z.strictObject({}), z.looseObject({ form: z.looseObject({}) })]),
})

/** Whether the client can show a form. */
export const canShowForm = (server: McpServer, context: ServerContext): boolean =>
  formElicitation.safeParse(clientCapabilities(server, context)).success
