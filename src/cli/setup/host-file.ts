import { randomUUID } from 'node:crypto'
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

import { codeOf } from '../../auth/file-error.js'
import { JheError } from '../../errors.js'

/** A host's file as it was found. */
export interface FoundFile {
  /** The file itself: where the host's path is a link, what that points at. */
  readonly path: string
  readonly isLinked: boolean
  /** Undefined where there is no file yet. */
  readonly text: string | undefined
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
 * @throws JheError CONFIG_INVALID for a link that points nowhere
 */
export async function findFile(path: string, platform: NodeJS.Platform): Promise<FoundFile> {
  const own = await orMissing(lstat(path))
  if (own === undefined) return { path, isLinked: false, text: undefined, isOpenToOthers: false }
  const target = await orMissing(realpath(path))
  if (target === undefined)
    throw new JheError(
      'CONFIG_INVALID',
      `${path} is a link to a file that does not exist.`,
      'Make that file or remove the link, then run the command again.',
    )
  return {
    path: target,
    isLinked: own.isSymbolicLink(),
    text: await readFile(target, 'utf8'),
    isOpenToOthers: platform !== 'win32' && (await isOpen(target)),
  }
}

const createFile = async (path: string, text: string, mode: number): Promise<void> => {
  const handle = await open(path, 'wx', mode)
  try {
    await handle.chmod(mode)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const backUp = async (path: string, text: string): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const backup = `${path}.jhe-mcp-${number}.bak`
    try {
      await createFile(backup, text, 0o600)
      return backup
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw thrown
    }
  }
}

/**
 * Replaces a host's file in one step, keeping its mode and owner; what it held stays beside it
 * (mode 0600). A new file gets mode 0600.
 * @returns the path of the backup; undefined for a new file
 * @throws JheError CONFIG_INVALID when somebody else wrote the file since it was found
 */
export async function replaceFile(found: FoundFile, text: string): Promise<string | undefined> {
  const { path } = found
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const before = await orMissing(stat(path))
  const backup = found.text === undefined ? undefined : await backUp(path, found.text)
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await createFile(draft, text, before === undefined ? 0o600 : before.mode & 0o777)
    const made = await stat(draft)
    if (before !== undefined && (before.uid !== made.uid || before.gid !== made.gid))
      await chown(draft, before.uid, before.gid)
    if ((await orMissing(readFile(path, 'utf8'))) !== found.text)
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
