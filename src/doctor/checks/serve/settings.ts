import { JheError } from '../../../errors.js'
import { defineCheck, found, pass, skip, type Check } from '../../check.js'
import type { DoctorContext } from '../../context.js'

const where = 'where jhe-mcp serve is started, and in this terminal to ask doctor.'

const node = defineCheck({
  id: 'env.supported',
  group: 'env',
  title: 'Node.js gets security fixes',
  needs: ['env.node'],
  outcomes: {
    old: {
      status: 'warn',
      why: 'Node.js 20 gets no more security fixes, and this server can be reached by others.',
      fix: 'Run it on Node.js 24, as the image of `jhe-mcp deploy dockerfile` does.',
      docs: 'for-jhe-administrators',
    },
  },
  run: ({ runtime: { nodeVersion } }) =>
    nodeVersion.startsWith('20.') ? found('old', `version ${nodeVersion}`) : pass(nodeVersion),
})

const valid = defineCheck({
  id: 'config.serve',
  group: 'config',
  title: 'Settings of serve are valid',
  needs: ['config.parse'],
  outcomes: {
    invalid: {
      status: 'fail',
      why: '`jhe-mcp serve` does not start with a setting that it cannot read.',
      fix: 'Correct it; `jhe-mcp serve --help` lists every setting.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    try {
      context.serve()
      return pass('yes')
    } catch (thrown) {
      if (!(thrown instanceof JheError)) throw thrown
      return found('invalid', thrown.message.replace(/\.$/, ''), { fix: thrown.hint })
    }
  },
})

const missingOf = (context: DoctorContext): readonly string[] => {
  const { config, serve } = context.serve()
  return [
    ...(serve.publicUrl === undefined ? ['JHE_PUBLIC_URL'] : []),
    ...(serve.clientSecret === undefined ? ['JHE_CLIENT_SECRET'] : []),
    ...(config.dbConn === undefined ? ['JHE_DB_CONN'] : []),
  ]
}

const needed = defineCheck({
  id: 'config.needed',
  group: 'config',
  title: 'Settings that serve needs',
  needs: ['config.serve'],
  outcomes: {
    missing: {
      status: 'fail',
      why: '`jhe-mcp serve` does not start without them.',
      fix: `Set them ${where}`,
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const missing = missingOf(context)
    const names = missing.join(' and ')
    return missing.length === 0
      ? pass('set')
      : found('missing', `not set: ${names}`, { data: { missing }, fix: `Set ${names} ${where}` })
  },
})

/** As for stdio, with the place where an administrator sets it. */
const jhe = defineCheck({
  id: 'config.jhe',
  group: 'config',
  title: "JHE's address and client",
  needs: ['config.parse'],
  outcomes: {
    missing: {
      status: 'fail',
      why: 'Without them nobody could be sent to JHE to sign in.',
      fix: `Set them ${where}`,
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const { baseUrl, issuer, clientId } = context.config()
    const missing = [
      ...(baseUrl === undefined && issuer === undefined ? ['JHE_BASE_URL'] : []),
      ...(clientId === undefined ? ['JHE_CLIENT_ID'] : []),
    ]
    const names = missing.join(' and ')
    return missing.length === 0
      ? pass('set', { detail: `${issuer ?? baseUrl ?? ''}, client ${clientId ?? ''}` })
      : found('missing', `not set: ${names}`, { data: { missing }, fix: `Set ${names} ${where}` })
  },
})

const safeRole = defineCheck({
  id: 'config.safe_role',
  group: 'config',
  title: 'Only a role that cannot write',
  needs: ['config.serve'],
  outcomes: {
    off: {
      status: 'warn',
      why: 'Everybody who asks this server uses the same role: it should be able to do nothing else.',
      fix: 'Remove JHE_REQUIRE_SAFE_ROLE, and use the role of `jhe-mcp sql --role <name>`.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) =>
    context.serve().config.requireSafeRole
      ? pass('demanded')
      : found('off', 'JHE_REQUIRE_SAFE_ROLE is off'),
})

/** Different bytes in a key: random ones have about 30 of 32. */
const fewest = 16

const isWeak = (key: string): boolean => new Set(Buffer.from(key, 'base64')).size < fewest

const keys = defineCheck({
  id: 'config.keys',
  group: 'config',
  title: 'Keys that seal the state',
  needs: ['config.serve'],
  outcomes: {
    weak: {
      status: 'fail',
      why: 'Who guesses the key can read the sessions of everybody who is signed in.',
      fix: 'Make a key with `openssl rand -base64 32`, and put it first in JHE_SERVE_KEYS.',
      docs: 'for-jhe-administrators',
    },
  },
  run: (context) => {
    const { serveKeys } = context.serve().serve
    if (serveKeys === undefined) return skip('made at the first start, beside the embedded state')
    const count = `${serveKeys.length} key${serveKeys.length === 1 ? '' : 's'}`
    return serveKeys.some(isWeak)
      ? found('weak', 'a key is no random one')
      : pass(`${count}, the first seals`)
  },
})

/** What an administrator sets for `jhe-mcp serve`. */
export const serveSettingsChecks: readonly Check[] = [node, valid, needed, jhe, safeRole, keys]
