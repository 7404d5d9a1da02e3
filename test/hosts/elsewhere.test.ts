import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { startBin } from '../support/processes/spawn-bin.js'
import { openServedWorld, type ServedWorld } from '../support/serve/served-world.js'
import { people } from '../support/worlds/jhe/people.js'
import { createClaudeCode } from './support/claude-code.js'
import { programs, runsPrograms } from './support/installed.js'
import { openCode } from './support/model-hosts.js'
import { startIn } from './support/run-host.js'
import { authorizeAddress, startOnTerminal, written } from './support/terminal.js'
import { visitFor } from './support/visit.js'

const internet = new URL('support/internet.js', import.meta.url).href

describe.skipIf(!runsPrograms)('what setup --url writes', () => {
  let database: TestDatabase
  let state: TestDatabase
  let world: ServedWorld
  let home = ''
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    state = await createDatabase('blank')
    world = await openServedWorld({
      databaseUrl: database.url,
      stateUrl: state.url,
      env: { JHE_CLIENTS: 'known' },
    })
    await world.start({ NODE_OPTIONS: `--import=${internet}` })
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
    await state.drop()
  })
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'jhe-mcp-hosts-'))
  })
  afterEach(async () => {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })

  const setUp = async (id: string): Promise<void> => {
    const setup = startBin(['setup', id, '--url', `${world.publicUrl}/mcp`], { HOME: home })
    if ((await setup.exit) !== 0) throw new Error(setup.stderr())
  }

  const visit = async (address: string): Promise<void> => {
    await visitFor(world, address, people.coordinator.userId)
  }

  it('lets Claude Code sign in and connect', async () => {
    const claude = await createClaudeCode(home)
    await setUp('claude-code')
    expect(await claude.mcp('list')).toMatch(/^jhe: .*Needs authentication$/m)
    const login = await claude.login()
    await visit(login.address)
    expect(await login.exit, login.stdout()).toBe(0)
    expect(await claude.mcp('list')).toMatch(/^jhe: .*Connected$/m)
  })

  it('lets Codex sign in', async () => {
    await setUp('codex')
    const login = await startIn(home, [programs.codex, 'mcp', 'login', 'jhe'])
    await visit(await written(login.child.stdout, /^(http:\S+)\s/m))
    expect(await login.exit, login.stdout()).toBe(0)
    const list = await startIn(home, [programs.codex, 'mcp', 'list'])
    expect(await list.exit).toBe(0)
    expect(list.stdout()).toMatch(/^jhe .* OAuth\s*$/m)
  })

  it('lets OpenCode sign in and connect', async () => {
    await setUp('opencode')
    const env = openCode.env('')
    const login = await startOnTerminal(home, [programs.opencode, 'mcp', 'auth', 'jhe'], env)
    await visit(await written(login.child.stdout, authorizeAddress))
    expect(await login.exit, login.stdout()).toBe(0)
    const list = await startIn(home, [programs.opencode, 'mcp', 'list'], env)
    expect(await list.exit).toBe(0)
    expect(list.stdout() + list.stderr()).toMatch(/jhe.*connected/)
  })

  it('is in the list of Gemini CLI', async () => {
    await setUp('gemini-cli')
    const trusted = { GEMINI_CLI_TRUST_WORKSPACE: 'true' }
    const list = await startIn(home, [programs.node, programs.gemini, 'mcp', 'list'], trusted)
    expect(await list.exit).toBe(0)
    expect(list.stdout() + list.stderr()).toContain(`jhe: ${world.publicUrl}/mcp (http)`)
  })
})
