import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { registerId } from '../support/broker/oauth-client.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import type { HttpListener } from '../support/http/http-listener.js'
import { freePort } from '../support/loopback.js'
import { openServedWorld, type ServedWorld } from '../support/serve/served-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'
import { programs, runsPrograms } from './support/installed.js'
import { startIn } from './support/run-host.js'
import { startTokenProxy } from './support/token-proxy.js'
import { written } from './support/terminal.js'
import { visitFor } from './support/visit.js'

const subject = people.coordinator.userId

/** The scenarios that are about any server; the others call tools and prompts of the suite's own. */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'caching',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
    'http-header-validation',
    'input-required-result-unsupported-methods',
    'server-stateless',
  ],
}

/** Checks of `server-stateless` that cannot pass here, and why; its other 24 must. */
const exceptions: Readonly<Record<string, string>> = {
  'sep-2575-server-rejects-undeclared-capability': 'calls a tool of the suite that asks its client',
  'sep-2575-missing-capability-http-400': 'calls the same tool',
  'sep-2575-http-server-no-independent-requests-on-stream':
    'calls a tool of the suite that streams',
  'sep-2575-server-no-log-without-loglevel': 'calls a tool of the suite that logs',
  'sep-2575-server-sends-prompts-list-changed-on-subscription':
    'the list of prompts never changes, and no such notice is offered',
  'sep-2575-server-sends-tools-list-changed-on-subscription':
    'the list of tools never changes, and no such notice is offered',
}

describe.skipIf(!runsPrograms)('the conformance suite', () => {
  let database: TestDatabase
  let state: TestDatabase
  let world: ServedWorld
  let proxy: HttpListener
  let home = ''
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    state = await createDatabase('blank')
    world = await openServedWorld({
      databaseUrl: database.url,
      stateUrl: state.url,
      env: { JHE_CLIENTS: 'known' },
    })
    await world.start()
    const { access } = await signInServed(world, subject)
    proxy = await startTokenProxy(new URL(world.publicUrl), access)
    home = await mkdtemp(join(tmpdir(), 'jhe-mcp-hosts-'))
    const server = Object.keys(exceptions).map((check) => `server-stateless:${check}`)
    // JSON is YAML
    await writeFile(join(home, 'expected.yml'), JSON.stringify({ server }))
  })
  afterAll(async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    await proxy.close()
    await world.close()
    await database.drop()
    await state.drop()
  })

  const start = async (...args: readonly string[]) =>
    await startIn(home, [programs.node, programs.conformance, ...args])

  it('is content with the authorization server', async () => {
    const port = String(await freePort())
    const redirectUri = `http://127.0.0.1:${port}/callback`
    const clientId = await registerId(world.publicUrl, { redirect_uris: [redirectUri] })
    const client = ['--client-id', clientId, '--port', port, '--resource', `${world.publicUrl}/mcp`]
    const suite = await start('authorization', '--url', world.publicUrl, ...client)
    const address = await written(suite.child.stdout, /^(http\S+\/authorize\?\S+)\n/m)
    await visitFor(world, address, subject)
    expect(await suite.exit, suite.stdout()).toBe(0)
    expect(suite.stdout()).toContain('Total: 3 passed, 0 failed')
  })

  const all = Object.entries(scenarios).flatMap(([revision, names]) =>
    names.map((name) => ({ revision, name })),
  )
  it.each(all)('$revision: $name', async ({ revision, name }) => {
    const scenario = ['--spec-version', revision, '--scenario', name]
    const baseline = ['--expected-failures', join(home, 'expected.yml')]
    const suite = await start('server', '--url', `${proxy.url}/mcp`, ...scenario, ...baseline)
    expect(await suite.exit, suite.stdout()).toBe(0)
    expect(suite.stdout()).toMatch(/Passed: [1-9]/)
  })
})
