// A program that serves MCP on its stdin and stdout, as a person may add one to the console.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'

const server = new McpServer({ name: 'sample-program', version: '1' })
server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => ({
  content: [{ type: 'text', text }],
}))
server.registerTool('environment', {}, () => ({
  content: [{ type: 'text', text: Object.keys(process.env).join(' ') }],
}))
server.registerTool(
  'count',
  { inputSchema: { to: z.number() } },
  async ({ to }, { sendNotification, _meta }) => {
    for (let progress = 1; progress <= to; progress += 1)
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken: _meta?.progressToken ?? '', progress, total: to },
      })
    return { content: [{ type: 'text', text: `counted to ${to}` }] }
  },
)
let waiting = 0
server.registerTool('waiting', {}, () => ({ content: [{ type: 'text', text: String(waiting) }] }))
let cancelled = 0
server.registerTool('cancelled', {}, () => ({
  content: [{ type: 'text', text: String(cancelled) }],
}))
server.registerTool('wait', {}, async ({ signal }) => {
  waiting += 1
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve)
  })
  waiting -= 1
  cancelled += 1
  return { content: [] }
})
server.registerTool('pid', {}, () => ({ content: [{ type: 'text', text: String(process.pid) }] }))
server.registerTool('end', {}, () => process.exit(0))
await server.connect(new StdioServerTransport())
