import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { openServedWorld, type Replica, type ServedWorld } from '../support/serve/served-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'
import { createClaudeCode } from './support/claude-code.js'
import { programs, runsPrograms } from './support/installed.js'
import { startModel } from './support/model-endpoint.js'
import { claudeCode, openCode } from './support/model-hosts.js'
import { startRemote } from './support/remote.js'
import { startIn } from './support/run-host.js'
import { authorizeAddress, startOnTerminal, written } from './support/terminal.js'
import { visitFor } from './support/visit.js'

const subject = people.coordinator.userId
const internet = new URL('support/internet.js', import.meta.url).href
const listSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) })

describe.skipIf(!runsPrograms)('hosts of a served program', () => {
  let database: TestDatabase
  let state: TestDatabase
  let world: ServedWorld
  let replica: Replica
  let home = ''
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    state = await createDatabase('blank')
    world = await openServedWorld({
      databaseUrl: database.url,
      stateUrl: state.url,
      env: { JHE_CLIENTS: 'known' },
    })
    replica = await world.start({ NODE_OPTIONS: `--import=${internet}` })
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

  const visit = async (address: string): Promise<void> => {
    await visitFor(world, address, subject)
  }

  describe.each(['/sse', '/mcp'])('mcp-remote at %s', (path) => {
    it('signs in once, then gives answers and errors', async () => {
      const first = startRemote(home, [`${world.publicUrl}${path}`], visit)
      await first.connected
      const { tools } = await first.client.listTools()
      expect(tools.map(({ name }) => name)).toContain('list_studies')
      expect(await first.client.callTool({ name: 'get_study_count' })).toMatchObject({
        structuredContent: { count: 3 },
      })
      const hidden = { name: 'get_study_metadata', arguments: { study_id: 987_654_321 } }
      expect(JSON.stringify(await first.client.callTool(hidden))).toContain('NOT_VISIBLE: ')
      await first.client.close()

      const later = startRemote(home, [`${world.publicUrl}${path}`], async () => {
        await Promise.reject(new Error('it asks to sign in again'))
      })
      await later.connected
      expect((await later.client.listResources()).resources.length).toBeGreaterThan(3)
      await later.client.close()
    })
  })

  it.each([
    { path: '/sse', flags: ['--transport', 'sse-only'] },
    { path: '/mcp', flags: ['--transport', 'http-only'] },
    { path: '/mcp', flags: ['--protocol', 'auto'] },
  ])('mcp-remote at $path with $flags', async ({ path, flags }) => {
    const remote = startRemote(home, [`${world.publicUrl}${path}`, ...flags], visit)
    await remote.connected
    expect(await remote.client.callTool({ name: 'get_study_count' })).toMatchObject({
      structuredContent: { count: 3 },
    })
    await remote.client.close()
  })

  describe('Inspector', () => {
    const inspect = async (...args: readonly string[]) => {
      const inspector = [programs.node, programs.inspector, '--cli', '--stored-auth-only'] as const
      const run = await startIn(home, [...inspector, ...args])
      return { code: await run.exit, stdout: run.stdout(), stderr: run.stderr() }
    }

    const ways = [
      { path: '/mcp', transport: 'http', era: 'legacy' },
      { path: '/mcp', transport: 'http', era: 'modern' },
      { path: '/sse', transport: 'http', era: 'auto' },
      { path: '/sse', transport: 'sse', era: 'legacy' },
    ]
    it.each(ways)('over $transport at $path, $era', async ({ path, transport, era }) => {
      const { access } = await signInServed(world, subject)
      const where = [`${world.publicUrl}${path}`, '--transport', transport, '--protocol-era', era]
      const list = ['--method', 'tools/list', '--strict']
      const header = ['--header', `Authorization: Bearer ${access}`]
      const { code, stdout, stderr } = await inspect(...where, ...header, ...list)
      expect(listSchema.parse(JSON.parse(stdout)).tools.length).toBeGreaterThan(0)
      expect(stderr).not.toMatch(/warning|error/i)
      expect(code).toBe(0)
      // it knows that it has to sign in
      expect(await inspect(...where, ...list)).toMatchObject({ code: 3 })
    })
  })

  it.each([
    { transport: 'http', path: '/mcp' },
    { transport: 'sse', path: '/sse' },
  ])('Claude Code over $transport at $path', async ({ transport, path }) => {
    const claude = await createClaudeCode(home)
    await claude.mcp('add', '--transport', transport, 'jhe', `${world.publicUrl}${path}`)
    expect(await claude.mcp('list')).toMatch(/^jhe: .*Needs authentication$/m)
    const login = await claude.login()
    await visit(login.address)
    expect(await login.exit, login.stdout()).toBe(0)
    expect(await claude.mcp('list')).toMatch(/^jhe: .*Connected$/m)

    const model = await startModel([{ tool: 'get_study_count', args: {} }])
    const asked = await startIn(home, claudeCode.command, claudeCode.env(model.url))
    expect(await asked.exit, asked.stderr()).toBe(0)
    expect(model.results()).toEqual([expect.stringMatching(/"?count"?: ?3/)])
    await model.close()
  })

  it('Codex', async () => {
    const url = `${world.publicUrl}/mcp`
    const add = await startIn(home, [programs.codex, 'mcp', 'add', 'jhe', '--url', url])
    await visit(await written(add.child.stdout, /^(http:\S+)\s/m))
    expect(await add.exit, add.stdout()).toBe(0)
    const list = await startIn(home, [programs.codex, 'mcp', 'list'])
    expect(await list.exit).toBe(0)
    expect(list.stdout()).toMatch(/^jhe .* OAuth\s*$/m)
  })

  it('OpenCode', async () => {
    const mcp = { jhe: { type: 'remote', url: `${world.publicUrl}/mcp` } }
    const folder = join(home, '.config', 'opencode')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'opencode.json'), JSON.stringify({ autoupdate: false, mcp }))
    const env = openCode.env('')
    const login = await startOnTerminal(home, [programs.opencode, 'mcp', 'auth', 'jhe'], env)
    await visit(await written(login.child.stdout, authorizeAddress))
    expect(await login.exit, login.stdout()).toBe(0)
    const list = await startIn(home, [programs.opencode, 'mcp', 'list'], env)
    expect(await list.exit).toBe(0)
    expect(list.stdout() + list.stderr()).toMatch(/jhe.*connected/)
  })

  it('Claude Code at a server behind a firewall', async () => {
    replica.child.kill('SIGKILL')
    await replica.exit
    replica = await world.start({ NODE_OPTIONS: `--import=${internet}?unreachable` })
    const claude = await createClaudeCode(home)
    await claude.mcp('add', '--transport', 'http', 'jhe', `${world.publicUrl}/mcp`)
    const login = await claude.login()
    await visit(login.address)
    expect(await login.exit, login.stdout()).toBe(0)
    expect(await claude.mcp('list')).toMatch(/^jhe: .*Connected$/m)
  })
})
