import type { IncomingMessage, ServerResponse } from 'node:http'

import {
  createMcpHandler,
  type AuthInfo,
  type McpRequestContext,
  type McpServer,
} from '@modelcontextprotocol/server'

import { scope, type Authenticated, type PathHandler } from '../broker/broker.js'
import type { Caller } from '../calls/request-context.js'
import { dropNullArguments } from '../mcp/null-arguments.js'
import { createServer } from '../mcp/server.js'
import type { Metrics } from '../metrics.js'
import {
  authenticateRequest,
  goneSignal,
  type AuthenticationOptions,
  type ResourcePath,
} from './authenticate-request.js'
import type { ListenStreams } from './listen-streams.js'
import { requestCaller, type RequestCallers } from './request-caller.js'
import { readBody } from './wire/read-body.js'
import { sendRpcError } from './wire/send.js'
import { parseBody, sendAnswer, webRequest } from './wire/web-exchange.js'

/** Bytes of the largest request that is read. */
const maxBody = 262_144

const tooLarge = `The body of a request may have ${maxBody} bytes.`

/** Milliseconds between two signs of life on a quiet stream. */
export const heartbeatMs = 15_000

export type Era = McpRequestContext['era']

export interface McpOptions extends AuthenticationOptions, RequestCallers {
  readonly streams: ListenStreams
  readonly metrics?: Metrics | undefined
}

/** MCP over HTTP: every request stands alone, in either era of the protocol. */
export interface McpEndpoint {
  /** The handler of `POST` at a path. */
  readonly handlerAt: (path: ResourcePath) => PathHandler
  /** The era of an answered request; undefined where it got no answer of MCP. */
  readonly eraOf: (response: ServerResponse) => Era | undefined
  /** Aborts what is under way. */
  close(): Promise<void>
}

/** One request that somebody with a good token sent. */
class Exchange {
  readonly caller: Caller
  era: Era | undefined

  constructor(caller: Caller) {
    this.caller = caller
  }
}

const exchangeKey = 'exchange'

/** What the SDK passes from the request to the factory; handlers see no token. */
const authInfoOf = ({ clientId, endsAt }: Authenticated, exchange: Exchange): AuthInfo => ({
  token: '',
  clientId,
  scopes: [scope],
  expiresAt: endsAt,
  extra: { [exchangeKey]: exchange },
})

const exchangeIn = ({ authInfo }: McpRequestContext): Exchange => {
  const exchange = authInfo?.extra?.[exchangeKey]
  if (!(exchange instanceof Exchange)) throw new Error('a request came without its caller')
  return exchange
}

const isEventStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true

const isListening = ({ headers }: IncomingMessage): boolean =>
  headers['mcp-method'] === 'subscriptions/listen'

/** Proxies pass events on as they come, and nobody keeps an answer. */
const withCachingHeaders = (answer: Response): Response => {
  answer.headers.set('Cache-Control', isEventStream(answer) ? 'no-transform, no-store' : 'no-store')
  if (isEventStream(answer)) answer.headers.set('X-Accel-Buffering', 'no')
  return answer
}

/** Why a person gets no answer; a stream that may be opened is counted from here on. */
const refusalOf = (
  { limits, metrics, streams }: McpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  sender: Authenticated,
): string | undefined => {
  if (limits?.isFlooding(sender.subject) === true) {
    metrics?.rateLimited()
    return 'Too many requests.'
  }
  return isListening(request) && !streams.admit(response, sender)
    ? 'Too many open streams.'
    : undefined
}

export function createMcpEndpoint(options: McpOptions): McpEndpoint {
  const { app, log, streams, publicUrl } = options
  const exchanges = new WeakMap<ServerResponse, Exchange>()
  const onerror = (error: Error): void => {
    log.failure(error)
  }
  const factory = (context: McpRequestContext): McpServer => {
    const exchange = exchangeIn(context)
    exchange.era = context.era
    return createServer({ app, caller: exchange.caller, log })
  }
  const mcp = createMcpHandler(factory, {
    onerror,
    keepAliveMs: heartbeatMs,
    maxRequestBodySize: maxBody,
    maxSubscriptions: streams.most,
  })
  const overrun = (): void => {
    log.warn('A stream was ended, since its reader does not read.')
  }

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    sender: Authenticated,
  ): Promise<void> => {
    const gone = goneSignal(response)
    const text = await readBody(request, maxBody)
    if (text === undefined) {
      sendRpcError(response, 413, tooLarge, { Connection: 'close' })
      return
    }
    const exchange = new Exchange(requestCaller(options, sender, 'http'))
    exchanges.set(response, exchange)
    const body = parseBody(text)
    if (body.isJson) dropNullArguments(body.value)
    const answered = await mcp.fetch(webRequest(request, url, body, gone), {
      authInfo: authInfoOf(sender, exchange),
      ...(body.isJson && { parsedBody: body.value }),
    })
    await sendAnswer(withCachingHeaders(answered), response, overrun)
  }

  return {
    handlerAt: (path) => {
      const url = new URL(`${publicUrl}${path}`)
      return async (request, response) => {
        const sender = await authenticateRequest(options, path, request, response)
        if (sender === undefined) return
        const refusal = refusalOf(options, request, response, sender)
        if (refusal === undefined) await answer(request, response, url, sender)
        else sendRpcError(response, 429, refusal, { 'Retry-After': '60' })
      }
    },
    eraOf: (response) => exchanges.get(response)?.era,
    close: async () => {
      await mcp.close()
    },
  }
}
