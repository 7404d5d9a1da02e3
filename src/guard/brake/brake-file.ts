import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import { ignoreMissing } from '../../files/file-error.js'
import { takeLease, type Lease } from '../../files/lease.js'
import type { Machine } from '../../files/machine.js'
import type { PrivateFileOptions } from '../../files/private-file.js'
import { ownFolder } from '../../files/private-folder.js'
import { createPrivate, removeFile, renameOver, sweepDrafts } from '../../files/replace-file.js'
import { once } from '../../once.js'
import { newKey, writeKey, type BrakeKey } from './brake-key.js'
import { createBrakeReader, type Opened } from './brake-reader.js'
import { emptyState, textOf, type BrakeState } from './brake-text.js'
import { busy, doubtful, usable } from './file-errors.js'

export interface BrakeFileOptions extends PrivateFileOptions {
  /** `JHE_TOKEN_DIR`; made with mode 0700 when it is missing. */
  readonly dir: string
  readonly now: () => Date
}

/** The file of readings of an installation: mode 0600, authenticated, replaced in one step. */
export interface BrakeFile {
  readonly path: string
  /**
   * The state, and the key that its names are made with.
   * @throws JheError BRAKED where it is not what was written last, INTERNAL where it cannot be read
   */
  read(): Promise<Opened>
  /**
   * Changes the state under a lock between processes; durable when it resolves.
   * @param work the same state leaves the file as it is
   * @throws JheError as `read`
   */
  update(work: (opened: Opened) => BrakeState): Promise<void>
  /**
   * Changes the state, also where `read` refuses it: it is begun anew then, and what was there stays
   * beside it.
   * @throws JheError INTERNAL
   */
  renew(work: (state: BrakeState) => BrakeState): Promise<void>
  /** Resolves when the lock of the last change is gone; never throws. */
  readonly settled: () => Promise<void>
}

/**
 * Runs work under the lock of the file, in a folder of this user alone. `atEnd` takes what the lock is
 * to be kept for after the work.
 */
const lockOf = (path: string, options: BrakeFileOptions) => {
  const { dir, machine, now } = options
  const lease = { path: `${path}.lock`, machine, now, waitMs: 15_000, busy: () => busy(path) }
  const folder = once(async () => {
    await ownFolder(dir, options)
  })
  const swept = once(async () => {
    await sweepDrafts(path)
  })
  let released: Promise<void> = Promise.resolve()
  /** What was done is kept by then: nobody waits until the lock is gone. */
  const release = async (held: Lease, rest: readonly Promise<unknown>[]): Promise<void> => {
    await Promise.allSettled(rest)
    // one that cannot be released expires
    await held.release().catch(() => undefined)
  }
  const run = async <T>(
    work: (atEnd: (rest: Promise<unknown>) => void) => Promise<T>,
  ): Promise<T> => {
    await folder.get()
    await released
    const held = await takeLease(lease)
    const rest: Promise<unknown>[] = []
    try {
      await swept.get()
      return await work((one) => rest.push(one))
    } finally {
      released = release(held, rest)
    }
  }
  return {
    run,
    settled: async () => {
      await released
    },
  }
}

/** Whole or not at all, also after a loss of power; which of two is newest need not outlive that. */
const put = async (path: string, text: string, machine: Machine): Promise<void> => {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await createPrivate(draft, text, { isFlushed: true })
    await renameOver(draft, path, machine)
  } catch (thrown) {
    await removeFile(draft).catch(() => undefined)
    throw thrown
  }
}

export function createBrakeFile(options: BrakeFileOptions): BrakeFile {
  const { dir, machine, now } = options
  const path = join(dir, 'brake.json')
  const keyPath = join(dir, 'brake.key')
  const reader = createBrakeReader({ file: path, key: keyPath }, options)
  const { run: underLock, settled } = lockOf(path, options)

  /** Under the lock, where nobody else is in the middle of writing. */
  const demand = async (): Promise<Opened> => {
    const found = (await reader.unchanged()) ?? (await reader.read())
    if ('how' in found) throw doubtful(path, found.how)
    return found
  }

  const write = async (
    key: BrakeKey,
    state: BrakeState,
    atEnd: (rest: Promise<unknown>) => void,
  ): Promise<void> => {
    const seq = reader.nextSeq(now())
    // in this order: a file is missed only once it was there
    if (!key.isUsed) await writeKey(keyPath, key, machine)
    await put(path, textOf(key, { seq, state }), machine)
    const used = key.isUsed ? key : { ...key, isUsed: true }
    if (!key.isUsed) await writeKey(keyPath, used, machine)
    atEnd(reader.wrote({ key: used, state, seq }))
  }

  return {
    path,
    read: async () =>
      await usable(path, async () => {
        const found = (await reader.unchanged()) ?? (await reader.read())
        return 'how' in found ? await underLock(demand) : found
      }),
    update: async (work) => {
      await usable(path, async () => {
        await underLock(async (atEnd) => {
          const opened = await demand()
          const next = work(opened)
          if (next !== opened.state) await write(opened.key, next, atEnd)
        })
      })
    },
    renew: async (work) => {
      await usable(path, async () => {
        await underLock(async (atEnd) => {
          const found = await reader.read()
          if (!('how' in found)) {
            await write(found.key, work(found.state), atEnd)
            return
          }
          for (const name of [path, keyPath])
            await ignoreMissing(renameOver(name, `${name}.doubtful`, machine))
          await write(newKey(), work(emptyState), atEnd)
        })
      })
    },
    settled,
  }
}
