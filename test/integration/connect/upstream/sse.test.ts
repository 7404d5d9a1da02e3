import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { describe, expect } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { openBridgedHost } from '../../../support/connect/bridged-host.js'
import { it } from '../../../support/connect/opened.js'
import { createSampleServer } from '../../../support/connect/sample-server.js'
import {
  answerUsual,
  beginEvents,
  resultFor,
  sendEvent,
  sendJson,
  type Incoming,
  type Script,
} from '../../../support/connect/scripted-server.js'
import { listenLocally, type HttpListener } from '../../../support/http/http-listener.js'

/** A server of the SDK on HTTP with SSE alone. */
const serveSse = async (): Promise<HttpListener & { streams(): number }> => {
  const sessions = new Map<string, SSEServerTransport>()
  let streams = 0
  const listener = await listenLocally((request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    if (request.method === 'GET' && url.pathname === '/sse') {
      streams += 1
      const transport = new SSEServerTransport('/messages', response)
      sessions.set(transport.sessionId, transport)
      void createSampleServer().connect(transport)
      return
    }
    const session = sessions.get(url.searchParams.get('sessionId') ?? '')
    if (request.method === 'POST' && url.pathname === '/messages' && session !== undefined)
      void session.handlePostMessage(request, response)
    else response.writeHead(404).end('not found')
  })
  return { ...listener, url: `${listener.url}/sse`, streams: () => streams }
}

const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }

/** How a server of this kind differs from others. */
interface Manner {
  readonly endpoint?: string
  readonly send?: (stream: Incoming, message: unknown, posted: Incoming) => void
}

const sseServer = ({ endpoint = 'event: endpoint\ndata: /mcp?id=1\n\n', send }: Manner): Script => {
  let stream: Incoming | undefined
  return (incoming) => {
    const { request, response, message } = incoming
    if (request.method === 'GET') {
      stream = incoming
      beginEvents(response)
      response.write(`: hello\n\n${endpoint}`)
      return
    }
    if (!(request.url ?? '').includes('id=1') || stream === undefined) {
      response.writeHead(405).end()
      return
    }
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's' } }
    const answer = message['id'] === undefined ? undefined : resultFor(incoming, result)
    if (send !== undefined && answer !== undefined) {
      send(stream, answer, incoming)
      return
    }
    response.writeHead(202).end('Accepted')
    if (answer !== undefined) sendEvent(stream.response, answer)
  }
}

describe('a server of the SDK on HTTP with SSE', () => {
  it.for(['auto', 'sse'] as const)('is reached by --transport %s', async (transport, { keep }) => {
    const server = keep(await serveSse())
    const host = keep(openBridgedHost(server.url, { transport }))
    expect(await host.initialize()).toMatchObject({ result: { serverInfo: { name: 'sample' } } })
    const params = { name: 'count', arguments: { to: 2 }, _meta: { progressToken: 1 } }
    expect(await host.ask('tools/call', params)).toMatchObject({
      result: { content: [{ text: 'counted to 2' }] },
    })
    expect(host.received.map(({ method }) => method).filter(Boolean)).toHaveLength(2)
    expect(server.streams()).toBe(1)
  })

  it('is not reached by --transport http', async ({ keep }) => {
    const server = keep(await serveSse())
    const host = keep(openBridgedHost(server.url, { transport: 'http' }))
    expect((await rejected(host.initialize())).code).toBe('SERVER_FAILED')
  })

  it('asks the host', async ({ keep }) => {
    const server = keep(await serveSse())
    const host = keep(openBridgedHost(server.url))
    await host.initialize({ elicitation: {} })
    const answered = host.ask('tools/call', { name: 'ask' })
    const { id } = await host.next(({ method }) => method === 'elicitation/create')
    await host.send({ jsonrpc: '2.0', id, result: { action: 'decline' } })
    expect(await answered).toMatchObject({ result: { content: [{ text: 'decline undefined' }] } })
  })

  it('whose stream is cut gets a new session before the next question', async ({ keep }) => {
    const server = keep(await serveSse())
    const host = keep(openBridgedHost(server.url))
    await host.initialize()
    const waiting = host.ask('tools/call', { name: 'wait' })
    const lost = rejected(waiting)
    await host.ask('ping')
    server.server.closeAllConnections()
    expect((await lost).message).toMatch(/lost while the call was under way/)
    expect(await host.ask('tools/list')).toHaveProperty('result.tools')
    expect(server.streams()).toBe(2)
    expect(host.received.filter((message) => 'result' in message)).toHaveLength(3)
  })
})

