import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/** A connected client, as far as these tests use it. */
export interface Client {
  /** Calls a tool. @returns its answer as text @throws when it is an error of whatever kind */
  call(tool: string, args?: Record<string, unknown>): Promise<string>
  close(): Promise<void>
}

/** The SDK's clients that speak Streamable HTTP: the first major, and the second in both eras. */
export const httpClientKinds = ['v1', 'v2 legacy', 'v2 modern'] as const
export type HttpClientKind = (typeof httpClientKinds)[number]

const identity = { name: 'test-host', version: '1.0.0' }

type Caller = (params: { name: string; arguments: Record<string, unknown> }) => Promise<unknown>

const clientOf = (callTool: Caller, close: () => Promise<void>): Client => ({
  call: async (name, args = {}) => {
    const result = await callTool({ name, arguments: args })
    const text = JSON.stringify(result)
    if (typeof result === 'object' && result !== null && Reflect.get(result, 'isError') === true)
      throw new Error(text)
    return text
  },
  close,
})

/** Connects to `<url>/mcp` with somebody's token. */
export async function connectHttp(
  kind: HttpClientKind,
  url: string,
  token: string,
): Promise<Client> {
  const options = { requestInit: { headers: { Authorization: `Bearer ${token}` } } }
  const address = new URL(`${url}/mcp`)
  if (kind === 'v1') {
    const client = new LegacyClient(identity)
    const transport: Parameters<LegacyClient['connect']>[0] = new LegacyTransport(address, options)
    await client.connect(transport)
    return clientOf(
      async (params) => await client.callTool(params),
      async () => {
        await client.close()
      },
    )
  }
  const mode = kind === 'v2 legacy' ? 'legacy' : { pin: '2026-07-28' }
  const client = new ModernClient(identity, { versionNegotiation: { mode } })
  await client.connect(new ModernTransport(address, options))
  return clientOf(
    async (params) => await client.callTool(params),
    async () => {
      await client.close()
    },
  )
}
