import { Counter, Gauge, Histogram, Registry } from 'prom-client'

import { cutOffCode } from '../audit/codes.js'
import { errorCodes } from '../errors.js'
import type { Metrics } from '../metrics.js'
import { tools } from '../tools/registry.js'

export interface PrometheusOptions {
  /** Of jhe-mcp. */
  readonly version: string
  /** How many grants live; asked when the metrics are read, left out where it fails. */
  readonly grantsLive?: () => Promise<number>
}

/** The metrics of a process in the text format of Prometheus. */
export interface Prometheus {
  readonly metrics: Metrics
  text(): Promise<string>
  /** Of the text, with the version of the format. */
  readonly contentType: string
}

/** The routes that are told apart; all others are `other`. */
const routes = [
  ...['/', '/mcp', '/sse', '/messages', '/health', '/live', '/ready', '/metrics', '/peer'],
  ...['/authorize', '/token', '/register', '/revoke', '/jwks', '/consent', '/oauth', '/account'],
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
]

/** Seconds; the first half are answers from memory and one statement, the rest summaries and time limits. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

const other = 'other'

/** A label that is one of a closed list. */
const oneOf = (known: Iterable<string>): ((text: string) => string) => {
  const list = new Set(known)
  return (text) => (list.has(text) ? text : other)
}

const toolOf = oneOf(tools.map(({ name }) => name))
const codeOf = oneOf(['OK', cutOffCode, ...errorCodes])
const knownRoute = oneOf(routes)

/** The route of a path: its longest known beginning, so that no id in a path becomes a label. */
const routeOf = (path: string): string => {
  if (knownRoute(path) === path) return path
  const up = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  return up === '' ? other : routeOf(up)
}

const statusOf = (status: number): string =>
  Number.isInteger(status) && status >= 100 && status <= 599 ? String(status) : other

type Labels<Name extends string> = readonly Name[]

/** Makes the metrics of one registry, all with the prefix of jhe-mcp. */
const createMakers = (registry: Registry) => {
  const options = <Name extends string>(name: string, help: string, labelNames: Labels<Name>) => ({
    name: `jhe_mcp_${name}`,
    help,
    labelNames,
    registers: [registry],
  })
  return {
    counter: <Name extends string>(name: string, help: string, labels: Labels<Name> = []) =>
      new Counter(options(name, help, labels)),
    gauge: <Name extends string>(name: string, help: string, labels: Labels<Name> = []) =>
      new Gauge(options(name, help, labels)),
    seconds: <Name extends string>(name: string, help: string, labels: Labels<Name> = []) =>
      new Histogram({ ...options(name, help, labels), buckets }),
    /** A gauge that is asked for when the metrics are read. */
    asked: (name: string, help: string, ask: () => Promise<number>) =>
      new Gauge({
        ...options(name, help, []),
        async collect() {
          try {
            this.set(await ask())
          } catch {
            this.remove()
          }
        },
      }),
  }
}

/** What requests and calls are measured by. */
const createCallMetrics = ({ counter, gauge, seconds }: ReturnType<typeof createMakers>) => {
  const requests = counter('requests_total', 'HTTP requests.', ['route', 'status', 'era'])
  const requestTime = seconds('request_seconds', 'Time of HTTP requests.', ['route'])
  const toolTime = seconds('tool_seconds', 'Time of calls of tools.', ['tool', 'code'])
  const queueTime = seconds('queue_seconds', 'How long calls waited for their turn.')
  const depth = gauge('queue_depth', 'Calls that wait for their turn.')
  const streams = gauge('streams', 'Open streams.', ['kind'])
  const limited = counter('rate_limited_total', 'Calls and requests over the rate of a person.')
  const forwards = counter('peer_forward_total', 'Messages forwarded to another replica.', [
    'outcome',
  ])
  return {
    request: (route, status, era, time) => {
      const name = routeOf(route)
      requests.inc({ route: name, status: statusOf(status), era })
      requestTime.observe({ route: name }, time)
    },
    tool: (tool, code, time) => {
      toolTime.observe({ tool: toolOf(tool), code: codeOf(code) }, time)
    },
    queued: (time) => {
      queueTime.observe(time)
    },
    queueDepth: (now) => {
      depth.set(now)
    },
    streams: (kind, open) => {
      streams.set({ kind }, open)
    },
    rateLimited: () => {
      limited.inc()
    },
    peerForward: (outcome) => {
      forwards.inc({ outcome })
    },
  } satisfies Partial<Metrics>
}

/** What tokens, JHE and the databases are measured by. */
const createDependencyMetrics = ({ counter, gauge, seconds }: ReturnType<typeof createMakers>) => {
  const auth = counter('auth_total', 'Requests with a token, by outcome.', ['outcome'])
  const tokens = counter('token_cache_total', 'Tokens that were known, or not.', ['hit'])
  const upstream = seconds('upstream_seconds', 'Time of calls of JHE’s OAuth server.', [
    'call',
    'outcome',
  ])
  const state = seconds('state_seconds', 'Time of statements of the state.')
  const lag = gauge('db_lag_seconds', 'How far the database that is asked is behind its primary.')
  const pool = gauge('db_pool', 'Connections of the pool, and calls that wait for one.', ['state'])
  return {
    auth: (outcome) => {
      auth.inc({ outcome })
    },
    tokenCache: (hit) => {
      tokens.inc({ hit: String(hit) })
    },
    upstream: (call, outcome, time) => {
      upstream.observe({ call, outcome }, time)
    },
    state: (time) => {
      state.observe(time)
    },
    databaseLag: (behind) => {
      lag.set(behind)
    },
    databasePool: (kind, connections) => {
      pool.set({ state: kind }, connections)
    },
  } satisfies Partial<Metrics>
}

/**
 * Creates the metrics of a process. Every label is of a closed list, so that none can hold a person, a
 * client or an id.
 */
export function createPrometheus({ version, grantsLive }: PrometheusOptions): Prometheus {
  const registry = new Registry()
  const makers = createMakers(registry)
  makers.gauge('build_info', 'Always 1; the version is its label.', ['version']).set({ version }, 1)
  if (grantsLive !== undefined) makers.asked('grants_live', 'Grants that live.', grantsLive)
  return {
    metrics: { ...createCallMetrics(makers), ...createDependencyMetrics(makers) },
    text: async () => await registry.metrics(),
    contentType: registry.contentType,
  }
}
