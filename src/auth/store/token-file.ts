import { join } from 'node:path'

import { z } from 'zod'

import type { JheError } from '../../errors.js'
import { withLease } from '../../files/lease.js'
import { readPrivate, stampReader, type PrivateFileOptions } from '../../files/private-file.js'
import { ownFolder } from '../../files/private-folder.js'
import { removeFile, renameOver, replacePrivate, sweepDrafts } from '../../files/replace-file.js'
import { createCredentialErrors, lockedUnlessUsable } from './credential-errors.js'
import { jhe } from '../place.js'
import type { Clock } from '../session/session.js'

/** Version of the file's layout, not of the package: an update must not end a session. */
export const schemaVersion = 1
export const fileName = 'token_cache.json'

/** Records by owner; the stores know what is in one. */
export type TokenRecords = Readonly<Record<string, unknown>>

export interface TokenFileOptions extends PrivateFileOptions {
  /** `JHE_TOKEN_DIR`; made with mode 0700 when it is missing. */
  readonly dir: string
  readonly now: Clock
  /** Its name in the folder; `token_cache.json` unless given. */
  readonly name?: string
  /** The command that signs in anew; `jhe-mcp login` unless given. */
  readonly login?: string
}

/** `token_cache.json`, the records of all issuers, or another file of records: mode 0600, replaced in one step. */
export interface TokenFile {
  readonly dir: string
  readonly path: string
  /** Whether the system has file modes; Windows has none. */
  readonly hasModes: boolean
  /**
   * The records; the same object as long as the file is the same. No file is no records.
   * @throws JheError CREDENTIALS_LOCKED for a file that is foreign, linked, newer or unreadable
   */
  read(): Promise<TokenRecords>
  /** The records that `read` returned last, if the file has not changed since; else undefined. */
  cached(): Promise<TokenRecords | undefined>
  /**
   * Replaces the records under a lock between processes; durable when it returns.
   * @param change the new records, or undefined to leave the file alone
   * @returns whether the file was replaced
   */
  update(change: (records: TokenRecords) => Promise<TokenRecords | undefined>): Promise<boolean>
}

const fileSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  sessions: z.record(z.string(), z.unknown()),
})
const versionSchema = z.object({ schemaVersion: z.int() })

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The records of a file's text. @throws JheError CREDENTIALS_LOCKED for a newer layout */
export const parseRecords = (
  text: string,
  path: string,
  login = jhe.login,
): TokenRecords | 'damaged' => {
  const json = parseJson(text)
  const version = versionSchema.safeParse(json).data?.schemaVersion ?? 0
  if (version > schemaVersion) throw createCredentialErrors(login).newerLayout(path)
  return fileSchema.safeParse(json).data?.sessions ?? 'damaged'
}

const none: TokenRecords = Object.freeze({})

interface Reader {
  readonly read: () => Promise<TokenRecords | 'damaged'>
  readonly cached: () => Promise<TokenRecords | 'damaged' | undefined>
}

/** Reads the records, keeping the parsed ones for as long as the file's stamp stays. */
const createReader = (path: string, access: TokenFileOptions): Reader => {
  let known: { readonly stamp: string; readonly records: TokenRecords | 'damaged' } | undefined
  const newestStamp = stampReader(path)
  const cached = async () => {
    const before = known
    return before !== undefined && before.stamp === (await newestStamp())
      ? before.records
      : undefined
  }
  const read = async () => {
    const unchanged = await cached()
    if (unchanged !== undefined) return unchanged
    const records = await readPrivate(path, access, async (stamp, readText) => {
      if (known?.stamp !== stamp)
        known = { stamp, records: parseRecords(await readText(), path, access.login) }
      return known.records
    })
    return records ?? none
  }
  return { read, cached }
}

export function createTokenFile(options: TokenFileOptions): TokenFile {
  const { dir, machine, now, warn, name = fileName, login = jhe.login } = options
  const path = join(dir, name)
  const reader = createReader(path, options)

  const underLock = async <T>(work: () => Promise<T>): Promise<T> => {
    await ownFolder(dir, options)
    const busy = (): JheError => createCredentialErrors(login).busy(path)
    return await withLease({ path: `${path}.lock`, machine, now, waitMs: 15_000, busy }, work)
  }

  /** Under the lock, as another process may have repaired the file meanwhile. */
  const readOrSetAside = async (): Promise<TokenRecords> => {
    const records = await reader.read()
    if (records !== 'damaged') return records
    await renameOver(path, `${path}.corrupt`, machine)
    warn(`${path} was damaged; it is now ${name}.corrupt. Sign in again with \`${login}\`.`)
    return none
  }

  const write = async (records: TokenRecords): Promise<void> => {
    if (Object.keys(records).length === 0) await removeFile(path)
    else await replacePrivate(path, JSON.stringify({ schemaVersion, sessions: records }), machine)
  }

  return {
    dir,
    path,
    hasModes: machine.platform !== 'win32',
    read: async () =>
      await lockedUnlessUsable(path, login, async () => {
        const records = await reader.read()
        return records === 'damaged' ? await underLock(readOrSetAside) : records
      }),
    cached: async () => {
      const records = await lockedUnlessUsable(path, login, reader.cached)
      return records === 'damaged' ? undefined : records
    },
    update: async (change) =>
      await lockedUnlessUsable(
        path,
        login,
        async () =>
          await underLock(async () => {
            await sweepDrafts(path)
            const next = await change(await readOrSetAside())
            if (next !== undefined) await write(next)
            return next !== undefined
          }),
      ),
  }
}
