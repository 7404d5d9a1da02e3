import { openAudit, type OpenAudit } from '../../app/audit/open-audit.js'
import { openDatabase } from '../../app/open-database.js'
import type { CommandContext } from '../../app/runtime.js'
import { openServedBroker } from '../../app/serve/open-served-broker.js'
import { openState, type OpenState } from '../../app/serve/open-state.js'
import { serveContext, type ServeContext } from '../../app/serve/serve-context.js'
import { toolsetOf } from '../../app/toolset-of.js'
import type { Broker, BrokerEvent } from '../../broker/broker.js'
import type { App } from '../../calls/app.js'
import { need } from '../../config.js'
import { noMetrics } from '../../metrics.js'
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

/** The app for people who reach it over HTTP; the database is opened by the first call. */
const openApp = (
  context: ServeContext,
  audit: OpenAudit,
): { readonly app: App; readonly close: () => Promise<void> } => {
  const { config, serve, runtime } = context
  const database = once(async () => await openDatabase(context, { poolSize: serve.dbPool }))
  return {
    app: { version: runtime.version, config, now: runtime.now, audit, database: database.get },
    close: async () => {
      await (await database.ifOpen())?.close()
    },
  }
}

/** Serves until the process is told to end. */
const serveWith = async (
  context: ServeContext,
  audit: OpenAudit,
  opened: OpenState,
): Promise<void> => {
  const { config, serve, runtime, log } = context
  const { app, close } = openApp(context, audit)
  const onEvent: (event: BrokerEvent) => void = () => undefined
  const broker: Broker = await openServedBroker(context, {
    ...opened,
    metrics: noMetrics,
    onEvent,
  })
  const stopPurging = startPurging(opened.state, log)
  try {
    await runHttp(runtime, {
      app,
      toolset: toolsetOf(config).toolset,
      config: { ...serve, publicUrl: needServe(serve, 'publicUrl') },
      broker,
      log,
      ...opened,
    })
  } finally {
    stopPurging()
    await broker.close()
    await close()
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
  const { drain } = context.serve
  command.runtime.becomeService((drain.notice + drain.rest) * 1_000 + closingMs)
  const audit = openAudit(context)
  const opened = await openState(context)
  try {
    await serveWith(context, audit, opened)
  } finally {
    audit.cutOff()
    await audit.close()
    await opened.state.close()
  }
  return 0
}
