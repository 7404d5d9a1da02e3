import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { posix, win32 } from 'node:path'

import { codeOf } from './file-error.js'
import { O_NOFOLLOW, O_NONBLOCK } from './open-flags.js'
import { aclFault } from './windows-acl.js'

/** Why a file of the administrator is not trusted. */
export type ManagedFault = 'link' | 'not plain' | 'foreign' | 'writable' | 'too long' | 'unreadable'

/** A file that only the administrator may write, and that is not used. `path` is the file or its folder. */
export class ManagedFileFault extends Error {
  override readonly name = 'ManagedFileFault'
  readonly fault: ManagedFault
  readonly path: string

  constructor(fault: ManagedFault, path: string, options?: ErrorOptions) {
    super(`${path}: ${fault}`, options)
    this.fault = fault
    this.path = path
  }
}

/**
 * Who the file and its folder must belong to: a user id, or on Windows the administrators, whose
 * security descriptor (SDDL) is read by the function.
 */
export type ManagedOwner = number | ((path: string) => string)

/** Longest file that is read, in bytes. */
const longest = 65_536

const flags = constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK

interface Found {
  readonly uid: number
  readonly mode: number
}

/** @throws ManagedFileFault where anybody but the owner could have written it */
const check = ({ uid, mode }: Found, path: string, owner: ManagedOwner): void => {
  if (typeof owner !== 'number') {
    const fault = aclFault(owner(path))
    if (fault !== undefined) throw new ManagedFileFault(fault, path)
    return
  }
  if (uid !== owner) throw new ManagedFileFault('foreign', path)
  if ((mode & 0o022) !== 0) throw new ManagedFileFault('writable', path)
}

/** Looks at the name itself, before it is opened. */
const checkName = (path: string, owner: ManagedOwner): void => {
  const stats = lstatSync(path)
  if (stats.isSymbolicLink()) throw new ManagedFileFault('link', path)
  check(stats, path, owner)
}

const read = (path: string, owner: ManagedOwner): string => {
  const file = openSync(path, flags)
  try {
    const stats = fstatSync(file)
    check(stats, path, owner)
    if (!stats.isFile()) throw new ManagedFileFault('not plain', path)
    if (stats.size > longest) throw new ManagedFileFault('too long', path)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

const links = ['ELOOP', 'EMLINK', 'EFTYPE']

/**
 * The text of a file that only the administrator may write, or undefined where there is none. The
 * folder is looked at too: who may write to it may put another file there. On POSIX what is read is
 * what was looked at.
 * @throws ManagedFileFault for a link, another owner, a file that others may write, and one that cannot be read
 */
export function readManagedFile(path: string, owner: ManagedOwner): string | undefined {
  try {
    checkName((typeof owner === 'number' ? posix : win32).dirname(path), owner)
    checkName(path, owner)
    return read(path, owner)
  } catch (thrown) {
    if (thrown instanceof ManagedFileFault) throw thrown
    const code = codeOf(thrown)
    if (code === 'ENOENT') return undefined
    const fault = links.includes(code ?? '') ? 'link' : 'unreadable'
    throw new ManagedFileFault(fault, path, { cause: thrown })
  }
}
