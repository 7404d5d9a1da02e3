import type { Metrics } from '../metrics.js'
import type { StateDatabase } from './database.js'

/** Measures every statement that is sent outside of a lock. */
export function timed(database: StateDatabase, metrics?: Pick<Metrics, 'state'>): StateDatabase {
  if (metrics === undefined) return database
  return {
    ...database,
    query: async (text, values) => {
      const from = performance.now()
      try {
        return await database.query(text, values)
      } finally {
        metrics.state((performance.now() - from) / 1_000)
      }
    },
  }
}
