import { describe, expect } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { openBridgedHost, type HostOptions } from '../../../support/connect/bridged-host.js'
import { plainFetch } from '../../../support/connect/plain-fetch.js'
import { it } from '../../../support/connect/opened.js'
import {
  answerUsual,
  beginEvents,
  resultFor,
  sendJson,
  type Script,
} from '../../../support/connect/scripted-server.js'
import { freePort } from '../../../support/loopback.js'

interface Fault {
  readonly name: string
  readonly code: string
  readonly says: RegExp
  readonly script: Script
  readonly options?: HostOptions
}

const faults: readonly Fault[] = [
  {
    name: 'a page of HTML, as of a captive portal',
    code: 'SERVER_FAILED',
    says: /text\/html/,
    script: ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the network')
    },
  },
  {
    name: 'an answer without a content type',
    code: 'SERVER_FAILED',
    says: /no content type/,
    script: ({ response }) => {
      response.writeHead(200).end('hello')
    },
  },
  {
    name: '413',
    code: 'SERVER_FAILED',
    says: /413/,
    script: ({ response }) => {
      response.writeHead(413).end('too large')
    },
  },
  {
    name: '500 without a JSON-RPC error',
    code: 'SERVER_FAILED',
    says: /failed/,
    script: ({ response }) => {
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops')
    },
  },
  {
    name: '403 that asks for nothing',
    code: 'SERVER_FAILED',
    says: /403/,
    script: ({ response }) => {
      response.writeHead(403).end('no')
    },
  },
  {
    name: 'JSON that ends in the middle',
    code: 'SERVER_FAILED',
    says: /not a JSON-RPC message/,
    script: ({ response }) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"jsonrpc":"2.0","id":1,')
    },
  },
  {
    name: 'JSON that is no JSON-RPC',
    code: 'SERVER_FAILED',
    says: /not a JSON-RPC message/,
    script: ({ response }) => {
      sendJson(response, { hello: 'world' })
    },
  },
  {
    name: 'an answer to another request',
    code: 'SERVER_FAILED',
    says: /without the answer/,
    script: ({ response }) => {
      sendJson(response, { jsonrpc: '2.0', id: 'another', result: {} })
    },
  },
  {
    name: 'an empty 202 where an answer is due',
    code: 'SERVER_FAILED',
    says: /without the answer/,
    script: ({ response }) => {
      response.writeHead(202).end()
    },
  },
  {
    name: 'an event that is not JSON',
    code: 'SERVER_FAILED',
    says: /not a JSON-RPC message/,
    script: ({ response }) => {
      beginEvents(response)
      response.end('data: {"jsonrpc":"2.0","id":1,"res\n\n')
    },
  },
  {
    name: 'a stream that ends without the answer',
    code: 'SERVER_UNREACHABLE',
    says: /lost while the call was under way/,
    script: ({ response }) => {
      beginEvents(response)
      response.end(': nothing\n\n')
    },
  },
  {
    name: 'half a stream, then a cut connection',
    code: 'SERVER_UNREACHABLE',
    says: /lost while the call was under way/,
    script: ({ response, socket }) => {
      beginEvents(response)
      response.write('data: {"jsonrpc":"2.0","id":1,', () => socket.destroy())
    },
  },
  {
    name: 'a connection that is cut before the head',
    code: 'SERVER_UNREACHABLE',
    says: /lost while the call was under way/,
    script: ({ socket }) => {
      socket.destroy()
    },
  },
  {
    name: 'a gateway that has lost the server (502)',
    code: 'SERVER_UNREACHABLE',
    says: /lost while the call was under way/,
    script: ({ response }) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway')
    },
  },
  {
    name: 'an answer that is longer than allowed, as JSON',
    code: 'SERVER_FAILED',
    says: /more than 1000 bytes/,
    options: { limits: { maxBytes: 1_000 } },
    script: (incoming) => {
      sendJson(incoming.response, resultFor(incoming, 'x'.repeat(2_000)))
    },
  },
  {
    name: 'an event that is longer than allowed and never ends',
    code: 'SERVER_FAILED',
    says: /more than 1000 bytes/,
    options: { limits: { maxBytes: 1_000 } },
    script: ({ response }) => {
      beginEvents(response)
      response.write(`data: ${'x'.repeat(2_000)}`)
    },
  },
  {
    name: 'a stream without a byte',
    code: 'SERVER_FAILED',
    says: /sent nothing/,
    options: { limits: { silentMs: 500 } },
    script: ({ response }) => {
      beginEvents(response)
    },
  },
  {
    name: 'a head that never comes',
    code: 'SERVER_UNREACHABLE',
    says: /lost while the call was under way/,
    options: {
      fetch: async (url, request) =>
        await plainFetch(url, {
          ...request,
          limitMs: request.body?.includes('tools/call') === true ? 1_000 : 60_000,
        }),
    },
    script: () => undefined,
  },
  {
    name: 'what is not HTTP',
    code: 'SERVER_FAILED',
    says: /not HTTP/,
    script: ({ socket }) => {
      socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n')
    },
  },
  {
    name: 'endless headers',
    code: 'SERVER_FAILED',
    says: /endless headers/,
    script: ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`x-more: ${'y'.repeat(1_000)}\r\n`.repeat(200)}`)
    },
  },
  {
    name: 'a redirect to another origin',
    code: 'SERVER_CHANGED',
    says: /redirect/,
    script: ({ response }) => {
      response.writeHead(302, { location: 'https://elsewhere.example/mcp' }).end()
    },
  },
  {
    name: '429 for longer than a call waits',
    code: 'RATE_LIMITED',
    says: /takes no more requests/,
    script: ({ response }) => {
      response.writeHead(429, { 'retry-after': '120' }).end()
    },
  },
  {
    name: '503 for longer than a call waits',
    code: 'SERVER_BUSY',
    says: /busy/,
    script: ({ response }) => {
      response.writeHead(503, { 'retry-after': '120' }).end()
    },
  },
  {
    name: '404 everywhere',
    code: 'SERVER_FAILED',
    says: /404/,
    script: ({ response }) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found')
    },
  },
]

describe('a call to a server that fails is answered with what happened', () => {
  it.for(faults)('$name', async ({ code, says, script: fault, options }, { script }) => {
    const { server, host } = await script((incoming) => {
      if (!answerUsual(incoming)) fault(incoming)
    }, options)
    await host.initialize()
    const error = await rejected(host.ask('tools/call', { name: 'write', arguments: {} }))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(says)
    expect(error.hint).not.toBe('')
    expect(host.received.filter(({ id }) => id === 1)).toEqual([])
    expect(server.requests.filter((line) => line === 'POST tools/call')).toHaveLength(1)
  })

  it('nobody listens at the address', async ({ keep }) => {
    const host = keep(openBridgedHost(`http://127.0.0.1:${await freePort()}/mcp`))
    const error = await rejected(host.ask('ping'))
    expect(error.code).toBe('SERVER_UNREACHABLE')
  })

  it('says the seconds to wait', async ({ script }) => {
    const { host } = await script(({ response }) => {
      response.writeHead(429, { 'retry-after': '120' }).end()
    })
    expect((await rejected(host.ask('ping'))).hint).toMatch(/120 seconds/)
  })
})
