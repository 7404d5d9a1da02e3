import type { FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'

import pLimit from 'p-limit'

import { FileFault } from './file-fault.js'

/** How long one file operation may take; less than one check of `doctor`. */
export const diskLimitMs = 4_000

/**
 * libuv runs the file operations of the whole process in a pool of four threads, which also serves
 * name lookups and TLS. An operation that hangs blocks its thread, so one thread is kept for the looks
 * at the session (`look.ts`) and one is kept free.
 */
const pool = pLimit(2)

/** A timer that is later than this tells of a busy process, which could not take the disk's answer. */
export const blockedMs = 100

/** The files whose operations hang; errors name them, not the operations queued behind them. */
const hanging = new Set<string>()

/** The file operations of one folder, one at a time, each with a time limit. */
export interface Disk {
  /**
   * @param path named in the error
   * @param operation one file operation; it is not begun when its time is over before its turn
   * @param undo what to do with a result that comes too late, e.g. to close it
   * @throws FileFault `silent` after the limit, and at once while an earlier operation still hangs
   */
  run<T>(path: string, operation: () => Promise<T>, undo?: (late: T) => Promise<void>): Promise<T>
  /** Closes a file; waits no longer than the limit of an operation, and never throws. */
  close(handle: FileHandle): Promise<void>
}

/** @param limitMs milliseconds that one operation may take, its turn included */
export function createDisk(limitMs = diskLimitMs): Disk {
  const turn = pLimit(1)
  let hangs = false

  const run: Disk['run'] = async (path, operation, undo) => {
    if (hangs) throw new FileFault('silent', path)
    let state: 'waiting' | 'begun' | 'given up' = 'waiting'
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const giveUp = (): void => {
        if (state === 'begun') {
          hangs = true
          hanging.add(path)
        }
        state = 'given up'
        reject(new FileFault('silent', hanging.has(path) ? path : ([...hanging][0] ?? path)))
      }
      const allow = (): void => {
        const from = performance.now()
        timer = setTimeout(() => {
          if (performance.now() - from - limitMs > blockedMs) allow()
          else giveUp()
        }, limitMs)
      }
      allow()
    })
    const isGivenUp = (): boolean => state === 'given up'
    const work = turn(
      async () =>
        await pool(async () => {
          if (isGivenUp()) throw new FileFault('silent', path)
          state = 'begun'
          try {
            const result = await operation()
            if (isGivenUp()) await undo?.(result)
            return result
          } finally {
            hangs = false
            hanging.delete(path)
          }
        }),
    )
    work.catch(() => undefined)
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    run,
    close: async (handle) => {
      const close = async (): Promise<void> => {
        await handle.close()
      }
      if (hangs) void turn(close).catch(() => undefined)
      else await run('', close).catch(() => undefined)
    },
  }
}

const disks = new Map<string, Disk>()

/** The disk of a folder; one per folder and process. */
export function diskOf(folder: string): Disk {
  const name = resolve(folder)
  const disk = disks.get(name) ?? createDisk()
  disks.set(name, disk)
  return disk
}
