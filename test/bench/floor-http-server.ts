import { createServer, type IncomingMessage } from 'node:http'

import { toNodeHandler, type NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'

import { floorServers } from './floor-tools.js'

const answer = toNodeHandler(createMcpHandler(floorServers(process.argv[2] ?? '')))

/** As every request of a server is. */
const isRequest = (
  request: IncomingMessage,
): request is IncomingMessage & NodeIncomingMessageLike =>
  request.method !== undefined && request.url !== undefined

const server = createServer((request, response) => {
  if (isRequest(request)) void answer(request, response)
  else response.destroy()
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stderr.write(`floor listens on ${port}\n`)
})
