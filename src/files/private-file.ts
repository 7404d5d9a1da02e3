import { constants, type BigIntStats } from 'node:fs'
import { lstat, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

import { diskOf, type Disk } from './disk.js'
import { createLook } from './look.js'
import { codeOf, ignoreMissing } from './file-error.js'
import { FileFault } from './file-fault.js'
import type { Machine } from './machine.js'
import { O_NOFOLLOW, O_NONBLOCK } from './open-flags.js'
import { shareNext } from '../share-next.js'

export interface PrivateFileOptions {
  readonly machine: Machine
  /** One line for the person; never a secret. */
  readonly warn: (line: string) => void
  /** A longer file is not read; any length unless given. */
  readonly maxBytes?: number
}

/** Who a file must belong to; undefined on Windows, and where any owner is accepted. */
export type Owner = Pick<Machine, 'uid'>

/** Whether it belongs to another user. */
export const isForeign = (stats: { uid: number | bigint }, { uid }: Owner): boolean =>
  uid !== undefined && Number(stats.uid) !== uid

/** Whether other users may read, write or enter. */
export const isOpenToOthers = (
  stats: { mode: number | bigint },
  { platform }: Pick<Machine, 'platform'>,
): boolean => platform !== 'win32' && (Number(stats.mode) & 0o077) !== 0

const refusals = ['ELOOP', 'EMLINK', 'ENXIO', 'EISDIR', 'EFTYPE']

/** Windows opens what a link leads to. */
const refuseLink = async (disk: Disk, path: string): Promise<void> => {
  const stats = await disk.run(path, async () => await lstat(path))
  if (stats.isSymbolicLink()) throw new FileFault('not plain', path)
}

const openAny = async (path: string, flags: number): Promise<FileHandle> => {
  const disk = diskOf(dirname(path))
  const safely = flags | O_NOFOLLOW | O_NONBLOCK
  try {
    if (O_NOFOLLOW === 0) await ignoreMissing(refuseLink(disk, path))
    return await disk.run(
      path,
      async () => await open(path, safely, 0o600),
      async (late) => {
        await late.close()
      },
    )
  } catch (thrown) {
    if (refusals.includes(codeOf(thrown) ?? '')) throw new FileFault('not plain', path)
    throw thrown
  }
}

const judge = (stats: BigIntStats, path: string, owner: Owner, names: bigint): void => {
  if (!stats.isFile()) throw new FileFault('not plain', path)
  if (isForeign(stats, owner)) throw new FileFault('foreign', path)
  if (stats.nlink > names) throw new FileFault('several names', path)
}

/** An opened file that passed the checks, with its status at that time. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly stats: BigIntStats
}

/**
 * Opens a file and checks the opened file before anything is read or written: a plain file of this
 * user, without further hard links.
 * @param flags of `node:fs`, e.g. `O_RDWR | O_APPEND | O_CREAT`; made with mode 0600
 * @param names how many it may have in the file system
 * @throws FileFault; file system errors as they are
 */
export async function openPrivate(
  path: string,
  flags: number,
  owner: Owner,
  names = 1n,
): Promise<OpenFile> {
  const disk = diskOf(dirname(path))
  const handle = await openAny(path, flags)
  try {
    const stats = await disk.run(path, async () => await handle.stat({ bigint: true }))
    judge(stats, path, owner, names)
    return { handle, stats }
  } catch (thrown) {
    await disk.close(handle)
    throw thrown
  }
}

/** Closes an opened file to other users and says so. @returns whether it was open to them */
export async function closeToOthers(
  { handle, stats }: OpenFile,
  path: string,
  { machine, warn }: PrivateFileOptions,
): Promise<boolean> {
  if (!isOpenToOthers(stats, machine)) return false
  await diskOf(dirname(path)).run(path, async () => {
    await handle.chmod(0o600)
  })
  warn(`${path} was open to other users; it is now closed to them (mode 0600).`)
  return true
}

const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':')

/**
 * Tells the stamp that `readPrivate` would pass on, without opening the file. If it equals an earlier
 * one, the file is the one that was checked then. Looks of one moment are one look.
 * @returns a function that returns undefined when there is no file, and throws FileFault `silent`
 */
export function stampReader(path: string): () => Promise<string | undefined> {
  const look = createLook(path)
  const stampAt = (stats: BigIntStats | undefined): string | undefined => stats && stampOf(stats)
  const inThread = shareNext(async () => stampAt(await look.inThread()))
  return async () => (look.isKept() ? stampAt(look.now()) : await inThread())
}

const openPlain = async (
  path: string,
  owner: Owner,
  names?: bigint,
): Promise<OpenFile | undefined> => {
  try {
    return await openPrivate(path, constants.O_RDONLY, owner, names)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

/**
 * Reads a file that must belong to this user alone, and checks the opened file.
 * @param use gets a stamp, which differs whenever the content does, and a reader
 * @returns what `use` makes of it, or undefined when there is no file
 * @throws FileFault for a link, a pipe, a folder, another user's file, one that is too long, a silent disk
 */
export async function readPrivate<T>(
  path: string,
  keeper: PrivateFileOptions,
  use: (stamp: string, readText: () => Promise<string>) => Promise<T>,
): Promise<T | undefined> {
  const opened = await openPlain(path, keeper.machine)
  if (opened === undefined) return undefined
  const { handle, stats } = opened
  const disk = diskOf(dirname(path))
  const now = async () => await handle.stat({ bigint: true })
  try {
    if (stats.size > (keeper.maxBytes ?? Number.POSITIVE_INFINITY))
      throw new FileFault('too long', path)
    const wasOpen = await closeToOthers(opened, path, keeper)
    const stamp = stampOf(wasOpen ? await disk.run(path, now) : stats)
    return await use(
      stamp,
      async () => await disk.run(path, async () => await handle.readFile('utf8')),
    )
  } finally {
    await disk.close(handle)
  }
}

/** Longer than any lock, head or time file that jhe-mcp writes. */
const smallBytes = 4_096

/**
 * The text of a small file of this user: a lock, a head, a time.
 * @returns undefined when there is none
 * @throws FileFault as `readPrivate`, and for a long one; file system errors as they are
 */
export async function readSmall(
  path: string,
  owner: Owner,
  names?: bigint,
): Promise<string | undefined> {
  const opened = await openPlain(path, owner, names)
  if (opened === undefined) return undefined
  const disk = diskOf(dirname(path))
  try {
    if (opened.stats.size > BigInt(smallBytes)) throw new FileFault('too long', path)
    return await disk.run(path, async () => await opened.handle.readFile('utf8'))
  } finally {
    await disk.close(opened.handle)
  }
}
