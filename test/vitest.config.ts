import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vitest/config'

const ring = (name: string, extra: object = {}) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], ...extra },
})

/** Majors of PostgreSQL beside the one of the other rings; `npm ci` in their folder installs them. */
const majors = [13, 14, 16, 17, 18].map((major) =>
  ring(`postgres-${major}`, {
    include: [
      'test/postgres-majors/**/*.test.ts',
      'test/integration/permissions.test.ts',
      'test/integration/db/{connection,connection-table,session,tls,role-columns}.test.ts',
      // every tool is asked on all of them; the oldest and the newest take all tests of tools
      ...([13, 18].includes(major) ? ['test/{integration,long}/tools/**/*.test.ts'] : []),
    ],
    globalSetup: 'test/postgres-majors/setup.ts',
    env: { JHE_TEST_MAJOR: String(major) },
  }),
)

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    // what hangs is found all the same; what is slow on a busy machine passes
    testTimeout: 150_000,
    hookTimeout: 240_000,
    // half of the work is PostgreSQL's and of the processes that tests start
    maxWorkers: '100%',
    // what is waited for comes late on a busy machine; a test that fails may tell so later
    expect: { poll: { timeout: 30_000 } },
    // of tests that start a few processes each
    maxConcurrency: 3,
    // the product keeps no state in modules, so that test files can share them: a quarter less work
    isolate: false,
    setupFiles: ['test/support/setup.ts'],
    projects: [
      ring('unit'),
      ring('integration', { globalSetup: 'test/support/database/cluster-setup.ts' }),
      ring('protocol', { globalSetup: 'test/support/database/cluster-setup.ts' }),
      // of the same kinds, but a minute and more each
      ring('long', { globalSetup: 'test/support/database/cluster-setup.ts' }),
      ...majors,
      ring('e2e', {
        globalSetup: ['test/support/database/cluster-setup.ts', 'test/support/updates-setup.ts'],
        fileParallelism: false,
      }),
      // several processes behind real balancers
      ring('replicas', {
        globalSetup: 'test/support/database/cluster-setup.ts',
        testTimeout: 300_000,
      }),
      // the clients that people use; `npm run test:hosts` installs them
      ring('hosts', {
        globalSetup: [
          'test/support/database/cluster-setup.ts',
          'test/hosts/support/install-hosts.ts',
        ],
        fileParallelism: false,
        testTimeout: 300_000,
      }),
    ],
  },
})
