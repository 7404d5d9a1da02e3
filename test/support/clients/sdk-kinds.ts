import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernHttp,
} from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernStdio } from '@modelcontextprotocol/client/stdio'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as LegacyStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

import { bin, type Catalog } from './mcp-clients.js'
import { modernSseTransportOf, sseTransportOf } from './sse-clients.js'

/** A connected client of the SDK, with the results as it gives them. */
export interface SdkClient extends Catalog {
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
  listTools(): Promise<unknown>
  getInstructions(): string | undefined
  close(): Promise<void>
}

/** A served program's public address, and whose token is shown to it. */
export interface Served {
  readonly url: string
  readonly token: string
}

/** One of the SDK's clients, as it connects to the same server in each way. */
export interface SdkKind {
  readonly name: string
  /**
   * @param env of the server that it starts
   * @param args of its command line
   */
  stdio(env: Readonly<Record<string, string>>, args?: readonly string[]): Promise<SdkClient>
  /** Over Streamable HTTP at a path. */
  http(served: Served, path: '/mcp' | '/sse'): Promise<SdkClient>
  /** Over HTTP+SSE at `/sse`. */
  sse(served: Served): Promise<SdkClient>
}

const identity = { name: 'test-host', version: '1.0.0' }

const launch = (env: Readonly<Record<string, string>>, args: readonly string[] = []) => ({
  command: process.execPath,
  args: [bin, ...args],
  env: { ...env, PATH: process.env['PATH'] ?? '' },
  stderr: 'ignore' as const,
})

const bearer = ({ token }: Served): string => `Bearer ${token}`
const withToken = (served: Served) => ({
  requestInit: { headers: { Authorization: bearer(served) } },
})

const connectFirst = async (
  transport: Parameters<LegacyClient['connect']>[0],
): Promise<SdkClient> => {
  const client = new LegacyClient(identity)
  await client.connect(transport)
  return client
}

const first: SdkKind = {
  name: 'SDK 1',
  stdio: async (env, args) => await connectFirst(new LegacyStdio(launch(env, args))),
  http: async (served, path) =>
    await connectFirst(new LegacyHttp(new URL(`${served.url}${path}`), withToken(served))),
  sse: async (served) => await connectFirst(sseTransportOf(served.url, bearer(served))),
}

type Mode = 'legacy' | 'auto' | { readonly pin: '2026-07-28' }

const second = (name: string, mode: Mode): SdkKind => {
  const connect = async (transport: Parameters<ModernClient['connect']>[0]): Promise<SdkClient> => {
    const client = new ModernClient(identity, { versionNegotiation: { mode } })
    await client.connect(transport)
    return client
  }
  return {
    name,
    stdio: async (env, args) => await connect(new ModernStdio(launch(env, args))),
    http: async (served, path) =>
      await connect(new ModernHttp(new URL(`${served.url}${path}`), withToken(served))),
    sse: async (served) => await connect(modernSseTransportOf(served.url, bearer(served))),
  }
}

/** The clients of both lines of the SDK; line 2 in every way to agree on a revision. */
export const sdkKinds = {
  first,
  legacy: second('SDK 2 in the era of 2025', 'legacy'),
  auto: second('SDK 2 that finds out', 'auto'),
  pinned: second('SDK 2 in the era of 2026-07-28', { pin: '2026-07-28' }),
} as const
