import { StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

import { connectLegacyTo, connectModernTo, type Era, type Host } from './mcp-clients.js'

/** A host of an era that reaches a served program over Streamable HTTP with somebody's token. */
export async function connectHttpHost(era: Era, address: string, token: string): Promise<Host> {
  const requestInit = { headers: { Authorization: `Bearer ${token}` } }
  return era === '2025'
    ? await connectLegacyTo(new LegacyTransport(new URL(address), { requestInit }))
    : await connectModernTo(new ModernTransport(new URL(address), { requestInit }))
}
