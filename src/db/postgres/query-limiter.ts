import pLimit from 'p-limit'

/** Runs statements under a limit of concurrency. */
export interface QueryLimiter {
  run<T>(text: string, work: () => Promise<T>): Promise<T>
  /** Statements that wait for their turn. */
  waiting(): number
}

/** Statements on observations can be slow; all others are fast. */
const readsObservations = (text: string): boolean => text.includes('core_observation')

/**
 * Runs statements in the order in which they came. One connection is never used for statements on
 * observations, so that slow ones do not delay statements on studies or patients.
 * @param connections how many statements may run at a time; two or more
 */
export function createQueryLimiter(connections: number): QueryLimiter {
  const anyQuery = pLimit(connections)
  const longQuery = pLimit(connections - 1)
  return {
    run: async (text, work) =>
      readsObservations(text)
        ? await longQuery(async () => await anyQuery(work))
        : await anyQuery(work),
    waiting: () => anyQuery.pendingCount + longQuery.pendingCount,
  }
}
