import type { Broker, PathHandler } from '../broker/broker.js'
import type { App } from '../calls/app.js'
import type { Turn, Granted } from '../calls/request-context.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import type { ServeConfig } from '../serve-config.js'
import type { ServeKeys, StateStore } from '../state/store.js'

/** The deprecated HTTP+SSE transport: `GET /sse` and `POST /messages`. */
export interface LegacyTransport {
  /** Undefined where it has no handler for the path and method. */
  handlerOf(path: string, method: string): PathHandler | undefined
  /** Ends its streams after the answers under way. */
  close(): Promise<void>
}

/** Limits of one person's calls. */
export interface CallLimits {
  /** @param subject `core_jheuser.id` */
  turnOf(subject: number): Turn
  /** Whether a person asks so often that their requests are not even looked at. */
  isFlooding(subject: number): boolean
}

/** What only the internal listener answers. */
export interface InternalHandlers {
  /** `GET /metrics` */
  readonly metrics?: PathHandler
  /** `POST /peer/messages` */
  readonly peer?: PathHandler
}

/** What `jhe-mcp serve` is made of. */
export interface HttpServerOptions {
  readonly app: App
  readonly granted: Granted
  readonly config: ServeConfig & { readonly publicUrl: string }
  readonly broker: Broker
  readonly state: StateStore
  readonly keys: ServeKeys
  readonly log: Log
  /** Name of this process among the replicas, for audit lines and peers. */
  readonly replica: string
  readonly metrics?: Metrics
  /** Without it `GET /sse` is 405 and `/messages` 404. */
  readonly sse?: LegacyTransport
  /** Without them nobody is limited. */
  readonly limits?: CallLimits
  readonly internal?: InternalHandlers
}

/** A running server. */
export interface HttpServer {
  /** Where it really listens. */
  readonly port: number
  /** Of `JHE_INTERNAL_LISTEN`; undefined where that is not set. */
  readonly internalPort: number | undefined
  /**
   * Stops: not ready, then no new connections, then the end of streams and of idle connections, within
   * the limits of `JHE_DRAIN`.
   * @returns once everything is answered or time is up
   */
  drain(): Promise<void>
  /** Stops at once. */
  close(): Promise<void>
}
