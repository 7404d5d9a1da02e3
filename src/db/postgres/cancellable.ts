import type pg from 'pg'

import { requestCancel } from './cancel-request.js'
import type { HostTarget } from './connection-url.js'

/** Milliseconds for a cancelled statement to end, before its connection is closed. */
const cancelLimit = 4_000

/**
 * Runs statements in a session; a signal has the server stop the one that is running, and closes the
 * connection where it does not end.
 * @throws what the work throws; the signal's reason where it is aborted already
 */
export async function cancellable<T>(
  target: HostTarget,
  client: pg.PoolClient,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const ignore = () => undefined
  const stopping: Promise<void>[] = []
  let deadline: NodeJS.Timeout | undefined
  const stop = () => {
    stopping.push(requestCancel(target, client))
    deadline = setTimeout(() => client.connection.stream.destroy(), cancelLimit)
  }
  client.on('error', ignore)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    return await work()
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(deadline)
    // a cancellation that arrives late must not hit the next statement of this session
    if (stopping.length > 0) await Promise.all(stopping)
    client.off('error', ignore)
  }
}
