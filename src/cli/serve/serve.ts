import { randomUUID } from 'node:crypto'

import { brokerAudit } from '../../app/audit/broker-audit.js'
import { measuredAudit } from '../../app/audit/measured-audit.js'
import { openAudit, type OpenAudit } from '../../app/audit/open-audit.js'
import { publishHead } from '../../app/audit/publish-head.js'
import { openDatabase } from '../../app/open-database.js'
import type { CommandContext } from '../../app/runtime.js'
import { openServedBroker } from '../../app/serve/open-served-broker.js'
import { openState, type OpenState } from '../../app/serve/open-state.js'
import { serveContext, type ServeContext } from '../../app/serve/serve-context.js'
import { toolsetOf } from '../../app/toolset-of.js'
import type { App } from '../../calls/app.js'
import { issuerOf, need } from '../../config.js'
import { createPrometheus, type Prometheus } from '../../http/prometheus.js'
import type { Metrics } from '../../metrics.js'
import { once } from '../../once.js'
import { needServe } from '../../serve-config.js'
import { startPurging } from '../../state/start-purging.js'
import { runHttp } from './run-http.js'

/** Milliseconds beyond `JHE_DRAIN` that closing may take before the process is ended. */
const closingMs = 4_000

/** The settings without which nothing can be answered; the first that is missing is named. */
const demand = ({ config, serve }: ServeContext): void => {
  needServe(serve, 'publicUrl')
  if (config.issuer === undefined) need(config, 'baseUrl')
  need(config, 'clientId')
  needServe(serve, 'clientSecret')
  need(config, 'dbConn')
}

/** What the parts of one process share. */
interface Process extends OpenState {
  readonly context: ServeContext
  readonly audit: OpenAudit
  readonly replica: string
  readonly prometheus: Prometheus
}

/** The app for people who reach it over HTTP; the database is opened by the first call. */
const openApp = (
  context: ServeContext,
  audit: OpenAudit,
  metrics: Metrics,
): { readonly app: App; readonly close: () => Promise<void> } => {
  const { config, serve, runtime } = context
  const { version, now } = runtime
  const options = { poolSize: serve.dbPool, metrics }
  const database = once(async () => await openDatabase(context, options))
  return {
    app: { version, config, now, audit: measuredAudit(audit, metrics), database: database.get },
    close: async () => {
      await (await database.ifOpen())?.close()
    },
  }
}

/** Serves until the process is told to end. */
const serveWith = async (served: Process): Promise<void> => {
  const { context, audit, state, keys, replica, prometheus } = served
  const { config, serve, runtime, log } = context
  const { metrics } = prometheus
  const { app, close } = openApp(context, audit, metrics)
  const issuer = issuerOf(config)
  const onEvent = brokerAudit({ audit, issuer, consent: config.consent, now: runtime.now })
  const broker = await openServedBroker(context, { state, keys, metrics, onEvent })
  const stopPurging = startPurging(state, log)
  const heads = publishHead({ audit, heads: state.auditHeads, replica, log })
  try {
    const { toolset } = toolsetOf(config)
    const publicUrl = needServe(serve, 'publicUrl')
    const parts = { app, toolset, broker, state, keys, log, prometheus }
    await runHttp(runtime, { ...parts, config: { ...serve, publicUrl } })
  } finally {
    stopPurging()
    await broker.close()
    await close()
    audit.cutOff()
    await audit.close()
    await heads.close()
  }
}

/**
 * `jhe-mcp serve`: MCP over HTTP for many people, each signed in at JHE in their own browser, until
 * the process is told to end.
 * @param flags of the command
 * @returns the exit code
 * @throws JheError CONFIG_INVALID, STATE_UNAVAILABLE
 */
export async function serveHttp(
  command: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const context = serveContext(command, flags)
  demand(context)
  const { version, machine, becomeService } = context.runtime
  const { drain } = context.serve
  becomeService((drain.notice + drain.rest) * 1_000 + closingMs)
  const replica = `${machine.hostname}-${randomUUID().slice(0, 8)}`
  const prometheus = createPrometheus({ version })
  const audit = openAudit(context, { replica })
  const opened = await openState(context, prometheus.metrics)
  try {
    await serveWith({ ...opened, context, audit, replica, prometheus })
  } finally {
    await opened.state.close()
  }
  return 0
}
