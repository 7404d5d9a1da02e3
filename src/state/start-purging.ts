import type { Log } from '../log.js'
import type { StateStore } from './store.js'

const everyMs = 600_000

/**
 * Purges every 10 minutes; the timer does not keep the process alive.
 * @returns a function that ends it
 */
export function startPurging(store: Pick<StateStore, 'purge'>, log: Log): () => void {
  const timer = setInterval(() => {
    store.purge().catch((thrown: unknown) => {
      log.failure(thrown)
    })
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
