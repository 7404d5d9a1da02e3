import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Change, DoctorWorld } from '../../../support/worlds/doctor-world.js'
import { root } from '../../../support/source-files.js'
import { testMachine } from '../../../support/worlds/stores.js'
import { env, fixes, type Fault } from './fault.js'

const npx = async (home: string, asked: string): Promise<Change> => {
  const folder = join(home, asked, '_npx', 'a1b2')
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ _npx: { packages: [asked] } }))
  await symlink(root, join(folder, 'node_modules', 'jhe-mcp'))
  return { runtime: { packageFolder: join(folder, 'node_modules', 'jhe-mcp') } }
}

/** A folder for the session that is not as it should be, beside the good one. */
const folder =
  (make: (path: string) => Promise<unknown>) =>
  async ({ home }: DoctorWorld): Promise<Change> => {
    const path = join(home, 'folder')
    await make(path)
    return { env: { JHE_TOKEN_DIR: path } }
  }

/** What jhe-mcp runs in, and what was set. */
export const environmentFaults: readonly Fault[] = [
  {
    id: 'env.node',
    outcome: 'too_old',
    what: 'an old Node',
    break: () => ({ runtime: { nodeVersion: '18.19.0' } }),
  },
  {
    id: 'env.install',
    outcome: 'unpinned',
    what: 'npx without a version',
    break: async ({ home }) => await npx(home, 'jhe-mcp@latest'),
  },
  {
    id: 'env.install',
    outcome: 'broken',
    what: 'T-S3: a half-written npx folder',
    break: async ({ home }) => {
      const change = await npx(home, 'jhe-mcp@0.1.0')
      await mkdir(join(home, 'jhe-mcp@0.1.0', '_npx', 'a1b2', 'node_modules', 'half'))
      return change
    },
  },
  {
    id: 'env.literal_vars',
    outcome: 'unfilled',
    what: 'T-S8: a placeholder',
    break: env({ JHE_LOG_LEVEL: '${LEVEL}' }),
  },
  {
    id: 'env.secrets_argv',
    outcome: 'secret',
    what: 'T-D8: a password as argument',
    break: () => ({ runtime: { argv: ['doctor', 'postgresql://u:canary-argv@h/d'] } }),
  },
  {
    id: 'env.proxy',
    outcome: 'not_honoured',
    what: 'a proxy not honoured',
    break: env({ ALL_PROXY: 'socks5://127.0.0.1:1' }),
  },
  {
    id: 'env.proxy',
    outcome: 'malformed',
    what: 'S03: a proxy without its scheme',
    seen: /HTTPS_PROXY is not the address of an http/,
    break: env({ HTTPS_PROXY: 'proxy.example:8080' }),
  },
  {
    id: 'env.proxy',
    outcome: 'malformed',
    what: 'a SOCKS proxy',
    seen: /http_proxy is not the address/,
    break: env({ http_proxy: 'socks5://127.0.0.1:1' }),
  },
  {
    id: 'env.ca',
    outcome: 'unreadable',
    what: 'S05: an authority whose file is gone',
    seen: /NODE_EXTRA_CA_CERTS cannot be read \(ENOENT\)/,
    break: ({ home }) => ({ env: { NODE_EXTRA_CA_CERTS: join(home, 'none.pem') } }),
  },
  {
    id: 'env.ca',
    outcome: 'no_certificate',
    what: 'a file without a certificate',
    break: async ({ home }) => {
      const path = join(home, 'empty.pem')
      await writeFile(path, 'nothing')
      return { env: { NODE_EXTRA_CA_CERTS: path } }
    },
  },
  {
    id: 'env.tls_off',
    outcome: 'off',
    what: 'TLS unchecked',
    break: env({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  },
  {
    id: 'config.redirect',
    outcome: 'malformed',
    what: 'an address elsewhere',
    break: env({ JHE_REDIRECT_URI: 'https://localhost.example.org/callback' }),
  },
  {
    id: 'config.parse',
    outcome: 'invalid',
    what: 'a setting that is not a number',
    break: env({ JHE_MAX_ROWS: 'many' }),
  },
  {
    id: 'config.grant',
    outcome: 'invalid',
    what: 'A43: a scope that writes',
    seen: /JHE_SCOPE holds "user\/Observation\.cruds": it asks to create/,
    break: env({ JHE_SCOPE: 'user/Observation.cruds' }),
  },
  {
    id: 'config.grant',
    outcome: 'invalid',
    what: 'A50: a policy that others may write',
    seen: /The policy of this computer is not used: .* may be written by others/,
    break: async ({ home }) => {
      const path = join(home, 'policy', 'policy.json')
      await mkdir(join(home, 'policy'))
      await writeFile(path, '{}')
      await chmod(path, 0o666)
      return { runtime: { policy: { path, owner: testMachine.uid ?? 0 } } }
    },
  },
  { id: 'config.jhe', outcome: 'missing', what: 'no client id', break: env({ JHE_CLIENT_ID: '' }) },
  {
    id: 'config.paths',
    outcome: 'open',
    what: 'an open folder',
    break: async ({ tokenDir }) => {
      await chmod(tokenDir, 0o755)
      return {}
    },
    mend: fixes,
  },
  {
    id: 'config.paths',
    outcome: 'not_folder',
    what: 'a file in place of the folder',
    break: folder(async (path) => {
      await writeFile(path, '')
    }),
  },
  {
    id: 'config.paths',
    outcome: 'read_only',
    what: 'a folder that cannot be made',
    break: ({ home }) => ({ env: { JHE_TOKEN_DIR: join(home, 'folder', 'below-a-file') } }),
  },
  {
    id: 'config.paths',
    outcome: 'shared',
    what: 'a folder of everybody',
    break: async ({ home }) => {
      const path = join(home, 'shared')
      await mkdir(path)
      await chmod(path, 0o1777)
      return { env: { JHE_TOKEN_DIR: path } }
    },
  },
  {
    id: 'config.paths',
    outcome: 'foreign',
    what: 'a folder of another user',
    break: ({ home }) => ({
      env: { JHE_AUDIT_LOG: join(home, 'none', 'audit.jsonl') },
      runtime: { machine: { ...testMachine, uid: 4_000_000 } },
    }),
  },
]
