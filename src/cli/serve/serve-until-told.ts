import { brokerAudit } from '../../app/audit/broker-audit.js'
import { publishHead } from '../../app/audit/publish-head.js'
import { openServedBroker } from '../../app/serve/open-served-broker.js'
import type { OpenState } from '../../app/serve/open-state.js'
import type { ServeContext } from '../../app/serve/serve-context.js'
import type { OpenAudit } from '../../app/audit/open-audit.js'
import type { App } from '../../calls/app.js'
import type { Granted } from '../../calls/request-context.js'
import { issuerOf } from '../../config.js'
import type { Prometheus } from '../../http/prometheus.js'
import { needServe } from '../../serve-config.js'
import { startPurging } from '../../state/start-purging.js'
import { runHttp } from './run-http.js'

/** What one process serves, and what its parts share. The caller closes the state. */
export interface Served extends OpenState {
  readonly context: ServeContext
  readonly app: App
  /** What every caller is held to. */
  readonly granted: Granted
  readonly audit: OpenAudit
  readonly replica: string
  readonly prometheus: Prometheus
  /** Is waited for before it listens; what it throws ends the process. */
  readonly demand?: () => Promise<void>
  /** Is told the port once it listens. */
  readonly onListening: (port: number) => void
  /** Ends the database and writes what is left of the audit trail. */
  readonly close: () => Promise<void>
}

/**
 * Serves MCP and its sign-in over HTTP until the process is told to end.
 * @throws JheError CONFIG_INVALID; what `demand` throws
 */
export async function serveUntilTold(served: Served): Promise<void> {
  const { context, app, granted, audit, state, keys, replica, prometheus, onListening } = served
  const { config, serve, runtime, log } = context
  const { metrics } = prometheus
  const issuer = issuerOf(config)
  const onEvent = brokerAudit({ audit, issuer, consent: config.consent, now: runtime.now })
  const broker = await openServedBroker(context, { state, keys, granted, metrics, onEvent })
  const stopPurging = startPurging(state, log)
  const heads = publishHead({ audit, heads: state.auditHeads, replica, log })
  try {
    await served.demand?.()
    const publicUrl = needServe(serve, 'publicUrl')
    const parts = { app, granted, broker, state, keys, log, prometheus, onListening }
    await runHttp(runtime, { ...parts, config: { ...serve, publicUrl } })
  } finally {
    stopPurging()
    await broker.close()
    await served.close()
    await heads.close()
  }
}
