import { chmod, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { recordName } from '../../auth/session/session-kind.js'
import { sessionSchema } from '../../auth/session/session.js'
import { parseRecord } from '../../auth/store/session-record.js'
import type { StoreKind } from '../../auth/store/session-store.js'
import { fileName, parseRecords } from '../../auth/store/token-file.js'
import { issuerOf, need } from '../../config.js'
import { JheError } from '../../errors.js'
import { diskOf } from '../../files/disk.js'
import { removeFile } from '../../files/replace-file.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { entryAt } from '../look.js'

const pathOf = (context: DoctorContext): string => join(context.config().tokenDir, fileName)

const inFile = 'The session is then kept in a file that only you may read, not in the keychain.'
const useFile = 'To choose the file, set JHE_TOKEN_STORE=file'

const roundtrip = defineCheck({
  id: 'store.roundtrip',
  group: 'store',
  title: 'Keychain works',
  needs: ['config.parse'],
  outcomes: {
    locked: {
      status: 'warn',
      why: inFile,
      fix: `Unlock the keychain (sign in to the desktop). ${useFile}`,
      docs: 'signing-in',
    },
    timed_out: { status: 'warn', why: inFile, fix: useFile, docs: 'signing-in' },
    no_dbus: { status: 'warn', why: inFile, fix: useFile, docs: 'signing-in' },
    no_keychain: { status: 'warn', why: inFile, fix: useFile, docs: 'signing-in' },
    demanded: {
      status: 'fail',
      why: 'JHE_TOKEN_STORE=keychain allows nothing else, so nobody can sign in.',
      fix: 'Unlock or start the keychain, or set JHE_TOKEN_STORE=file',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const mode = context.config().tokenStore
    if (mode === 'file') return pass('not asked: JHE_TOKEN_STORE=file')
    const { outcome, isLate } = await context.tryKeychain()
    if (outcome === 'usable') return pass('wrote, read and deleted a probe')
    const { env, machine } = context.runtime
    const hasBus = (env['DBUS_SESSION_BUS_ADDRESS'] ?? env['XDG_RUNTIME_DIR'] ?? '') !== ''
    const name = isLate
      ? 'timed_out'
      : outcome === 'locked'
        ? 'locked'
        : machine.platform === 'linux' && !hasBus
          ? 'no_dbus'
          : 'no_keychain'
    const seen = {
      timed_out: 'it did not answer within 3 s',
      locked: 'it is locked',
      no_dbus: 'there is no D-Bus session here',
      no_keychain: 'there is no usable one',
    }[name]
    return found(mode === 'keychain' ? 'demanded' : name, seen, { data: { cause: name } })
  },
})

const whyPerms = 'Whoever can read or replace this file can ask JHE in your name.'
const signInAgain = 'Remove the file, then run: jhe-mcp login'

const perms = defineCheck({
  id: 'store.perms',
  group: 'store',
  title: 'Session file is yours alone',
  needs: ['config.paths'],
  outcomes: {
    open: { status: 'fail', why: whyPerms, fix: 'jhe-mcp doctor --fix', docs: 'signing-in' },
    not_plain: { status: 'fail', why: whyPerms, fix: signInAgain, docs: 'signing-in' },
    foreign: { status: 'fail', why: whyPerms, fix: signInAgain, docs: 'signing-in' },
  },
  run: async (context) => {
    const path = pathOf(context)
    const { uid, platform } = context.runtime.machine
    const stats = await entryAt(path)
    const rest = { detail: path }
    if (stats === undefined) return pass('no session file yet', rest)
    if (!stats.isFile()) return found('not_plain', 'it is a link or not a file', rest)
    if (uid !== undefined && stats.uid !== uid)
      return found('foreign', 'it belongs to another user', rest)
    if (platform !== 'win32' && (stats.mode & 0o077) !== 0)
      return found(
        'open',
        `other users may read it (mode ${(stats.mode & 0o777).toString(8)})`,
        rest,
      )
    return pass('mode 0600', rest)
  },
  repair: async (context) => {
    await chmod(pathOf(context), 0o600)
  },
})

/** The records as stored in the file; reading them changes nothing. */
const readRecords = async (context: DoctorContext) => {
  try {
    const path = pathOf(context)
    const read = async () => await readFile(path, 'utf8')
    return parseRecords(await diskOf(dirname(path)).run(path, read), path)
  } catch (thrown) {
    if (thrown instanceof JheError) return 'newer'
    if (thrown instanceof Error && Reflect.get(thrown, 'code') === 'ENOENT') return {}
    throw thrown
  }
}

const ownName = (context: DoctorContext): string => {
  const config = context.config()
  return recordName({ issuer: issuerOf(config), clientId: need(config, 'clientId') })
}

const record = defineCheck({
  id: 'store.record',
  group: 'store',
  title: 'Session file can be read',
  needs: ['store.perms', 'config.jhe'],
  outcomes: {
    corrupt: {
      status: 'fail',
      why: 'The session in it cannot be used.',
      fix: 'Sign in again: jhe-mcp login',
      docs: 'signing-in',
    },
    newer: {
      status: 'fail',
      why: 'This version must not touch it, so it has no session.',
      fix: 'Use the newer jhe-mcp in every host, or set JHE_TOKEN_DIR to another folder.',
      docs: 'signing-in',
    },
    other_owner: {
      status: 'fail',
      why: 'A session is sent to nobody but the JHE and client it was made for.',
      fix: 'Sign in at this JHE: jhe-mcp login',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const records = await readRecords(context)
    if (records === 'newer') return found('newer', 'it was written by a newer jhe-mcp')
    if (records === 'damaged') return found('corrupt', 'it is damaged')
    const own = parseRecord(records[ownName(context)], sessionSchema)
    if (own === 'damaged') return found('corrupt', 'the session in it is damaged')
    if (own !== undefined) return pass('holds a session for this JHE and client')
    return Object.keys(records).length === 0
      ? pass('holds no session')
      : found('other_owner', 'it holds sessions, but for another JHE or client')
  },
})

/** How the session of this JHE and client is stored, if there is one. */
const keptBy = async (context: DoctorContext): Promise<StoreKind | undefined> => {
  const records = await readRecords(context)
  if (typeof records === 'string') return undefined
  const own = parseRecord(records[ownName(context)], sessionSchema)
  return own === undefined || own === 'damaged' ? undefined : own.store
}

const places = { file: 'file (0600)', keychain: 'file sealed with a key in the keychain' }

const backend = defineCheck({
  id: 'store.backend',
  group: 'store',
  title: 'Where the session is kept',
  needs: ['store.roundtrip', 'store.record'],
  outcomes: {
    other_store: {
      status: 'fail',
      why: 'A session kept in another way than JHE_TOKEN_STORE asks for is not used.',
      fix: 'Sign in again: jhe-mcp login --force',
      docs: 'signing-in',
    },
    file_though_keychain: {
      status: 'warn',
      why: 'In the file it is plain text; under a key in the keychain it would be encrypted.',
      fix: 'Move it: jhe-mcp login --force',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const mode = context.config().tokenStore
    const kept = await keptBy(context)
    if (kept !== undefined && mode !== 'auto' && kept !== mode)
      return found('other_store', `JHE_TOKEN_STORE=${mode}, but it is kept by ${kept}`)
    const isUsable = mode !== 'file' && (await context.tryKeychain()).outcome === 'usable'
    if (kept === 'file' && isUsable)
      return found('file_though_keychain', 'in the file, though the keychain works')
    const store: StoreKind = kept ?? (isUsable ? 'keychain' : 'file')
    const why = mode === 'auto' ? 'JHE_TOKEN_STORE=auto' : `as JHE_TOKEN_STORE=${mode} asks`
    return pass(`${places[store]}, ${why}`, { data: { store, mode } })
  },
})

/** Older than any write or renewal may take. */
const staleMs = 60_000

const staleFiles = async (context: DoctorContext, pattern: RegExp): Promise<readonly string[]> => {
  const dir = context.config().tokenDir
  if ((await entryAt(dir)) === undefined) return []
  const names = await diskOf(dir).run(dir, async () => await readdir(dir))
  const now = context.runtime.now().getTime()
  const stale: string[] = []
  for (const path of names.filter((name) => pattern.test(name)).map((name) => join(dir, name))) {
    const { mtimeMs = now } = (await entryAt(path)) ?? {}
    if (now - mtimeMs > staleMs) stale.push(path)
  }
  return stale
}

const removeAll = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) await removeFile(path)
}

const draft = /^(token_cache\.json|refresh-[0-9a-f]{16}\.lease)\..*\.tmp$/
const lease = /^(refresh-[0-9a-f]{16}\.lease|token_cache\.json\.lock)$/

const leftovers = defineCheck({
  id: 'store.leftovers',
  group: 'store',
  title: 'No leftover files',
  needs: ['config.paths'],
  outcomes: {
    drafts: {
      status: 'warn',
      why: 'A jhe-mcp was killed while it wrote; a draft may hold an old session.',
      fix: 'jhe-mcp doctor --fix',
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const { length: count } = await staleFiles(context, draft)
    return count === 0
      ? pass('none')
      : found('drafts', `${count} unfinished ${count === 1 ? 'draft' : 'drafts'}`)
  },
  repair: async (context) => {
    await removeAll(await staleFiles(context, draft))
  },
})

const refreshLease = defineCheck({
  id: 'auth.refresh_lease',
  group: 'auth',
  title: 'No stuck renewal',
  needs: ['config.paths'],
  outcomes: {
    stale: {
      status: 'warn',
      why: 'A jhe-mcp died while it renewed or wrote the session; others wait before they go on.',
      fix: 'jhe-mcp doctor --fix',
      docs: 'signing-in',
    },
  },
  run: async (context) =>
    (await staleFiles(context, lease)).length === 0
      ? pass('none')
      : found('stale', 'a lock older than 60 s lies in the folder'),
  repair: async (context) => {
    await removeAll(await staleFiles(context, lease))
  },
})

/** Where the session is stored, and whether it may be trusted. */
export const storeChecks: readonly Check[] = [roundtrip, perms, record, backend, leftovers]

/** The lock of renewals, beside the session file. */
export const leaseChecks: readonly Check[] = [refreshLease]
