import { lstat, type BigIntStats } from 'node:fs'

import { blockedMs, diskLimitMs } from './disk.js'
import { FileFault } from './file-fault.js'

/** A look that has not come back. */
interface Pending {
  readonly since: number
  readonly giveUp: () => void
}

/**
 * Looks at the status of one file, as every call does at the session's. It has a thread of the pool
 * of its own (see `disk.ts`) and waits behind no other file operation. One timer watches all looks
 * of its time, as a timer for each would cost more than the look.
 * @param limitMs milliseconds that a look may take
 * @returns the look, which must not begin before the one before has ended. It throws FileFault
 * `silent` after the limit, and at once while an earlier one still hangs; file system errors as they
 * are
 */
export function createLook(path: string, limitMs = diskLimitMs): () => Promise<BigIntStats> {
  let pending: Pending | undefined
  let hangs = false
  let isWatched = false

  const watch = (ms: number): void => {
    const due = performance.now() + ms
    isWatched = true
    // the look itself keeps the process alive
    setTimeout(() => {
      check(performance.now() - due)
    }, ms).unref()
  }

  const check = (lateMs: number): void => {
    isWatched = false
    if (pending === undefined) return
    const leftMs = limitMs - (performance.now() - pending.since)
    if (leftMs > 0) watch(Math.ceil(leftMs))
    else if (lateMs > blockedMs) watch(limitMs)
    else pending.giveUp()
  }

  return async () =>
    await new Promise((resolve, reject) => {
      const giveUp = (): void => {
        hangs = true
        pending = undefined
        reject(new FileFault('silent', path))
      }
      if (hangs) {
        giveUp()
        return
      }
      pending = { since: performance.now(), giveUp }
      if (!isWatched) watch(limitMs)
      lstat(path, { bigint: true }, (error, stats) => {
        pending = undefined
        hangs = false
        if (error === null) resolve(stats)
        else reject(error)
      })
    })
}
