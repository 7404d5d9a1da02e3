import { constants, type Stats } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { parseRedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import { settings, settingSources } from '../../config.js'
import { JheError } from '../../errors.js'
import { diskOf } from '../../files/disk.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'
import { unlessElsewhere } from '../elsewhere.js'
import { entryAt, mayUse } from '../look.js'

const registered = 'http://localhost:8765/callback'

const redirect = defineCheck({
  id: 'config.redirect',
  group: 'config',
  title: 'Redirect address',
  needs: ['env.literal_vars'],
  outcomes: {
    malformed: {
      status: 'fail',
      why: 'JHE sends the browser back to this address; only one of this computer is safe.',
      fix: `Set JHE_REDIRECT_URI to the address registered in JHE, like ${registered}`,
      docs: 'for-jhe-administrators',
    },
  },
  run: ({ flags, runtime: { env } }) => {
    const given = flags['redirectUri'] ?? env['JHE_REDIRECT_URI'] ?? ''
    const text = typeof given === 'string' && given !== '' ? given : registered
    try {
      const { host, port } = parseRedirectUri(text)
      const isUsual = text === registered
      const note = isUsual || host !== 'localhost' ? '' : '; JHE must have exactly this address'
      return pass(`${host}:${port}${note}`, { data: { port, is_default: isUsual } })
    } catch {
      return found('malformed', 'not an http address of this computer with a port and a path')
    }
  },
})

const parse = defineCheck({
  id: 'config.parse',
  group: 'config',
  title: 'Settings are valid',
  needs: ['env.literal_vars', 'config.redirect'],
  outcomes: {
    invalid: {
      status: 'fail',
      why: 'jhe-mcp does not start with a setting that it cannot read.',
      fix: 'Correct it; `jhe-mcp --help` lists every setting.',
      docs: 'options',
    },
  },
  run: (context) => {
    const sources = settingSources({ flags: context.flags, env: context.runtime.env })
    try {
      context.config()
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('invalid', thrown.message.replace(/\.$/, ''), { fix: thrown.hint })
    }
    const given = settings.filter(({ env }) => ['flag', 'env'].includes(sources[env] ?? ''))
    const names = given.map(({ env }) => `${env} (${sources[env] ?? ''})`)
    return pass(`${given.length} of ${settings.length} set, the others by default`, {
      detail: names.join(', '),
      data: sources,
    })
  },
})

const jhe = defineCheck({
  id: 'config.jhe',
  group: 'config',
  title: "JHE's address and client",
  needs: ['config.parse'],
  outcomes: {
    missing: {
      status: 'fail',
      why: 'Without them jhe-mcp does not know where to sign in.',
      fix: "Set it in the host's configuration, and in this terminal to ask doctor.",
      docs: 'use-it-with-your-jhe',
    },
  },
  run: (context) => {
    const { baseUrl, issuer, clientId } = context.config()
    const missing = [
      ...(baseUrl === undefined && issuer === undefined ? ['JHE_BASE_URL'] : []),
      ...(clientId === undefined ? ['JHE_CLIENT_ID'] : []),
    ]
    return missing.length === 0
      ? pass('set', { detail: `${issuer ?? baseUrl ?? ''}, client ${clientId ?? ''}` })
      : found('missing', `not set: ${missing.join(' and ')}`, {
          data: { missing },
          fix: `Set ${missing.join(' and ')} in the host's configuration, and in this terminal to ask doctor.`,
        })
  },
})

/** The folder, or the nearest one above it that exists. */
export const nearest = async (path: string): Promise<string> =>
  (await entryAt(path)) !== undefined || dirname(path) === path
    ? path
    : await nearest(dirname(path))

/** Whether this user may make entries in a folder. */
export const canHold = async (path: string): Promise<boolean> => {
  if (!(await mayUse(path, constants.W_OK))) return false
  const look = async () => await stat(path)
  return (await diskOf(dirname(path)).run(path, look)).isDirectory()
}

const problemOf = (stats: Stats, { runtime: { machine } }: DoctorContext) => {
  if (!stats.isDirectory()) return found('not_folder', 'it is not a folder, or a link to one')
  if (machine.uid !== undefined && stats.uid !== machine.uid)
    return found('foreign', 'it belongs to another user')
  if (machine.platform === 'win32' || (stats.mode & 0o077) === 0) return undefined
  if ((stats.mode & 0o1000) !== 0) return found('shared', 'it is a folder that everybody shares')
  return found('open', `other users may enter it (mode ${(stats.mode & 0o777).toString(8)})`)
}

const otherFolder = 'Set JHE_TOKEN_DIR to a folder of your own, such as ~/.jhe_mcp'
const whyClosed = 'The session in it lets others ask JHE in your name.'

const paths = defineCheck({
  id: 'config.paths',
  group: 'config',
  title: 'Folder of the session',
  needs: ['config.parse'],
  outcomes: {
    not_folder: { status: 'fail', why: whyClosed, fix: otherFolder, docs: 'signing-in' },
    foreign: { status: 'fail', why: whyClosed, fix: otherFolder, docs: 'signing-in' },
    shared: { status: 'fail', why: whyClosed, fix: otherFolder, docs: 'signing-in' },
    open: { status: 'fail', why: whyClosed, fix: 'jhe-mcp doctor --fix', docs: 'signing-in' },
    read_only: {
      status: 'fail',
      why: 'A sign-in could not be kept.',
      fix: otherFolder,
      docs: 'signing-in',
    },
  },
  run: async (context) => {
    const dir = context.config().tokenDir
    const detail = { detail: dir }
    const stats = await entryAt(dir)
    const problem = stats === undefined ? undefined : problemOf(stats, context)
    if (problem !== undefined) return { ...problem, ...detail }
    if (!(await canHold(await nearest(dir))))
      return found('read_only', 'it cannot be written to', detail)
    return pass(stats === undefined ? 'made at the first sign-in' : 'yours alone', detail)
  },
  repair: async (context) => {
    await chmod(context.config().tokenDir, 0o700)
  },
})

/** What the person or the host has set. */
export const settingsChecks: readonly Check[] = [redirect, parse, unlessElsewhere(jhe), paths]
