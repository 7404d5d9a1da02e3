import { lstat, lstatSync, type BigIntStats } from 'node:fs'

import { blockedMs, diskLimitMs } from './disk.js'
import { codeOf } from './file-error.js'
import { FileFault } from './file-fault.js'
import { isKeptInMemory } from './local-disk.js'

/** A look that has not come back. */
interface Pending {
  readonly since: number
  readonly giveUp: () => void
}

/** Looks at a file; each finds undefined where there is none, and throws file system errors as they are. */
export interface Look {
  /** Whether `now` may be asked: the system answers from memory (`local-disk.ts`). */
  readonly isKept: () => boolean
  /** The status of the file at once. */
  readonly now: () => BigIntStats | undefined
  /**
   * The same in a thread, for a disk that may not answer. It must not begin before the one before has
   * ended.
   * @throws FileFault `silent` after the limit, and at once while an earlier look still hangs
   */
  readonly inThread: () => Promise<BigIntStats | undefined>
}

/**
 * Looks at the status of one file, as every call does at the session's. It has a thread of the pool
 * of its own (see `disk.ts`) and waits behind no other file operation. One timer watches all looks
 * of its time, as a timer for each would cost more than the look. Where the system answers from memory
 * the looks after the first need no thread, which costs more than all of them.
 * @param limitMs milliseconds that a look may take
 */
export function createLook(path: string, limitMs = diskLimitMs): Look {
  let pending: Pending | undefined
  let hangs = false
  let isWatched = false
  let isKept: boolean | undefined

  const learn = (): void => {
    if (isKept !== undefined) return
    isKept = false
    void isKeptInMemory(path).then((found) => (isKept = found))
  }

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

  const inThread = async (): Promise<BigIntStats | undefined> =>
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
        learn()
        if (error === null) resolve(stats)
        else if (codeOf(error) === 'ENOENT') resolve(undefined)
        else reject(error)
      })
    })

  return {
    isKept: () => isKept === true,
    now: () => lstatSync(path, { bigint: true, throwIfNoEntry: false }),
    inThread,
  }
}
