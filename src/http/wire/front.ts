import type { IncomingMessage, ServerResponse } from 'node:http'

import type { PathHandler } from '../../broker/broker.js'
import type { Log } from '../../log.js'
import type { Metrics } from '../../metrics.js'
import type { Exchanges } from '../drain.js'
import type { FloodCeiling } from '../limits/flood-ceiling.js'
import type { HostCheck } from './host-check.js'
import { hasRepeatedHeaders } from '../repeated-headers.js'
import { allowedMethods, handlerOf, pathOf, type Route } from './routes.js'
import { sendRpcError, sendText } from './send.js'

export interface FrontOptions {
  readonly routeOf: (path: string) => Route | undefined
  readonly hostCheck: HostCheck
  readonly flood: FloodCeiling
  readonly publicUrl: string
  readonly exchanges: Exchanges
  readonly setHeaders: (response: ServerResponse) => void
  /** Of a request that MCP answered. */
  readonly eraOf: (response: ServerResponse) => 'legacy' | 'modern' | undefined
  readonly log: Log
  readonly metrics?: Metrics | undefined
}

/** When HTTP+SSE was deprecated (MCP 2025-03-26), as RFC 9745 writes a time. */
const deprecatedSince = '@1742947200'

const announceDeprecation = (response: ServerResponse, publicUrl: string): void => {
  response.setHeader('Deprecation', deprecatedSince)
  response.setHeader('Link', `<${publicUrl}/mcp>; rel="successor-version"`)
}

/** What is told of a foreign request; where it is the name, most often a proxy has changed it. */
const refusals = {
  host: (publicUrl: string) => `This server is known as ${publicUrl}: ask there.`,
  origin: () => 'Web pages of this origin may not ask this server (JHE_ALLOWED_ORIGINS).',
} as const

/** Refuses requests of a foreign name or web page. @returns whether it answered */
type ForeignRefusal = (route: Route, request: IncomingMessage, response: ServerResponse) => boolean

const refusingForeign = ({ hostCheck, publicUrl, log }: FrontOptions): ForeignRefusal => {
  let isTold = false
  const tell = (): void => {
    if (!isTold) {
      log.warn(
        'A request for a name that is not in JHE_PUBLIC_URL was refused; a proxy in front must pass on the Host header.',
      )
    }
    isTold = true
  }
  return ({ kind }, request, response) => {
    if (kind === 'probe') return false
    const problem = hostCheck(request, { isPage: kind === 'page' })
    if (problem === undefined) return false
    if (problem === 'host') tell()
    const text = refusals[problem](publicUrl)
    if (kind === 'mcp') sendRpcError(response, 403, text)
    else sendText(response, 403, text)
    return true
  }
}

/** Tells the caller of a failure that no handler foresaw. */
const fail = (response: ServerResponse): void => {
  if (response.headersSent) response.destroy()
  else sendText(response, 500, 'jhe-mcp failed in a way it did not foresee.')
}

const eraFor = (route: Route | undefined, method: string | undefined): 'sse' | 'none' => {
  const isStream = route?.name === '/sse' && method === 'GET'
  return isStream || route?.name === '/messages' ? 'sse' : 'none'
}

/** Counts and logs a request once it is over; its path, query and body stay out. */
const reportWhenOver = (
  { eraOf, log, metrics }: FrontOptions,
  route: Route | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const started = performance.now()
  response.once('close', () => {
    const seconds = (performance.now() - started) / 1000
    const name = route?.name ?? 'other'
    const status = response.statusCode
    metrics?.request(name, status, eraOf(response) ?? eraFor(route, request.method), seconds)
    log.debug('answered', { route: name, status, ms: Math.round(seconds * 1000) })
  })
}

/**
 * Everything that happens to a request before and after its handler: security headers, the end of
 * the process, the checks of `Host`, `Origin` and method, flood ceilings, log and metrics.
 */
export function createFront(options: FrontOptions): PathHandler {
  const { routeOf, flood, publicUrl, exchanges, log } = options
  const refuseForeign = refusingForeign(options)

  const answer = async (
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    if (refuseForeign(route, request, response)) return
    if (route.isDeprecated === true) announceDeprecation(response, publicUrl)
    const handler = handlerOf(route, request.method ?? '')
    if (handler === undefined) {
      const where = `Ask ${publicUrl}/mcp for MCP.`
      const text = route.name === '/' ? where : 'This method is not allowed here.'
      sendText(response, 405, text, { Allow: allowedMethods(route) })
    } else if (await flood.admit(pathOf(request), request, response)) {
      await handler(request, response)
    }
  }

  return async (request, response) => {
    const route = routeOf(pathOf(request))
    reportWhenOver(options, route, request, response)
    options.setHeaders(response)
    exchanges.begin(response)
    // a handler that writes after the end must not end the process
    response.on('error', (error) => {
      log.failure(error)
    })
    try {
      if (exchanges.phase() === 'stopping') {
        sendText(response, 503, 'This server is stopping.', { 'Retry-After': '1' })
      } else if (hasRepeatedHeaders(request)) {
        sendText(response, 400, 'A header that may come once comes twice.', { Connection: 'close' })
      } else if (route === undefined) {
        sendText(response, 404, 'There is nothing at this address.')
      } else {
        await answer(route, request, response)
      }
    } catch (thrown) {
      log.failure(thrown)
      fail(response)
    }
  }
}
