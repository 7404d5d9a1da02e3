// A program that serves MCP on its stdin and stdout and means no good. With `endless` its list of
// tools has no end, with `broken` it refuses to list them.
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import {
  CallToolRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'

const manner = process.argv[2]
const markup = '<img src=x onerror="alert(1)"><script>alert(1)</script>'
const object = (properties) => ({ type: 'object', properties })
const manyFields = Object.fromEntries(
  Array.from({ length: 3_000 }, (_, at) => [`field_${at}`, { type: 'string' }]),
)

const tools = [
  { name: markup, description: markup.repeat(2_000), inputSchema: object({}) },
  { name: 'gnp\u202Eexe', description: 'turned\u2066around', inputSchema: object({}) },
  { name: 'many fields', inputSchema: object(manyFields) },
  { name: 'any of', inputSchema: { type: 'object', anyOf: [{ required: ['a'] }] } },
  {
    name: 'odd fields',
    inputSchema: object({
      constructor: { type: 'string' },
      [markup]: { type: 'object', properties: { deep: { type: 'array' } } },
    }),
  },
  { name: 'long answer', inputSchema: object({}) },
  { name: 'get_observation_trend', inputSchema: object({}) },
  {
    name: 'take',
    description: 'Takes a table.',
    inputSchema: object({ table: { type: 'string' } }),
  },
  { name: '', inputSchema: object({}) },
]

const server = new Server(
  { name: markup, version: '1' },
  { capabilities: { tools: {}, resources: {}, prompts: {} } },
)
server.setRequestHandler(ListToolsRequestSchema, () => {
  if (manner === 'broken') throw new Error('no list')
  return manner === 'endless' ? { tools: [tools[7]], nextCursor: 'more' } : { tools }
})
server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
  params.name === 'get_observation_trend'
    ? { content: [{ type: 'text', text: 'a trend' }], structuredContent: { buckets: markup } }
    : {
        content: [
          { type: 'text', text: params.name === 'long answer' ? markup.repeat(60_000) : markup },
        ],
      },
)
server.setRequestHandler(ListResourcesRequestSchema, () => ({
  resources: [{ uri: 'javascript:alert(1)', name: markup, description: markup }],
}))
server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({
  contents: [{ uri: params.uri, mimeType: 'text/html', text: markup }],
}))
server.setRequestHandler(ListPromptsRequestSchema, () => ({
  prompts: [{ name: markup, description: markup, arguments: [{ name: markup, required: true }] }],
}))
server.setRequestHandler(GetPromptRequestSchema, () => ({
  messages: [{ role: 'user', content: { type: 'text', text: markup } }],
}))
await server.connect(new StdioServerTransport())
