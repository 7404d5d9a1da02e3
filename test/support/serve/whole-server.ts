import { brokerAudit } from '../../../src/app/audit/broker-audit.js'
import type { AuditEntry } from '../../../src/audit/event.js'
import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import type { Broker } from '../../../src/broker/broker.js'
import { checkDelegated } from '../../../src/app/delegation/narrow-granted.js'
import type { BrokerOptions } from '../../../src/broker/broker-options.js'
import { createBroker } from '../../../src/broker/create-broker.js'
import { openUpstream } from '../../../src/broker/jhe/open-upstream.js'
import type { App } from '../../../src/calls/app.js'
import { createPersonLimits } from '../../../src/http/limits/limits.js'
import { createPrometheus } from '../../../src/http/prometheus.js'
import { createSse } from '../../../src/http/sse/sse.js'
import { startHttpServer } from '../../../src/http/start-http-server.js'
import { createLog } from '../../../src/log.js'
import { createQueryExecutor } from '../../../src/query/query-executor.js'
import { loadServeConfig, type ServeConfig } from '../../../src/serve-config.js'
import { createTestKeys, openWatchedState, type WatchedState } from '../broker/watched-state.js'
import { createTestApp, unlimited } from '../clients/app.js'
import { connectTo } from '../clients/tool-caller.js'
import { calmTimes } from '../http/replicas.js'
import { clientSecret, type IssuerPerson } from '../issuer/issuer-configuration.js'
import { startIssuer, type Issuer } from '../issuer/issuer.js'
import { freePort } from '../loopback.js'

export interface WholeServerOptions {
  readonly databaseUrl: string
  readonly people: readonly IssuerPerson[]
  /** Settings besides. */
  readonly env?: Readonly<Record<string, string>>
  readonly maxBytes?: number
  /** Of the answers; time goes on for all else. */
  readonly answersAt: Date
}

/** All of `jhe-mcp serve` in this process, with what a test looks at; JHE is a real OpenID provider. */
export interface WholeServer {
  readonly issuer: Issuer
  /** As people and hosts know it. */
  readonly publicUrl: string
  /** The same, by its number. */
  readonly url: string
  readonly app: App
  readonly broker: Broker
  readonly state: WatchedState
  /** Of the audit trail. */
  readonly lines: readonly AuditEntry[]
  /** Of stderr, at level debug. */
  readonly log: readonly string[]
  metrics(): Promise<string>
  /** Sets the clock forward. */
  pass(seconds: number): void
  close(): Promise<void>
}

const configOf = (publicUrl: string, port: number, env: Readonly<Record<string, string>>) => {
  const settings = {
    JHE_PUBLIC_URL: publicUrl,
    JHE_LISTEN: `127.0.0.1:${port}`,
    JHE_CLIENTS: 'any',
    JHE_DRAIN: '0s/20s',
    ...env,
  }
  const config: ServeConfig = loadServeConfig({ flags: {}, env: settings, home: '/' })
  return { ...config, publicUrl }
}

/** Starts it as `jhe-mcp serve` does, with the state in memory. */
export async function openWholeServer(options: WholeServerOptions): Promise<WholeServer> {
  const port = await freePort()
  const publicUrl = `http://localhost:${port}`
  const issuer = await startIssuer({
    people: options.people,
    isConfidential: true,
    redirectUris: [`${publicUrl}/oauth/callback`],
  })
  const config = configOf(publicUrl, port, options.env ?? {})
  let ahead = 0
  const now = () => new Date(Date.now() + ahead * 1000)
  const lines: AuditEntry[] = []
  const log: string[] = []
  const record = (line: AuditEntry): void => {
    lines.push(line)
  }
  const database = createQueryExecutor(connectTo(options.databaseUrl), {
    requireSafeRole: false,
    warn: () => undefined,
  })
  const { maxBytes = 60_000 } = options
  const app = createTestApp({ database, maxBytes, record, now: () => options.answersAt })
  const state = openWatchedState(now)
  const prometheus = createPrometheus({ version: '0.0.0' })
  const { metrics } = prometheus
  const shared = {
    config,
    state,
    keys: createTestKeys(),
    now,
    metrics,
    log: createLog('debug', (line) => log.push(line)),
    onEvent: brokerAudit({ audit: { record }, issuer: issuer.issuer, consent: 'enforce', now }),
  }
  const upstream = openUpstream({
    ...shared,
    issuer: issuer.issuer,
    clientId: issuer.clientId,
    clientSecret,
    publicUrl,
    http: createIssuerHttp({ env: {}, fetch, now }),
  })
  const checkGrants: BrokerOptions['checkGrants'] = (grants, actor) => {
    checkDelegated(unlimited, grants, actor)
  }
  const broker = await createBroker({ ...shared, checkGrants, fetch, upstream })
  const limits = createPersonLimits({ ...shared, counts: state.counts })
  const served = { ...shared, app, granted: unlimited, broker, limits }
  const sse = createSse({ ...served, self: undefined, times: calmTimes })
  const server = await startHttpServer({ ...served, sse })
  return {
    issuer,
    publicUrl,
    url: `http://127.0.0.1:${port}`,
    app,
    broker,
    state,
    lines,
    log,
    metrics: async () => await prometheus.text(),
    pass: (seconds) => {
      ahead += seconds
    },
    close: async () => {
      await sse.close()
      await server.close()
      limits.close()
      await broker.close()
      await state.close()
      await database.close()
      await issuer.close()
    },
  }
}
