import { once } from 'node:events'

import type { Runtime } from '../../app/runtime.js'
import type { HttpServerOptions } from '../../http/http-server.js'
import { createSse } from '../../http/sse.js'
import { startHttpServer } from '../../http/start-http-server.js'

const oldNode =
  'Node.js 20 gets no more security fixes: run this server on Node.js 24, as the printed images do.'

/** Resolves when the process is told to end. */
const toldToEnd = async ({ interrupted }: Runtime): Promise<void> => {
  if (!interrupted.aborted) await once(interrupted, 'abort')
}

/**
 * Listens, says where, and drains when the process is told to end.
 * @throws JheError CONFIG_INVALID when it cannot listen
 */
export async function runHttp(
  runtime: Runtime,
  options: Omit<HttpServerOptions, 'sse' | 'replica'>,
): Promise<void> {
  const { config, log } = options
  const sse = createSse({ ...options, self: config.peerUrl, now: runtime.now })
  const server = await startHttpServer({
    ...options,
    sse,
    internal: { ...options.internal, peer: sse.peerHandler },
  })
  if (runtime.nodeVersion.startsWith('20.')) log.warn(oldNode)
  runtime.stderr.write(`jhe-mcp serves ${config.publicUrl} on port ${server.port}.\n`)
  await toldToEnd(runtime)
  await server.drain()
}
