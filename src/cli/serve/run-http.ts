import { once } from 'node:events'

import type { Runtime } from '../../app/runtime.js'
import type { PathHandler } from '../../broker/broker.js'
import type { HttpServerOptions } from '../../http/http-server.js'
import { createPersonLimits } from '../../http/limits/limits.js'
import type { Prometheus } from '../../http/prometheus.js'
import { createSse } from '../../http/sse/sse.js'
import { startHttpServer } from '../../http/start-http-server.js'

/** Resolves when the process is told to end. */
const toldToEnd = async ({ interrupted }: Runtime): Promise<void> => {
  if (!interrupted.aborted) await once(interrupted, 'abort')
}

const metricsPage =
  (prometheus: Prometheus): PathHandler =>
  async (_request, response) => {
    const body = await prometheus.text()
    response.writeHead(200, { 'Content-Type': prometheus.contentType }).end(body)
  }

/** What is served, and what counts it. */
export interface RunOptions extends Omit<
  HttpServerOptions,
  'sse' | 'limits' | 'internal' | 'metrics' | 'replica'
> {
  readonly prometheus: Prometheus
  /** Is told the port once it listens. */
  readonly onListening: (port: number) => void
}

/**
 * Listens and drains when the process is told to end.
 * @throws JheError CONFIG_INVALID when it cannot listen
 */
export async function runHttp(runtime: Runtime, options: RunOptions): Promise<void> {
  const { config, state, keys, prometheus } = options
  const { metrics } = prometheus
  const { now } = runtime
  const limits = createPersonLimits({ config, counts: state.counts, keys, metrics, now })
  const sse = createSse({ ...options, metrics, limits, self: config.peerUrl, now })
  const internal = { metrics: metricsPage(prometheus), peer: sse.peerHandler }
  const server = await startHttpServer({ ...options, metrics, limits, sse, internal })
  options.onListening(server.port)
  await toldToEnd(runtime)
  await server.drain()
  limits.close()
}
