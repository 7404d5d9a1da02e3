import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { JheError } from '../../../errors.js'
import { diskOf } from '../../../files/disk.js'
import { holderOf } from '../../../state/embedded/folder-lock.js'
import { inspectState, type StateFacts } from '../../../state/inspect.js'
import { opensNewestKey } from '../../../state/parts/signing-keys.js'
import { createServeKeys } from '../../../state/serve-keys.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { DoctorContext } from '../../context.js'
import { entryAt } from '../../look.js'
import { canHold, nearest } from '../settings.js'

const plain = (message: string): string => message.replace(/\.$/, '')
const isShared = (context: DoctorContext): boolean => context.serve().serve.stateConn !== undefined
const notShared = 'JHE_STATE_CONN is not set: the state is in a folder'

const whyState = 'Nobody can sign in, and nobody who is signed in can ask, without the state.'
const runScript =
  'Run what `jhe-mcp state sql` prints in the database of the state, as its administrator.'

const isHere = (host: string): boolean => /^(localhost|::1|127(\.\d{1,3}){3}|\/.*)$/i.test(host)

const address = defineCheck({
  id: 'state.config',
  group: 'state',
  title: 'Address of the state database',
  needs: ['config.serve'],
  outcomes: {
    invalid: {
      status: 'fail',
      why: whyState,
      fix: 'Write JHE_STATE_CONN as postgresql://user:password@host:5432/database?sslmode=verify-full',
      docs: 'for-jhe-administrators',
    },
    unchecked: {
      status: 'warn',
      why: 'Somebody on the way could change what the database of the state answers.',
      fix: 'Set sslmode=verify-full in JHE_STATE_CONN, with sslrootcert=<file> for a private authority.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    if (!isShared(context)) return skip(notShared)
    try {
      const { hosts } = await context.stateTarget()
      const open = hosts.find(({ tls, name }) => tls !== 'verified' && !isHere(name))
      if (open === undefined) return pass('TLS, or on this computer')
      const way = open.tls === 'off' ? 'no TLS' : 'TLS that checks nobody'
      return found('unchecked', way, { detail: open.name })
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('invalid', plain(thrown.message), { fix: thrown.hint })
    }
  },
})

const checkState = 'Check the host and port in JHE_STATE_CONN, and that the database runs.'

const connect = defineCheck({
  id: 'state.connect',
  group: 'state',
  title: 'State database answers',
  needs: ['state.config'],
  network: true,
  limitMs: 7_000,
  outcomes: {
    unreachable: {
      status: 'fail',
      why: whyState,
      fix: checkState,
      docs: 'for-jhe-administrators',
    },
    timed_out: { status: 'fail', why: whyState, fix: checkState, docs: 'for-jhe-administrators' },
  },
  run: async (context) => {
    try {
      await (await context.state()).query('select 1')
      return pass('yes')
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('unreachable', plain(thrown.message), { fix: thrown.hint })
    }
  },
})

/** Why the tables cannot be used as they are; undefined where they can. */
const troubleOf = ({ isJhe, isStandby, version, newest, mayMake, closed }: StateFacts) => {
  if (isJhe) return found('is_jhe', 'it is the database of JHE itself')
  if (isStandby) return found('read_only', 'it can only be read, as a standby')
  if (version === 0 && !mayMake)
    return found('missing', 'it has no tables for jhe-mcp, and the role may not make them')
  if (version === null || closed.length > 0)
    return found('denied', `the role may not use ${closed.slice(0, 3).join(', ') || 'the tables'}`)
  if (version < newest && !mayMake)
    return found('old', 'the tables are older than this jhe-mcp, and the role may not change them')
  return undefined
}

const tables = defineCheck({
  id: 'state.database',
  group: 'state',
  title: 'Tables of the state',
  needs: ['state.connect'],
  network: true,
  outcomes: {
    is_jhe: {
      status: 'fail',
      why: 'jhe-mcp never writes to the database of JHE.',
      fix: 'Create another database, and name it in JHE_STATE_CONN.',
      docs: 'for-jhe-administrators',
    },
    read_only: {
      status: 'fail',
      why: whyState,
      fix: 'Let JHE_STATE_CONN lead to the primary server.',
      docs: 'for-jhe-administrators',
    },
    missing: { status: 'fail', why: whyState, fix: runScript, docs: 'for-jhe-administrators' },
    denied: { status: 'fail', why: whyState, fix: runScript, docs: 'for-jhe-administrators' },
    old: { status: 'fail', why: whyState, fix: runScript, docs: 'for-jhe-administrators' },
  },
  run: async (context) => {
    const facts = await inspectState(await context.state())
    if (facts === undefined) return skip('the database answers with nothing')
    const { version, newest } = facts
    const trouble = troubleOf(facts)
    if (trouble !== undefined) return trouble
    if (version === 0) return pass('made at the first start')
    if (version !== null && version < newest) return pass('brought up to date at the next start')
    return pass('there, and the role may read and write them')
  },
})

const sealed = defineCheck({
  id: 'state.keys',
  group: 'state',
  title: 'Keys open what is kept',
  needs: ['state.database', 'config.keys'],
  network: true,
  outcomes: {
    foreign: {
      status: 'fail',
      why: 'Everybody would have to sign in again, and replicas with other keys refuse each other.',
      fix: 'Give every replica the same JHE_SERVE_KEYS; keep old keys behind a new one.',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const database = await context.state()
    const facts = await inspectState(database)
    if ((facts?.version ?? 0) === 0) return pass('nothing is kept yet')
    const keys = createServeKeys(context.serve().serve.serveKeys ?? [])
    const opens = await opensNewestKey({ database, keys })
    if (opens === undefined) return pass('nothing is kept yet')
    return opens ? pass('yes') : found('foreign', 'it was sealed with another key')
  },
})

const otherFolder = 'Set JHE_TOKEN_DIR to a folder of the user that runs jhe-mcp serve.'

const folderTrouble = async (folder: string, { runtime: { machine } }: DoctorContext) => {
  const entry = await entryAt(folder)
  if (entry === undefined)
    return (await canHold(await nearest(folder)))
      ? undefined
      : found('unusable', 'its folder cannot be made')
  if (!entry.isDirectory()) return found('unusable', 'it is not a folder')
  if (machine.uid !== undefined && entry.uid !== machine.uid)
    return found('unusable', 'it belongs to another user')
  const { mode } = await diskOf(folder).run(folder, async () => await stat(folder))
  return machine.platform !== 'win32' && (mode & 0o077) !== 0
    ? found('open', 'other users may enter it')
    : undefined
}

const folder = defineCheck({
  id: 'state.folder',
  group: 'state',
  title: 'Folder of the state',
  needs: ['config.serve'],
  outcomes: {
    unusable: {
      status: 'fail',
      why: whyState,
      fix: otherFolder,
      docs: 'for-jhe-administrators',
    },
    open: {
      status: 'fail',
      why: 'The sessions of everybody who is signed in lie in it.',
      fix: 'Take the rights of the group and of others from it: chmod 700',
      docs: 'for-jhe-administrators',
    },
  },
  run: async (context) => {
    const { config, runtime } = context.serve()
    if (isShared(context)) return skip('the state is in PostgreSQL')
    const path = join(config.tokenDir, 'serve')
    const detail = { detail: path }
    const trouble = await folderTrouble(path, context)
    if (trouble !== undefined) return { ...trouble, ...detail }
    if ((await entryAt(path)) === undefined) return pass('made at the first start', detail)
    const holder = await holderOf({ folder: path, machine: runtime.machine })
    if (holder === undefined) return pass('free, for one process', detail)
    return pass(`in use by the process ${holder}, the only one that can`, detail)
  },
})

/** Where sign-ins are kept. */
export const stateChecks: readonly Check[] = [address, connect, tables, sealed, folder]
