import { setTimeout as delay } from 'node:timers/promises'

import { isOutOfConnections } from './database-error.js'

/** How long one waits for another process to let go of a connection, and how often one looks. */
const patienceMs = 5_000
const lookMs = 100

/**
 * Connects as soon as the database has a connection to spare: other hosts on this machine, or
 * others with the same role, may hold all that the role may have. Meanwhile a session of one's own
 * may come free, which `connect` then hands out.
 * @throws what `connect` throws, at once for any other reason and after 5 s for this one
 */
export async function sparedConnection<T>(
  connect: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const end = performance.now() + patienceMs
  for (;;) {
    try {
      return await connect()
    } catch (thrown) {
      if (!isOutOfConnections(thrown) || performance.now() >= end) throw thrown
    }
    await delay(lookMs, undefined, { signal })
  }
}
