import type { App } from '../calls/app.js'
import type { Broker } from '../broker/broker.js'
import type { Log } from '../log.js'
import type { ServeConfig } from '../serve-config.js'
import type { ServeKeys, StateStore } from '../state/store.js'
import type { Toolset } from '../tools/toolset.js'

/** What `jhe-mcp serve` is made of. */
export interface HttpServerOptions {
  readonly app: App
  readonly toolset: Toolset
  readonly config: ServeConfig & { readonly publicUrl: string }
  readonly broker: Broker
  readonly state: StateStore
  readonly keys: ServeKeys
  readonly log: Log
  /** Name of this process among the replicas, for audit lines and peers. */
  readonly replica: string
}

/** A running server. */
export interface HttpServer {
  /** Where it really listens. */
  readonly port: number
  /**
   * Stops: not ready, then no new connections, then the end of streams and of idle connections, within
   * the limits of `JHE_DRAIN`.
   * @returns once everything is answered or time is up
   */
  drain(): Promise<void>
  /** Stops at once. */
  close(): Promise<void>
}
