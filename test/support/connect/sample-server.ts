import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'

/** A server with a tool of each kind, made with the SDK's first major. */
export function createSampleServer(): McpServer {
  const server = new McpServer(
    { name: 'sample', version: '1' },
    { capabilities: { logging: {}, tools: { listChanged: true } } },
  )
  server.registerTool(
    'echo',
    { inputSchema: { text: z.string() }, annotations: { readOnlyHint: true } },
    ({ text }) => ({ content: [{ type: 'text', text }] }),
  )
  server.registerTool(
    'count',
    { inputSchema: { to: z.number() } },
    async ({ to }, { sendNotification, _meta }) => {
      const progressToken = _meta?.progressToken
      for (let progress = 1; progress <= to; progress += 1) {
        if (progressToken !== undefined)
          await sendNotification({
            method: 'notifications/progress',
            params: { progressToken, progress, total: to },
          })
      }
      return { content: [{ type: 'text', text: `counted to ${to}` }] }
    },
  )
  server.registerTool('ask', {}, async () => {
    const answer = await server.server.elicitInput({
      message: 'Which?',
      requestedSchema: { type: 'object', properties: { which: { type: 'string' } } },
    })
    return {
      content: [{ type: 'text', text: `${answer.action} ${String(answer.content?.['which'])}` }],
    }
  })
  server.registerTool('wait', {}, async ({ signal }) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve()
      })
    })
    return { content: [] }
  })
  return server
}
