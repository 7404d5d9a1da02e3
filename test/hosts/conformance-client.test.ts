import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { HttpListener } from '../support/http/http-listener.js'
import { relay, startDriver } from './support/conformance/driver.js'
import { programs, runsPrograms } from './support/installed.js'
import { startIn } from './support/run-host.js'

/** What the suite has for clients, but for `exceptions`, and the revisions in which it is run. */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  initialize: ['2025-06-18', '2025-11-25'],
  tools_call: ['2025-06-18', '2025-11-25', '2026-07-28'],
  'elicitation-sep1034-client-defaults': ['2025-11-25'],
  'sse-retry': ['2025-11-25'],
  'request-metadata': ['2026-07-28'],
  'auth/metadata-default': ['2025-11-25', '2026-07-28'],
  'auth/metadata-var1': ['2025-11-25', '2026-07-28'],
  'auth/metadata-var2': ['2025-11-25', '2026-07-28'],
  'auth/metadata-var3': ['2025-11-25', '2026-07-28'],
  'auth/basic-cimd': ['2025-11-25', '2026-07-28'],
  'auth/scope-from-www-authenticate': ['2025-11-25', '2026-07-28'],
  'auth/scope-from-scopes-supported': ['2025-11-25', '2026-07-28'],
  'auth/scope-omitted-when-undefined': ['2025-11-25', '2026-07-28'],
  'auth/scope-step-up': ['2025-11-25', '2026-07-28'],
  'auth/scope-retry-limit': ['2025-11-25', '2026-07-28'],
  'auth/token-endpoint-auth-basic': ['2025-06-18', '2025-11-25', '2026-07-28'],
  'auth/token-endpoint-auth-post': ['2025-06-18', '2025-11-25', '2026-07-28'],
  'auth/token-endpoint-auth-none': ['2025-06-18', '2025-11-25', '2026-07-28'],
  'auth/pre-registration': ['2025-11-25', '2026-07-28'],
  'auth/2025-03-26-oauth-metadata-backcompat': ['2025-03-26'],
  'auth/2025-03-26-oauth-endpoint-fallback': ['2025-03-26'],
  'auth/resource-mismatch': ['2026-07-28'],
  'auth/offline-access-scope': ['2026-07-28'],
  'auth/offline-access-not-supported': ['2026-07-28'],
  'auth/authorization-server-migration': ['2026-07-28'],
  'auth/iss-supported': ['2026-07-28'],
  'auth/iss-not-advertised': ['2026-07-28'],
  'auth/iss-supported-missing': ['2026-07-28'],
  'auth/iss-wrong-issuer': ['2026-07-28'],
  'auth/iss-unexpected': ['2026-07-28'],
  'auth/iss-normalized': ['2026-07-28'],
  'auth/metadata-issuer-mismatch': ['2026-07-28'],
  'sep-2322-client-request-state': ['2026-07-28'],
  'http-standard-headers': ['2026-07-28'],
  'http-custom-headers': ['2026-07-28'],
  'http-invalid-tool-headers': ['2026-07-28'],
  'json-schema-ref-no-deref': ['2026-07-28'],
  'json-schema-2020-12-preservation': ['2025-11-25', '2026-07-28'],
}

/** Of them, what is also run by a host of 2025; servers of the others take an `initialize` amiss. */
const translated = [
  'tools_call',
  'auth/metadata-default',
  'auth/scope-step-up',
  'json-schema-2020-12-preservation',
]

const noPerson = 'an extension: a program signs in as itself, without a person'
const skills =
  'an extension: skills are read and checked by the host, from resources that pass through'

/** What is not run, all of it outside the core of the specification, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'auth/client-credentials-jwt': noPerson,
  'auth/client-credentials-basic': noPerson,
  'auth/wif-jwt-bearer': noPerson,
  'auth/enterprise-managed-authorization':
    'an extension: the identity provider of an organisation signs in, in place of the person',
  'auth/dpop': 'an extension: tokens that are bound to a key; ours are sealed where they lie',
  'auth/dpop-nonce': 'the same extension',
  'sep-2640-client-no-prefetch': skills,
  'sep-2640-client-verify-digest': skills,
  'sep-2640-client-verify-size': skills,
  'sep-2640-client-verify-frontmatter': skills,
}

describe.skipIf(!runsPrograms)('jhe-mcp connect as a client of the conformance suite', () => {
  let driver: HttpListener
  let older: HttpListener
  let home = ''
  beforeAll(async () => {
    driver = await startDriver()
    older = await startDriver('2025')
    home = await mkdtemp(join(tmpdir(), 'jhe-mcp-hosts-'))
  })
  afterAll(async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    await driver.close()
    await older.close()
  })

  const start = async ({ url }: HttpListener, ...args: readonly string[]) =>
    await startIn(home, [programs.node, programs.conformance, ...args], { CONFORMANCE_DRIVER: url })

  const run = async (by: HttpListener, revision: string, name: string): Promise<void> => {
    const scenario = ['--spec-version', revision, '--scenario', name, '--timeout', '120000']
    const command = ['--command', `${process.execPath} ${relay}`]
    const suite = await start(by, 'client', ...command, ...scenario)
    const code = await suite.exit
    const told = suite.stdout() + suite.stderr()
    expect(code, told).toBe(0)
    expect(told).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed, 0 warnings/)
  }

  it('knows every scenario that there is', async () => {
    const list = await start(driver, 'list', '--client')
    expect(await list.exit).toBe(0)
    const names = [...list.stdout().matchAll(/^ {2}- (\S+) /gm)].map(([, name]) => name)
    const known = [...Object.keys(scenarios), ...Object.keys(exceptions)]
    expect(names.toSorted()).toEqual(known.toSorted())
  })

  const all = Object.entries(scenarios).flatMap(([name, revisions]) =>
    revisions.map((revision) => ({ revision, name })),
  )
  // each has a server, a bridge and a home of its own
  it.concurrent.each(all)('$revision: $name', async ({ revision, name }) => {
    await run(driver, revision, name)
  })

  it.concurrent.each(translated)('2026-07-28, by a host of 2025: %s', async (name) => {
    await run(older, '2026-07-28', name)
  })
})
