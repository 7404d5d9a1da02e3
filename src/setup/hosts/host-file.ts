import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import {
  chown,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises'
import { dirname } from 'node:path'

import { diskLimitMs, diskOf } from '../../files/disk.js'
import { codeOf } from '../../files/file-error.js'
import { FileFault } from '../../files/file-fault.js'
import { JheError } from '../../errors.js'
import { readHostText } from './host-text.js'

/** A host's file as it was found. */
export interface FoundFile {
  /** The file itself: where the host's path is a link, what that points at. */
  readonly path: string
  readonly isLinked: boolean
  /** Undefined where there is no file yet; without its byte order mark. */
  readonly text: string | undefined
  /** The byte order mark that the file begins with, or nothing. */
  readonly mark: string
  /** Whether other users of this computer can read it, folders on the way included. */
  readonly isOpenToOthers: boolean
}

const orMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

/** Group and others reach a file only through folders that let them pass. */
const isOpen = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path)
  let group = (mode & 0o040) !== 0
  let others = (mode & 0o004) !== 0
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode: passage } = await stat(folder)
    group &&= (passage & 0o011) !== 0
    others &&= (passage & 0o001) !== 0
    if (folder === dirname(folder)) return group || others
  }
}

/**
 * Finds a host's file, following a link as managers of dot files make them.
 * @throws JheError CONFIG_INVALID for a link that points nowhere, a device, and what is not UTF-8
 */
export async function findFile(path: string, platform: NodeJS.Platform): Promise<FoundFile> {
  const own = await orMissing(lstat(path))
  if (own === undefined)
    return { path, isLinked: false, text: undefined, mark: '', isOpenToOthers: false }
  const target = await orMissing(realpath(path))
  if (target === undefined)
    throw new JheError(
      'CONFIG_INVALID',
      `${path} is a link to a file that does not exist.`,
      'Make that file or remove the link, then run the command again.',
    )
  const whole = await readHostText(target, path)
  const text = whole.replace(/^\uFEFF/, '')
  return {
    path: target,
    isLinked: own.isSymbolicLink(),
    text,
    mark: whole.slice(0, whole.length - text.length),
    isOpenToOthers: platform !== 'win32' && (await isOpen(target)),
  }
}

type Owner = Pick<Stats, 'uid' | 'gid'>

/** Under sudo, gives new files to the user they are made for. */
const giveTo = async ({ uid, gid }: Owner, path: string): Promise<void> => {
  const made = await stat(path)
  if (made.uid === uid && made.gid === gid) return
  await chown(path, uid, gid).catch((thrown: unknown) => {
    // the group of another user cannot be set, and does not matter where the owner is right
    if (made.uid !== uid) throw thrown
  })
}

const createFile = async (
  path: string,
  text: string,
  { mode, owner }: { readonly mode: number; readonly owner: Owner },
): Promise<void> => {
  const handle = await open(path, 'wx', mode)
  try {
    await handle.chmod(mode)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await giveTo(owner, path)
}

const backUp = async (path: string, text: string, owner: Owner): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const backup = `${path}.jhe-mcp-${number}.bak`
    try {
      await createFile(backup, text, { mode: 0o600, owner })
      return backup
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown
    }
  }
}

/** Makes the folders that are missing. @returns who owns the file there, or is to own it */
const ownerIn = async (path: string): Promise<Owner> => {
  const folder = dirname(path)
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return await stat(folder)
  const owner = await stat(dirname(first))
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await giveTo(owner, made)
  return owner
}

/**
 * Replaces a host's file in one step, keeping its mode and owner; what it held stays beside it
 * (mode 0600). A new file gets mode 0600 and the owner of its folder.
 * @returns the path of the backup; undefined for a new file
 * @throws JheError CONFIG_INVALID for a file that is read-only, or that another program has written
 * since it was found
 */
export async function replaceFile(found: FoundFile, text: string): Promise<string | undefined> {
  const { path, mark } = found
  const before = await orMissing(stat(path))
  if (before !== undefined && (before.mode & 0o200) === 0)
    throw new JheError(
      'CONFIG_INVALID',
      `${path} is read-only; nothing was written.`,
      'Make it writable for you, then run the command again.',
    )
  const owner = before ?? (await ownerIn(path))
  const whole = found.text === undefined ? undefined : `${mark}${found.text}`
  const backup = whole === undefined ? undefined : await backUp(path, whole, owner)
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    const mode = before === undefined ? 0o600 : before.mode & 0o777
    await createFile(draft, `${mark}${text}`, { mode, owner })
    if ((await orMissing(readFile(path, 'utf8'))) !== whole)
      throw new JheError(
        'CONFIG_INVALID',
        `${path} was changed by another program just now; nothing was written.`,
        'Close the host, then run the command again.',
      )
    await rename(draft, path)
    return backup
  } catch (thrown) {
    await orMissing(unlink(draft))
    throw thrown
  }
}

const refusals: readonly string[] = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'EISDIR',
  'ENOSPC',
  'EDQUOT',
  'EBUSY',
  'EIO',
  'ELOOP',
  'ENAMETOOLONG',
  'ENXIO',
]

/**
 * Work on a host's file within the time limit of file work. What hangs is not begun again.
 * @throws FileFault `silent` when the disk does not answer
 */
export const inTime = async <T>(path: string, work: () => Promise<T>): Promise<T> =>
  await diskOf(dirname(path)).run(path, work)

/**
 * Does something with a host's file.
 * @throws JheError CONFIG_INVALID where the system refuses it or the disk does not answer
 */
export async function withHostFile<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof FileFault && thrown.kind === 'silent')
      throw new JheError(
        'CONFIG_INVALID',
        `The disk of ${label} did not answer within ${diskLimitMs / 1000} s.`,
        'Look whether it is a network drive or not a plain file, and run the command again when it answers.',
      )
    const code = codeOf(thrown) ?? ''
    if (!refusals.includes(code)) throw thrown
    throw new JheError(
      'CONFIG_INVALID',
      `${label} cannot be read or written (${code}).`,
      'Check that it is a file, who owns it and its folder, and that the disk is not full.',
    )
  }
}
