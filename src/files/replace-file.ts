import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { diskOf } from './disk.js'
import { codeOf, ignoreMissing } from './file-error.js'
import type { Machine } from './machine.js'
import { O_NOFOLLOW } from './open-flags.js'

/** Removes a file, which may be gone already. */
export async function removeFile(path: string): Promise<void> {
  const remove = async (): Promise<void> => {
    await unlink(path)
  }
  await ignoreMissing(diskOf(dirname(path)).run(path, remove))
}

/**
 * Makes a file with mode 0600 where none is; never what a link leads to.
 * @throws FileFault `silent`; file system errors as they are
 */
export async function createPrivate(
  path: string,
  text: string,
  { isFlushed }: { readonly isFlushed: boolean },
): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants
  await diskOf(dirname(path)).run(path, async () => {
    const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    try {
      await handle.writeFile(text)
      if (isFlushed) await handle.sync()
    } finally {
      await handle.close()
    }
  })
}

const syncFolder = async (dir: string, { platform }: Machine): Promise<void> => {
  if (platform === 'win32') return
  const disk = diskOf(dir)
  const handle = await disk.run(
    dir,
    async () => await open(dir, constants.O_RDONLY),
    async (late) => {
      await late.close()
    },
  )
  try {
    await disk.run(dir, async () => {
      await handle.sync()
    })
  } finally {
    await disk.close(handle)
  }
}

/** Renames. Windows refuses to replace a file that another process is reading just now. */
export async function renameOver(
  from: string,
  to: string,
  { platform }: Pick<Machine, 'platform'>,
): Promise<void> {
  const disk = diskOf(dirname(to))
  for (let left = platform === 'win32' ? 20 : 0; ; left -= 1) {
    try {
      await disk.run(to, async () => {
        await rename(from, to)
      })
      return
    } catch (thrown) {
      if (left === 0 || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(thrown) ?? '')) throw thrown
    }
    await delay(25)
  }
}

/**
 * Replaces the whole file in one step, mode 0600, on the disk when it returns. A link in its place is
 * replaced, not followed.
 * @throws FileFault `silent`; file system errors as they are
 */
export async function replacePrivate(path: string, text: string, machine: Machine): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await createPrivate(draft, text, { isFlushed: true })
    await renameOver(draft, path, machine)
  } catch (thrown) {
    await removeFile(draft).catch(() => undefined)
    throw thrown
  }
  await syncFolder(dirname(path), machine)
}

const draftEnd = /^\.[0-9a-f-]{36}\.tmp$/

/** Removes drafts of writers that were killed. The caller holds the lock, so no live writer has one. */
export async function sweepDrafts(path: string): Promise<void> {
  const dir = dirname(path)
  const name = basename(path)
  const names = await diskOf(dir).run(dir, async () => await readdir(dir))
  for (const found of names)
    if (found.startsWith(name) && draftEnd.test(found.slice(name.length)))
      await removeFile(join(dir, found))
}
