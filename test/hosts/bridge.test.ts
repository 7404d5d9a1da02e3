import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { bin } from '../support/clients/mcp-clients.js'
import { signInBridge, type BridgedPerson } from '../support/connect/served-bridge.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { startBin } from '../support/processes/spawn-bin.js'
import { openServedWorld, type ServedWorld } from '../support/serve/served-world.js'
import { people } from '../support/worlds/jhe/people.js'
import { programs, runsPrograms } from './support/installed.js'
import { startModel } from './support/model-endpoint.js'
import { modelHosts } from './support/model-hosts.js'
import { startIn } from './support/run-host.js'

const listSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) })
const entrySchema = z.object({
  mcpServers: z.object({
    jhe: z.object({ command: z.string(), args: z.array(z.string()) }).loose(),
  }),
})

describe.skipIf(!runsPrograms)('hosts that start `jhe-mcp connect`', () => {
  let database: TestDatabase
  let state: TestDatabase
  let world: ServedWorld
  let person: BridgedPerson
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    state = await createDatabase('blank')
    world = await openServedWorld({ databaseUrl: database.url, stateUrl: state.url })
    await world.start()
    person = await signInBridge(world, people.coordinator.userId)
  })
  afterAll(async () => {
    person.remove()
    await world.close()
    await database.drop()
    await state.drop()
  })
  const address = () => `${world.publicUrl}/mcp`

  describe('Inspector', () => {
    const inspect = async (...args: readonly string[]) => {
      const settings = Object.entries(person.env).flatMap(([name, value]) => [
        '-e',
        `${name}=${value}`,
      ])
      const server = [process.execPath, bin, 'connect', address()]
      const inspector = [programs.node, programs.inspector, '--cli'] as const
      const run = await startIn(person.home, [...inspector, ...server, ...settings, ...args])
      return { code: await run.exit, stdout: run.stdout(), stderr: run.stderr() }
    }

    it('finds no schema that some client could not read', async () => {
      const { code, stdout, stderr } = await inspect('--method', 'tools/list', '--strict')
      expect(listSchema.parse(JSON.parse(stdout)).tools.map(({ name }) => name)).toContain(
        'list_studies',
      )
      expect(stderr).not.toMatch(/warning|error/i)
      expect(code).toBe(0)
    })

    it('calls a tool, and shows its error as text', async () => {
      const good = await inspect('--method', 'tools/call', '--tool-name', 'get_study_count')
      expect(good).toMatchObject({ code: 0 })
      expect(good.stdout).toContain('count: ')
      const hidden = ['--tool-name', 'get_study_metadata', '--tool-arg', 'study_id=987654321']
      const bad = await inspect('--method', 'tools/call', ...hidden)
      expect(bad.stdout + bad.stderr).toMatch(/"NOT_VISIBLE: \w|\sNOT_VISIBLE: \w/)
    })
  })

  /** What `setup` writes for a host that only starts programs. */
  const entry = async () => {
    const args = ['setup', 'claude-desktop', '--url', address(), '--print']
    const printed = startBin(args, { HOME: person.home })
    expect(await printed.exit, printed.stderr()).toBe(0)
    return entrySchema.parse(JSON.parse(printed.stdout())).mcpServers.jhe
  }

  /** The same in the files of hosts that run here. */
  const written = {
    'claude-code': async () => ({
      path: '.claude.json',
      text: JSON.stringify({ hasCompletedOnboarding: true, mcpServers: { jhe: await entry() } }),
    }),
    codex: async (own: string) => {
      const { command, args } = await entry()
      const lines = [
        '[mcp_servers.jhe]',
        `command = ${JSON.stringify(command)}`,
        `args = ${JSON.stringify(args)}`,
      ]
      return { path: '.codex/config.toml', text: `${own}\n${lines.join('\n')}\n` }
    },
  } as const

  it.each(['claude-code', 'codex'] as const)(
    '%s gives its model an answer with the entry that setup writes',
    async (id) => {
      const host = modelHosts.find((each) => each.id === id)
      if (host === undefined) throw new Error(`${id} does not run here`)
      const model = await startModel([{ tool: 'get_study_count', args: {} }])
      const { path, text } = await written[id](Object.values(host.files(model.url))[0] ?? '')
      await mkdir(dirname(join(person.home, path)), { recursive: true })
      await writeFile(join(person.home, path), text, { mode: 0o600 })
      const run = await startIn(person.home, host.command, host.env(model.url))
      const code = await run.exit
      await model.close()
      const output = `exit ${String(code)}\n${run.stdout()}\n${run.stderr()}`
      expect(model.results(), output).toHaveLength(1)
      expect(model.results()[0], output).toMatch(/"?count\\?"?: ?3/)
    },
  )
})
