import type { RequestListener } from 'node:http'

import type { PathHandler } from '../../../src/broker/broker.js'
import type { App } from '../../../src/calls/app.js'
import type { CallLimits } from '../../../src/http/http-server.js'
import type { SseTimes } from '../../../src/http/sse/sse-session.js'
import { createSse, type Sse } from '../../../src/http/sse/sse.js'
import { createLog } from '../../../src/log.js'
import type { Metrics } from '../../../src/metrics.js'
import type { ServeKeys } from '../../../src/state/store.js'
import { listenLocally, type HttpListener } from './http-listener.js'
import type { TestBroker } from './test-broker.js'
import { testKeys } from './test-keys.js'
import { unlimited } from '../clients/app.js'

/** One process of several, as far as the legacy transport goes. */
export interface Replica {
  readonly url: string
  readonly peerUrl: string
  readonly sse: Sse
  readonly outside: HttpListener
  /** What it wrote to its log. */
  readonly logged: readonly string[]
  /** How each message that it passed on ended. */
  readonly forwarded: readonly string[]
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>
}

export interface ReplicaOptions {
  readonly app: App
  readonly broker: TestBroker
  readonly keys?: ServeKeys
  readonly now?: () => Date
  readonly times?: SseTimes
  readonly streams?: { readonly person: number; readonly process: number }
  readonly limits?: CallLimits
  readonly publicUrl?: string
  /** Whether other replicas know its address. */
  readonly isAlone?: boolean
}

/** Heartbeats that come by themselves only after the test. */
export const calmTimes: SseTimes = { heartbeat: 3_600_000, idle: 1_800_000 }

const listenerOf =
  (find: (path: string, method: string) => PathHandler | undefined): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const handler = find(path, request.method === 'HEAD' ? 'GET' : (request.method ?? ''))
    if (handler === undefined) response.writeHead(404).end()
    else handler(request, response).catch(() => response.destroy())
  }

const quietMetrics: Metrics = {
  request: () => undefined,
  tool: () => undefined,
  queued: () => undefined,
  queueDepth: () => undefined,
  streams: () => undefined,
  auth: () => undefined,
  tokenCache: () => undefined,
  upstream: () => undefined,
  state: () => undefined,
  rateLimited: () => undefined,
  peerForward: () => undefined,
  databaseLag: () => undefined,
  databasePool: () => undefined,
}

export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { app, broker, keys = testKeys('the key'), now = () => new Date() } = options
  const logged: string[] = []
  const forwarded: string[] = []
  const made: { sse?: Sse } = {}
  const outside = await listenLocally(
    listenerOf((path, method) => made.sse?.handlerOf(path, method)),
  )
  const inside = await listenLocally(
    listenerOf((path, method) =>
      path === '/peer/messages' && method === 'POST' ? made.sse?.peerHandler : undefined,
    ),
  )
  const sse = createSse({
    app,
    granted: unlimited,
    broker,
    keys,
    config: {
      publicUrl: options.publicUrl ?? 'https://mcp.example',
      streams: options.streams ?? { person: 8, process: 2000 },
      concurrency: 4,
    },
    log: createLog('debug', (line) => logged.push(line)),
    metrics: { ...quietMetrics, peerForward: (outcome) => forwarded.push(outcome) },
    limits: options.limits,
    self: options.isAlone === true ? undefined : inside.url,
    now,
    times: options.times ?? calmTimes,
  })
  made.sse = sse
  return {
    url: outside.url,
    peerUrl: inside.url,
    sse,
    outside,
    logged,
    forwarded,
    kill: async () => {
      await Promise.all([outside.close(), inside.close()])
    },
  }
}