describe('a server on HTTP with SSE', () => {
  const manners: readonly (readonly [string, Manner])[] = [
    ['says a relative endpoint', { endpoint: 'event: endpoint\ndata: ?id=1\n\n' }],
    ['says the endpoint as a message', { endpoint: 'data: /mcp?id=1\n\n' }],
    [
      'answers with events of its own name, and heartbeats',
      {
        send: ({ response }, message, posted) => {
          posted.response.writeHead(202).end()
          response.write('event: heartbeat\ndata: 2026-11-30\n\n: ping\n\n')
          response.write(`event: result\ndata: ${JSON.stringify(message)}\n\n`)
        },
      },
    ],
    [
      'answers in the body of the POST',
      { send: (_stream, message, { response }) => void sendJson(response, message) },
    ],
    [
      'answers on the stream and in the body',
      {
        send: (stream, message, { response }) => {
          sendEvent(stream.response, message)
          sendJson(response, message)
        },
      },
    ],
    [
      'answers in the body as a stream',
      {
        send: (_stream, message, { response }) => {
          beginEvents(response)
          sendEvent(response, changed)
          sendEvent(response, message)
          response.end()
        },
      },
    ],
    [
      'ends the POST only after the answer',
      {
        send: (stream, message, { response }) => {
          sendEvent(stream.response, message)
          setImmediate(() => response.writeHead(200).end())
        },
      },
    ],
  ]
  it.for(manners)('that %s', async ([, manner], { script }) => {
    const { host } = await script(sseServer(manner))
    await host.initialize()
    expect(await host.ask('tools/list')).toHaveProperty('result')
    expect(host.received.filter((message) => 'result' in message)).toHaveLength(2)
  })

  it('F52: that names another origin gets nothing there', async ({ script }) => {
    const posted: string[] = []
    const elsewhere = await script(({ request, response }) => {
      posted.push(request.url ?? '')
      response.writeHead(202).end()
    })
    const { host } = await script(
      sseServer({ endpoint: `event: endpoint\ndata: ${elsewhere.server.url}\n\n` }),
      { tokens: { first: 'secret' }, transport: 'sse' },
    )
    expect((await rejected(host.initialize())).message).toMatch(/another origin/)
    expect(posted).toEqual([])
  })

  it('that never says where messages go', async ({ script }) => {
    const { host } = await script(sseServer({ endpoint: ': wait\n\n' }), {
      transport: 'sse',
      limits: { wakeMs: 50 },
    })
    expect((await rejected(host.initialize())).message).toMatch(/where messages go/)
  })

  it('that takes a message and never answers', async ({ script }) => {
    const { host } = await script(
      sseServer({ send: (_stream, _message, { response }) => response.writeHead(202).end() }),
      { limits: { silentMs: 100 } },
    )
    expect((await rejected(host.ask('tools/list'))).message).toMatch(/sent nothing/)
  })

  it('is asked with the token, and for it once where it is old', async ({ script }) => {
    const { server, host } = await script(
      (() => {
        const usual = sseServer({})
        return (incoming: Incoming) => {
          if (incoming.request.headers.authorization === 'Bearer new') usual(incoming)
          else incoming.response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
        }
      })(),
      { tokens: { first: 'old', renewed: ['new'] }, transport: 'sse' },
    )
    await host.initialize()
    expect(host.account.asked).toEqual(['renew'])
    expect(server.requests).toEqual([
      'GET',
      'GET',
      'POST initialize',
      'POST notifications/initialized',
    ])
  })
})

describe('auto', () => {
  const modes = [400, 404, 405] as const

  it.for(modes)('takes HTTP with SSE after %i', async (status, { script }) => {
    const usual = sseServer({})
    const { server, host } = await script((incoming) => {
      if (incoming.request.method === 'POST' && !(incoming.request.url ?? '').includes('id=1'))
        incoming.response.writeHead(status).end('nothing here')
      else usual(incoming)
    })
    await host.initialize()
    await host.ask('tools/list')
    expect(server.requests).toEqual([
      'POST initialize',
      'GET',
      'POST initialize',
      'POST notifications/initialized',
      'POST tools/list',
    ])
  })

  it.for([401, 403, 415, 500])('does not after %i', async (status, { script }) => {
    const { server, host } = await script(({ response }) => {
      response.writeHead(status).end()
    })
    await rejected(host.initialize())
    expect(server.requests).not.toContain('GET')
  })

  it('does not after a JSON-RPC error', async ({ script }) => {
    const { server, host } = await script((incoming) => {
      const error = { code: -32_601, message: 'Method not found' }
      const { id, method } = incoming.message
      if (method === 'server/discover')
        sendJson(incoming.response, { jsonrpc: '2.0', id, error }, 404)
      else answerUsual(incoming)
    })
    expect(await host.ask('server/discover')).toHaveProperty('error.code', -32_601)
    expect(server.requests).toEqual(['POST server/discover'])
  })
})
