import { randomUUID } from 'node:crypto'

import { measuredAudit } from '../../app/audit/measured-audit.js'
import { openAudit, type OpenAudit } from '../../app/audit/open-audit.js'
import { openDatabase } from '../../app/open-database.js'
import type { CommandContext } from '../../app/runtime.js'
import { guardOn } from '../../app/guard/open-guard.js'
import {
  noneServed,
  refuseChoice,
  refuseDelegation,
} from '../../app/delegation/delegation-refused.js'
import { demandGrant } from '../../app/grant/open-grant.js'
import { demandTwoPorts } from '../../app/serve/demand-two-ports.js'
import { demandUsable } from '../../app/serve/demand-usable.js'
import { openState } from '../../app/serve/open-state.js'
import { serveContext, type ServeContext } from '../../app/serve/serve-context.js'
import { need } from '../../config.js'
import { JheError } from '../../errors.js'
import { createPrometheus } from '../../http/prometheus.js'
import type { Metrics } from '../../metrics.js'
import { once } from '../../once.js'
import { needServe } from '../../serve-config.js'
import type { StateStore } from '../../state/store.js'
import { serveUntilTold, type Served } from './serve-until-told.js'

/** Milliseconds beyond `JHE_DRAIN` that closing may take before the process is ended. */
const closingMs = 4_000

const oldNode =
  'Node.js 20 gets no more security fixes: run this server on Node.js 24, as the printed images do.'

/** Hosts look for the documents of a sign-in at the root of the host (RFC 8414, RFC 9728). */
const demandRoot = (publicUrl: string): void => {
  const { href, origin } = new URL(publicUrl)
  if (href === `${origin}/`) return
  throw new JheError(
    'CONFIG_INVALID',
    'JHE_PUBLIC_URL (--public-url) is more than a host: hosts look for the documents of a sign-in at the root of it, where this server must answer.',
    'Set it to a host of its own without a path, such as https://mcp.example.org.',
  )
}

/** The settings without which nothing can be answered; the first that is missing or wrong is named. */
const demand = ({ config, serve }: ServeContext): void => {
  demandRoot(needServe(serve, 'publicUrl'))
  if (config.issuer === undefined) need(config, 'baseUrl')
  need(config, 'clientId')
  needServe(serve, 'clientSecret')
  need(config, 'dbConn')
  demandTwoPorts(serve)
}

/** What the app shares with the rest of the process. */
interface ServedParts {
  readonly audit: OpenAudit
  readonly metrics: Metrics
  readonly state: Pick<StateStore, 'brakes'>
}

/** A stop on another replica is heard of within this time, as counts of calls are; no call waits for it. */
const admittedForMs = 1_000

/** The app for people who reach it over HTTP; the database is opened by the first call. */
const openApp = (
  context: ServeContext,
  { audit, metrics, state }: ServedParts,
): Pick<Served, 'app' | 'close'> => {
  const { config, serve, runtime } = context
  const { version, now } = runtime
  const options = { poolSize: serve.dbPool, metrics }
  const database = once(async () => await openDatabase(context, options))
  const guard = once(
    async () => await Promise.resolve(guardOn(state.brakes, context, { admittedForMs })),
  )
  return {
    app: {
      version,
      config,
      now,
      audit: measuredAudit(audit, metrics),
      guard: guard.get,
      database: database.get,
    },
    close: async () => {
      await (await database.ifOpen())?.close()
      audit.cutOff()
      await (await guard.ifOpen())?.close()
      await audit.close()
    },
  }
}

/** Says where it serves. */
const announcer =
  ({ serve, runtime, log }: ServeContext): Served['onListening'] =>
  (port) => {
    if (runtime.nodeVersion.startsWith('20.')) log.warn(oldNode)
    const publicUrl = needServe(serve, 'publicUrl')
    runtime.stderr.write(`jhe-mcp serves ${publicUrl} on port ${port}.\n`)
  }

/**
 * `jhe-mcp serve`: MCP over HTTP for many people, each signed in at JHE in their own browser, until
 * the process is told to end.
 * @param flags of the command
 * @returns the exit code
 * @throws JheError CONFIG_INVALID, STATE_UNAVAILABLE, DATABASE_ROLE_UNSAFE
 */
export async function serveHttp(
  command: CommandContext,
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  refuseDelegation(command.config, noneServed)
  refuseChoice(command.config)
  const { granted, config } = demandGrant(command)
  const context = serveContext({ ...command, config }, flags)
  demand(context)
  const { version, machine, becomeService } = context.runtime
  const { drain } = context.serve
  becomeService((drain.notice + drain.rest) * 1_000 + closingMs)
  const replica = `${machine.hostname}-${randomUUID().slice(0, 8)}`
  const prometheus = createPrometheus({ version })
  const audit = openAudit(context, { replica })
  const opened = await openState(context, prometheus.metrics)
  const { state } = opened
  const { app, close } = openApp(context, { audit, metrics: prometheus.metrics, state })
  try {
    await serveUntilTold({
      ...opened,
      app,
      close,
      demand: async () => {
        await demandUsable({ app, state, log: context.log })
      },
      context,
      granted,
      audit,
      replica,
      prometheus,
      onListening: announcer(context),
    })
  } finally {
    await state.close()
  }
  return 0
}
