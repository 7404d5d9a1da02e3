import type pg from 'pg'

import { acquireConnection } from './acquire-connection.js'
import type { HostTarget } from './connection-url.js'
import { createIdleConnectionReaper } from './idle-connection-reaper.js'
import { openPool, poolSizeOf, type Opened, type PgOptions } from './open-pool.js'
import { StartFailure, truest } from './start-failure.js'
import { firstWay, isSameWay, nextWay, type Way } from './ways.js'

/** How a process reaches one host of its database. */
export interface DatabaseHost {
  readonly options: PgOptions
  readonly target: HostTarget
  current: Opened
  /** Called when a session becomes free. */
  readonly reapIdle: (pool: pg.Pool) => void
}

/** A host whose first connection is opened when it is needed. */
export const openHost = (options: PgOptions, target: HostTarget): DatabaseHost => ({
  options,
  target,
  current: openPool(options, target, firstWay(target)),
  reapIdle: createIdleConnectionReaper(),
})

/** Replaces the pool for new statements; running ones finish on the old one, which then closes. */
export const renew = (host: DatabaseHost, used: Opened, way = used.way): void => {
  if (host.current !== used) return
  host.current = openPool(host.options, host.target, way)
  used.pool.end().catch(() => undefined)
}

/**
 * A session in the first way that works: with the session's settings or without, with TLS or
 * without, as far as the target allows. What worked is tried first from then on.
 */
export const checkOut = async (host: DatabaseHost, signal: AbortSignal): Promise<pg.PoolClient> => {
  const tried: Way[] = []
  const failures: StartFailure[] = []
  for (;;) {
    const used = host.current
    try {
      return await acquireConnection(used.pool, poolSizeOf(host.options), signal)
    } catch (thrown) {
      tried.push(used.way)
      if (thrown instanceof StartFailure) failures.push(thrown)
      const next = nextWay(host.target, used.way, thrown)
      if (next === undefined || tried.some((way) => isSameWay(way, next)))
        throw thrown instanceof StartFailure ? (truest(failures) ?? thrown) : thrown
      if (next.options !== used.way.options) failures.length = 0
      renew(host, used, next)
    }
  }
}

/** Gives a session back. @param broken whether it is closed instead of kept */
export const giveBack = (host: DatabaseHost, client: pg.PoolClient, broken: boolean): void => {
  client.release(broken)
  host.reapIdle(host.current.pool)
}
