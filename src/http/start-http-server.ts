import type { PathHandler } from '../broker/broker.js'
import { about } from './about.js'
import { trustedProxies } from './wire/client-address.js'
import { createExchanges, drain, type Exchanges } from './drain.js'
import { createFloodCeiling } from './limits/flood-ceiling.js'
import { createFront } from './wire/front.js'
import { live, readiness } from './health.js'
import { createHostCheck } from './wire/host-check.js'
import type { HttpServer, HttpServerOptions, InternalHandlers } from './http-server.js'
import { createListenStreams, type ListenStreams } from './listen-streams.js'
import { listen, timeoutsFor, type Listening, type Timeouts } from './wire/listen.js'
import { createMcpEndpoint, heartbeatMs, type McpEndpoint } from './mcp.js'
import { createRoutes, pathOf } from './wire/routes.js'
import { securityHeaders } from './wire/security-headers.js'
import { sendText } from './wire/send.js'
import { servedApp } from './served-app.js'
import { readTls } from './wire/tls.js'

/** What this part needs of all that a served program is made of. */
export type StartOptions = Pick<
  HttpServerOptions,
  'app' | 'granted' | 'broker' | 'log' | 'metrics' | 'sse' | 'limits' | 'internal'
> & {
  readonly config: Pick<
    HttpServerOptions['config'],
    | 'publicUrl'
    | 'listen'
    | 'internalListen'
    | 'streams'
    | 'drain'
    | 'trustedProxies'
    | 'allowedOrigins'
    | 'tlsCert'
    | 'tlsKey'
  >
  readonly state: Pick<HttpServerOptions['state'], 'ready'>
  readonly timeouts?: Timeouts
}

interface Made {
  readonly handler: PathHandler
  readonly mcp: McpEndpoint
  readonly streams: ListenStreams
  readonly exchanges: Exchanges
}

/** All that answers a request. */
const make = (options: StartOptions): Made => {
  const { granted, broker, state, log, metrics, sse, limits, config } = options
  const { publicUrl, streams: most, allowedOrigins } = config
  const app = servedApp(options.app)
  const exchanges = createExchanges()
  const streams = createListenStreams({ broker, most, checkMs: heartbeatMs, log, metrics })
  const mcp = createMcpEndpoint({ app, granted, limits, broker, streams, publicUrl, log, metrics })
  const isDraining = (): boolean => exchanges.phase() !== 'serving'
  const routeOf = createRoutes({
    about: about({ app, granted, publicUrl, log }),
    live,
    ready: readiness({ app, broker, state, isDraining, log }),
    mcpAt: mcp.handlerAt,
    sse,
    broker,
  })
  const handler = createFront({
    routeOf,
    hostCheck: createHostCheck(publicUrl, allowedOrigins),
    flood: createFloodCeiling(trustedProxies(config.trustedProxies), metrics),
    publicUrl,
    exchanges,
    setHeaders: securityHeaders(publicUrl),
    eraOf: mcp.eraOf,
    log,
    metrics,
  })
  return { handler, mcp, streams, exchanges }
}

const internalHandler =
  ({ metrics, peer }: InternalHandlers): PathHandler =>
  async (request, response) => {
    const asked = `${request.method ?? ''} ${pathOf(request)}`
    const handler =
      asked === 'GET /metrics' ? metrics : asked === 'POST /peer/messages' ? peer : undefined
    if (handler === undefined) sendText(response, 404, 'There is nothing at this address.')
    else await handler(request, response)
  }

const listenInside = async (
  { config, internal = {} }: StartOptions,
  timeouts: Timeouts,
): Promise<Listening | undefined> =>
  config.internalListen === undefined
    ? undefined
    : await listen(internalHandler(internal), config.internalListen, 'JHE_INTERNAL_LISTEN', {
        timeouts,
      })

/**
 * Serves MCP and the pages of the broker over HTTP, or HTTPS with a certificate.
 * @throws JheError CONFIG_INVALID when it cannot listen or a setting cannot be used
 */
export async function startHttpServer(options: StartOptions): Promise<HttpServer> {
  const { app, config, sse, log } = options
  const timeouts = options.timeouts ?? timeoutsFor(app.config.statementTimeout)
  const { handler, mcp, streams, exchanges } = make(options)
  const tls = await readTls(config, log)
  const inside = await listenInside(options, timeouts)
  let outside: Listening
  try {
    const setting = 'JHE_LISTEN (--listen)'
    outside = await listen(handler, config.listen, setting, { tls, timeouts })
  } catch (thrown) {
    inside?.end()
    throw thrown
  }
  log.info('Listening.', { port: outside.port })
  const close = async (): Promise<void> => {
    streams.end()
    await mcp.close()
    outside.end()
    inside?.end()
  }
  return {
    port: outside.port,
    internalPort: inside?.port,
    drain: async () => {
      await drain(exchanges, config.drain, {
        stopListening: () => {
          outside.stop()
        },
        endStreams: async () => {
          streams.end()
          await sse?.close()
        },
        close,
      })
    },
    close,
  }
}
