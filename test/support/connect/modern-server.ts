import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer, type McpHttpHandler } from '@modelcontextprotocol/server'
import { z } from 'zod'

import { listenLocally, type HttpListener } from '../http/http-listener.js'

/** A server of the SDK's second major. */
export interface ModernServer extends HttpListener {
  readonly handler: McpHttpHandler
  /** Headers of each POST. */
  readonly headers: readonly NodeJS.Dict<string | string[]>[]
  /** How many calls of `wait` were cancelled. */
  cancelled(): number
}

/** Serves `/mcp` for both eras. */
export async function serveModern(): Promise<ModernServer> {
  let cancelled = 0
  const headers: NodeJS.Dict<string | string[]>[] = []
  const handler = createMcpHandler(() => {
    const server = new McpServer(
      { name: 'modern', version: '1' },
      { capabilities: { tools: { listChanged: true } } },
    )
    server.registerTool(
      'count',
      { inputSchema: z.object({ to: z.int(), name: z.string() }) },
      async ({ to, name }, ctx) => {
        const progressToken = ctx.mcpReq._meta?.progressToken
        for (let progress = 1; progress <= to; progress += 1) {
          if (progressToken !== undefined)
            await ctx.mcpReq.notify({
              method: 'notifications/progress',
              params: { progressToken, progress, total: to },
            })
          await new Promise((resolve) => setImmediate(resolve))
        }
        return { content: [{ type: 'text', text: `${name} counted to ${to}` }] }
      },
    )
    server.registerTool('wait', {}, async (ctx) => {
      await new Promise<void>((resolve) => {
        ctx.mcpReq.signal.addEventListener('abort', () => {
          resolve()
        })
      })
      cancelled += 1
      return { content: [] }
    })
    return server
  })
  const answer = toNodeHandler(handler)
  const listener = await listenLocally((request, response) => {
    if (request.method === 'POST') headers.push(request.headers)
    const { method = 'GET', url = '/' } = request
    void answer(Object.assign(request, { method, url }), response)
  })
  return {
    ...listener,
    url: `${listener.url}/mcp`,
    handler,
    headers,
    cancelled: () => cancelled,
    close: async () => {
      await handler.close()
      await listener.close()
    },
  }
}
