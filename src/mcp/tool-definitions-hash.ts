import { createHash } from 'node:crypto'

import { InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server'

import { createServer, type ServerOptions } from './server.js'

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'jhe-mcp-doctor', version: '1' },
  },
} as const
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' } as const
const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' } as const

const toolsIn = (message: JSONRPCMessage): readonly unknown[] => {
  const tools: unknown = 'result' in message ? message.result['tools'] : undefined
  if (!Array.isArray(tools)) throw new Error('the server did not list its tools')
  return tools
}

/** The tool definitions as a client receives them, from a server inside this process; none is called. */
export async function toolDefinitions(options: ServerOptions): Promise<readonly unknown[]> {
  const [client, transport] = InMemoryTransport.createLinkedPair()
  const server = createServer(options)
  const answers = new Map<unknown, (message: JSONRPCMessage) => void>()
  client.onmessage = (message) => {
    if ('id' in message) answers.get(message.id)?.(message)
  }
  const ask = async (message: typeof initialize | typeof listTools): Promise<JSONRPCMessage> =>
    await new Promise((resolve, reject) => {
      answers.set(message.id, resolve)
      client.send(message).catch(reject)
    })
  try {
    await server.connect(transport)
    await client.start()
    await ask(initialize)
    await client.send(initialized)
    return toolsIn(await ask(listTools))
  } finally {
    await server.close()
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/**
 * SHA-256 in hexadecimal of the tool definitions as JSON with sorted keys. It depends on the version
 * and on which tools `JHE_TOOLS` offers, not on the person, so that a changed definition can be
 * detected.
 */
export function definitionsHash(definitions: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(definitions)))
    .digest('hex')
}
