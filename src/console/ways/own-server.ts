import { InMemoryTransport } from '@modelcontextprotocol/server'

import { createServer, type ServerOptions } from '../../mcp/server.js'
import type { OpenPipe } from './pipe-upstream.js'
import { transportPipe } from './transport-pipe.js'

/**
 * This program's own MCP server, in the same process: the same call path as for any host, with its
 * permissions, consent, limits and audit trail.
 */
export function ownServer(options: ServerOptions): OpenPipe {
  return (end) => {
    const [near, far] = InMemoryTransport.createLinkedPair()
    const server = createServer(options)
    const open = transportPipe(near, async () => {
      await Promise.all([near.start(), server.connect(far)])
    })
    const pipe = open(end)
    return {
      post: pipe.post,
      close: async () => {
        await server.close()
        await pipe.close()
      },
    }
  }
}
