import pg from 'pg'

import { JheError } from '../../errors.js'
import type { ConnectionTarget, HostTarget } from './connection-url.js'
import { clientOf } from './pg-client.js'
import { startupOptions, type Way } from './ways.js'

/** What is measured of the database: seconds, and numbers of connections. */
export interface DatabaseMetrics {
  /** How far the server that is asked is behind its primary; 0 for a primary. */
  databaseLag(seconds: number): void
  /** Connections in use, idle, and statements that wait for one. */
  databasePool(state: 'active' | 'idle' | 'waiting', connections: number): void
}

export interface PgOptions {
  readonly target: ConnectionTarget
  /** Milliseconds for one statement, enforced by the server. */
  readonly statementTimeout: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  /** Backends of one process at most, 2 or more; none is held while the host is idle. Default 4. */
  readonly poolSize?: number
  /**
   * Seconds that a standby may be behind its primary (`JHE_DB_MAX_LAG`), default 10; 0 allows the
   * primary only, Infinity any standby.
   */
  readonly maxLag?: number
  readonly metrics?: DatabaseMetrics
  /** Milliseconds of a clock that never goes back; absent for that of the process. */
  readonly now?: () => number
}

/** A pool whose connections are all opened in one way. */
export interface Opened {
  readonly pool: pg.Pool
  readonly way: Way
}

/** Milliseconds beyond the server's own limit after which the client closes the connection. */
const serverHeadStartMs = 5_000

/** bigint as a number; a count or an id beyond 2^53 would be a wrong number, so it is refused. */
const parseBigint = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new JheError(
    'INTERNAL',
    'The database answered with a number that is too large to be shown exactly.',
    'Report this to the administrator of your JHE.',
  )
}

const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, parseBigint)

/** How many connections there may be. */
export const poolSizeOf = ({ poolSize = 4 }: PgOptions): number => poolSize

/** Opens a pool to one host; nothing is sent yet. */
export const openPool = (options: PgOptions, target: HostTarget, way: Way): Opened => {
  const { statementTimeout } = options
  const startup = startupOptions(way, target, statementTimeout)
  const pool = new pg.Pool({
    ...target.client,
    ssl: way.ssl,
    ...(startup === undefined ? {} : { options: startup }),
    Client: clientOf(target),
    application_name: options.applicationName,
    query_timeout: statementTimeout + serverHeadStartMs,
    connectionTimeoutMillis: target.connectLimit,
    types,
    max: poolSizeOf(options),
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  })
  pool.on('error', () => undefined)
  return { pool, way }
}
