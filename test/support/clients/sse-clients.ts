import {
  Client as ModernClient,
  SSEClientTransport as ModernSse,
} from '@modelcontextprotocol/client'
import { SSEClientTransport as LegacySse } from '@modelcontextprotocol/sdk/client/sse.js'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'

/** An SDK client on the HTTP+SSE transport. */
export interface SseClient {
  /** The result of a tool, as text. */
  call(tool: string, args?: Record<string, unknown>): Promise<string>
  listTools(): Promise<number>
  ping(): Promise<void>
  close(): Promise<void>
}

export const sseClientKinds = ['v1', 'v2'] as const
export type SseClientKind = (typeof sseClientKinds)[number]

const identity = { name: 'test-host', version: '1.0.0' }

/** The transport of the SDK's first major. */
export const sseTransportOf = (url: string, authorization: string): LegacySse =>
  new LegacySse(new URL(`${url}/sse`), {
    requestInit: { headers: { Authorization: authorization } },
  })

/** The transport of the SDK's second major. */
export const modernSseTransportOf = (url: string, authorization: string): ModernSse =>
  new ModernSse(new URL(`${url}/sse`), {
    requestInit: { headers: { Authorization: authorization } },
  })

/** Connects to `<url>/sse` with one of the SDK's clients. */
export async function connectSse(
  kind: SseClientKind,
  url: string,
  authorization: string,
): Promise<SseClient> {
  if (kind === 'v1') {
    const client = new LegacyClient(identity)
    await client.connect(sseTransportOf(url, authorization))
    return {
      call: async (name, args = {}) =>
        JSON.stringify((await client.callTool({ name, arguments: args })).structuredContent),
      listTools: async () => (await client.listTools()).tools.length,
      ping: async () => {
        await client.ping()
      },
      close: async () => {
        await client.close()
      },
    }
  }
  const client = new ModernClient(identity)
  await client.connect(modernSseTransportOf(url, authorization))
  return {
    call: async (name, args = {}) =>
      JSON.stringify((await client.callTool({ name, arguments: args })).structuredContent),
    listTools: async () => (await client.listTools()).tools.length,
    ping: async () => {
      await client.ping()
    },
    close: async () => {
      await client.close()
    },
  }
}
