import type { DatabaseHost } from './database-host.js'
import type { DatabaseMetrics } from './open-pool.js'
import type { QueryLimiter } from './query-limiter.js'

/** Tells the metrics of the connections, when a statement begins and when it has ended. */
export interface PoolReport {
  started(): void
  ended(): void
}

/** @param metrics absent: nothing is counted */
export function createPoolReport(
  hosts: readonly DatabaseHost[],
  limiter: QueryLimiter,
  metrics: DatabaseMetrics | undefined,
): PoolReport {
  let running = 0
  const tell = () => {
    if (metrics === undefined) return
    const idle = hosts.reduce((sum, { current }) => sum + current.pool.idleCount, 0)
    metrics.databasePool('active', running)
    metrics.databasePool('idle', idle)
    metrics.databasePool('waiting', limiter.waiting())
  }
  return {
    started: () => {
      running += 1
      tell()
    },
    ended: () => {
      running -= 1
      tell()
    },
  }
}
