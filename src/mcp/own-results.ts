import { InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server'

import { createServer, type ServerOptions } from './server.js'

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'jhe-mcp', version: '1' },
  },
} as const
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' } as const

export type OwnResult = Readonly<Record<string, unknown>>

/**
 * What a client receives from a server inside this process as answers to `initialize` and to lists;
 * no tool is called.
 * @param lists methods like `tools/list`
 * @returns the results by method
 * @throws Error where the server answers with an error
 */
export async function ownResults(
  options: ServerOptions,
  lists: readonly string[],
): Promise<Readonly<Record<string, OwnResult>>> {
  const [client, transport] = InMemoryTransport.createLinkedPair()
  const server = createServer(options)
  const answers = new Map<unknown, (message: JSONRPCMessage) => void>()
  client.onmessage = (message) => {
    if ('id' in message) answers.get(message.id)?.(message)
  }
  const ask = async (message: typeof initialize | JSONRPCMessage): Promise<OwnResult> => {
    const id = 'id' in message ? message.id : undefined
    const answer = await new Promise<JSONRPCMessage>((resolve, reject) => {
      answers.set(id, resolve)
      client.send(message).catch(reject)
    })
    if (!('result' in answer)) throw new Error('the server did not answer')
    return answer.result
  }
  try {
    await server.connect(transport)
    await client.start()
    const hello = await ask(initialize)
    await client.send(initialized)
    const found = await Promise.all(
      lists.map(
        async (method, at) => [method, await ask({ jsonrpc: '2.0', id: at + 1, method })] as const,
      ),
    )
    return { initialize: hello, ...Object.fromEntries(found) }
  } finally {
    await server.close()
  }
}
