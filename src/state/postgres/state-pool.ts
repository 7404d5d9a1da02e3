import pg from 'pg'

import type { ConnectionTarget } from '../../db/postgres/connection-url.js'
import { clientOf } from '../../db/postgres/pg-client.js'
import { StartFailure, mostInformative } from '../../db/postgres/start-failure.js'
import { firstWay, nextWay, startupOptions, type Way } from '../../db/postgres/ways.js'

/** How sessions of the state are opened. */
export interface PoolOptions {
  readonly target: ConnectionTarget
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  /** Sessions at most; 10. */
  readonly size?: number
}

/** Milliseconds for opening a session, or for waiting until one is free. */
const connectMs = 2_500
const defaultSize = 10

/** Sessions of one replica. */
export interface StatePool {
  /** @throws StartFailure, JheError, or the driver's error */
  checkOut(): Promise<pg.PoolClient>
  close(): Promise<void>
}

const ignore = (): void => undefined

const openPool = (
  { target, applicationName, size = defaultSize }: PoolOptions,
  way: Way,
): pg.Pool => {
  // a pooler may share sessions, so that nothing of a session is set
  const options = startupOptions(way, target, 0)
  const pool = new pg.Pool({
    ...target.client,
    ssl: way.ssl,
    ...(options === undefined ? {} : { options }),
    Client: clientOf(target),
    application_name: applicationName,
    connectionTimeoutMillis: Math.min(target.connectLimit, connectMs),
    max: size,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  })
  pool.on('error', ignore)
  pool.on('connect', (client) => client.on('error', ignore))
  return pool
}

/** A pool that opens its sessions with TLS or without, as far as the target allows both. */
export function createStatePool(options: PoolOptions): StatePool {
  const { target } = options
  let way: Way = { ...firstWay(target), options: 'none' }
  let pool = openPool(options, way)
  const switchTo = (next: Way): pg.Pool => {
    const old = pool
    way = next
    pool = openPool(options, way)
    old.end().catch(ignore)
    return pool
  }
  return {
    checkOut: async () => {
      const used = way
      try {
        return await pool.connect()
      } catch (first) {
        const next = nextWay(target, used, first)
        if (next === undefined) throw first
        try {
          return await (way === used ? switchTo(next) : pool).connect()
        } catch (second) {
          const failures = [first, second].filter((thrown) => thrown instanceof StartFailure)
          throw mostInformative(failures) ?? second
        }
      }
    },
    close: async () => {
      if (!pool.ending) await pool.end()
    },
  }
}
