import type { ConnectionTarget } from '../db/postgres/connection-url.js'
import type { Metrics } from '../metrics.js'
import { createState } from './create-state.js'
import { createPostgresDatabase } from './postgres/postgres-database.js'
import { createStatePool } from './postgres/state-pool.js'
import type { ServeKeys, StateStore } from './store.js'
import { timed } from './timed.js'

/** Where and how the state is kept. */
export interface PostgresStateOptions {
  /** Of `readStateTarget`. */
  readonly target: ConnectionTarget
  readonly keys: ServeKeys
  readonly metrics?: Pick<Metrics, 'state'>
  /** Of this program, shown in `pg_stat_activity`. */
  readonly version: string
  /** This process's clock; only oidc-provider's `exp` is told by it. */
  readonly now: () => Date
  /** Sessions at most; 10. */
  readonly poolSize?: number
}

/**
 * The state in PostgreSQL, for many replicas. Nothing is sent before the first use, which makes the
 * tables where they are not there.
 */
export function openPostgresState(options: PostgresStateOptions): StateStore {
  const { target, keys, metrics, version, now, poolSize } = options
  const pool = createStatePool({
    target,
    applicationName: `jhe-mcp-state/${version}`,
    ...(poolSize === undefined ? {} : { size: poolSize }),
  })
  return createState({ database: timed(createPostgresDatabase(pool), metrics), keys, now })
}
