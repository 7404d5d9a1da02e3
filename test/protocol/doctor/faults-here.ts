import { chmod, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { expect } from 'vitest'

import type { Change, DoctorWorld } from '../../support/doctor-world.js'
import { holdPort, type Stranger } from '../../support/loopback.js'
import { root } from '../../support/source-files.js'
import { asideOf, env, sessionOf, type Fault } from './fault.js'

const leaves =
  (name: string) =>
  async ({ tokenDir }: DoctorWorld): Promise<Change> => {
    const path = join(tokenDir, name)
    await writeFile(path, '{}', { mode: 0o600 })
    const old = new Date(Date.now() - 3_600_000)
    await utimes(path, old, old)
    return { flags: { fix: false } }
  }

const fixes = async (world: DoctorWorld) => {
  const report = await world.diagnose({ flags: { fix: true } })
  expect(report.repaired).toHaveLength(1)
  expect(report.ok).toBe(true)
}

const mode = (
  path: (world: DoctorWorld) => string,
  open: number,
): Pick<Fault, 'break' | 'mend'> => ({
  break: async (world) => {
    await chmod(path(world), open)
    return {}
  },
  mend: fixes,
})

const npx = async (home: string, asked: string): Promise<Change> => {
  const folder = join(home, asked, '_npx', 'a1b2')
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ _npx: { packages: [asked] } }))
  await symlink(root, join(folder, 'node_modules', 'jhe-mcp'))
  return { runtime: { packageFolder: join(folder, 'node_modules', 'jhe-mcp') } }
}

const held: { stranger?: Stranger } = {}

/** On this computer. */
export const faultsHere: readonly Fault[] = [
  {
    id: 'env.node',
    what: 'an old Node',
    status: 'fail',
    break: () => ({ runtime: { nodeVersion: '18.19.0' } }),
  },
  {
    id: 'env.install',
    what: 'npx without a version',
    status: 'warn',
    break: async ({ home }) => await npx(home, 'jhe-mcp@latest'),
  },
  {
    id: 'env.install',
    what: 'a half-written npx folder',
    status: 'fail',
    break: async ({ home }) => {
      const change = await npx(home, 'jhe-mcp@0.1.0')
      await mkdir(join(home, 'jhe-mcp@0.1.0', '_npx', 'a1b2', 'node_modules', 'half'))
      return change
    },
  },
  {
    id: 'env.literal_vars',
    what: 'a placeholder',
    status: 'fail',
    break: env({ JHE_LOG_LEVEL: '${LEVEL}' }),
  },
  {
    id: 'env.secrets_argv',
    what: 'a password as argument',
    status: 'fail',
    break: () => ({ runtime: { argv: ['doctor', 'postgresql://u:canary-argv@h/d'] } }),
  },
  {
    id: 'env.proxy',
    what: 'a proxy not honoured',
    status: 'warn',
    break: env({ ALL_PROXY: 'socks5://127.0.0.1:1' }),
  },
  {
    id: 'env.tls_off',
    what: 'TLS unchecked',
    status: 'fail',
    break: env({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  },
  {
    id: 'config.redirect',
    what: 'an address elsewhere',
    status: 'fail',
    break: env({ JHE_REDIRECT_URI: 'https://localhost.example.org/callback' }),
  },
  {
    id: 'config.parse',
    what: 'a setting that is not a number',
    status: 'fail',
    break: env({ JHE_MAX_ROWS: 'many' }),
  },
  { id: 'config.jhe', what: 'no client id', status: 'fail', break: env({ JHE_CLIENT_ID: '' }) },
  {
    id: 'config.paths',
    what: 'an open folder',
    status: 'fail',
    ...mode(({ tokenDir }) => tokenDir, 0o755),
  },
  { id: 'store.perms', what: 'an open file', status: 'fail', ...mode(sessionOf, 0o644) },
  ...(['locked', 'unavailable'] as const).map((outcome): Fault => ({
    id: 'store.roundtrip',
    what: `a keychain that is ${outcome}`,
    status: 'warn',
    break: () => ({
      env: { JHE_TOKEN_STORE: 'auto' },
      parts: { tryKeychain: async () => await Promise.resolve({ outcome, isLate: false }) },
    }),
  })),
  {
    id: 'store.roundtrip',
    what: 'no keychain where one is demanded',
    status: 'fail',
    break: () => ({
      env: { JHE_TOKEN_STORE: 'keychain' },
      parts: {
        tryKeychain: async () => await Promise.resolve({ outcome: 'unavailable', isLate: false }),
      },
    }),
  },
  {
    id: 'store.record',
    what: 'a damaged file',
    status: 'fail',
    break: async (world) => {
      await rename(sessionOf(world), asideOf(world))
      await writeFile(sessionOf(world), '{', { mode: 0o600 })
      return {}
    },
    mend: async (world) => {
      await rename(asideOf(world), sessionOf(world))
    },
  },
  {
    id: 'store.record',
    what: 'a session for another client',
    status: 'fail',
    break: env({ JHE_CLIENT_ID: 'another' }),
  },
  {
    id: 'store.backend',
    what: 'a file though the keychain works',
    status: 'warn',
    break: () => ({
      env: { JHE_TOKEN_STORE: 'auto' },
      parts: {
        tryKeychain: async () => await Promise.resolve({ outcome: 'usable', isLate: false }),
      },
    }),
  },
  {
    id: 'store.leftovers',
    what: 'a draft of a killed writer',
    status: 'warn',
    break: leaves('token_cache.json.0b0fb1a0-0000-4000-8000-000000000000.tmp'),
    mend: fixes,
  },
  {
    id: 'auth.refresh_lease',
    what: 'a lease of a dead process',
    status: 'warn',
    break: leaves('refresh-0123456789abcdef.lease'),
    mend: fixes,
  },
  {
    id: 'port.free',
    what: 'a stranger on the port',
    status: 'fail',
    break: async ({ port }) => {
      held.stranger = await holdPort(createServer(), port, '127.0.0.1')
      return {}
    },
    mend: async () => await held.stranger?.close(),
  },
  {
    id: 'port.localhost',
    what: 'localhost elsewhere',
    status: 'fail',
    break: () => ({ parts: { resolve: async () => await Promise.resolve(['192.0.2.1']) } }),
  },
  {
    id: 'browser.opener',
    what: 'no browser',
    status: 'warn',
    break: () => ({
      env: { BROWSER: '/nonexistent/browser' },
      parts: { surroundings: () => 'local' },
    }),
  },
]
