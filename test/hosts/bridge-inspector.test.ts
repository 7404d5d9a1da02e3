import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../src/demo/people.js'
import { bin } from '../support/clients/mcp-clients.js'
import { startExample, type ExampleServer } from '../support/connect/example-server.js'
import { openDemoBridge, type DemoBridge } from '../support/connect/host/demo-bridge.js'
import { signInBridge, type BridgedPerson } from '../support/connect/served-bridge.js'
import { ownHome } from '../support/own-home.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { people } from '../support/worlds/jhe/people.js'
import { programs, runsPrograms } from './support/installed.js'
import { startIn } from './support/run-host.js'

const listSchema = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) })

interface Bridged {
  readonly url: string
  readonly home: string
  readonly env: Readonly<Record<string, string>>
}

/** What the Inspector says of `jhe-mcp connect <url>`. */
const inspect = async ({ url, home, env }: Bridged, ...args: readonly string[]) => {
  const settings = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const server = [process.execPath, bin, 'connect', url]
  const inspector = [programs.node, programs.inspector, '--cli'] as const
  const run = await startIn(home, [...inspector, ...server, ...settings, ...args])
  return { code: await run.exit, stdout: run.stdout(), stderr: run.stderr() }
}

const toolsOf = async (bridged: Bridged): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await inspect(bridged, '--method', 'tools/list')
  expect(code, stderr).toBe(0)
  return listSchema.parse(JSON.parse(stdout)).tools.map(({ name }) => name)
}

const count = ['--method', 'tools/call', '--tool-name', 'get_study_count']

describe.skipIf(!runsPrograms)('Inspector through the bridge', () => {
  describe('at `demo --http`', () => {
    let demo: DemoBridge
    beforeAll(async () => {
      demo = await openDemoBridge()
    })
    afterAll(async () => {
      await demo.close()
    })

    it('lists, signs in with the first question and is answered', async () => {
      const bridged = { url: demo.url, home: demo.folder, env: demo.env }
      expect(await toolsOf(bridged)).toContain('list_studies')
      const asking = inspect(bridged, ...count)
      await expect.poll(() => demo.tabs(), { timeout: 60_000 }).toHaveLength(1)
      await demo.signIn(String(demo.tabs()[0]), demoPerson('coordinator').userId)
      const { code, stdout, stderr } = await asking
      expect(stdout, stderr).toContain('count: ')
      expect(code).toBe(0)
    })
  })

  describe.each(['Streamable HTTP', 'HTTP with SSE', 'both at /sse'] as const)(
    'at the example server of the SDK: %s',
    (name) => {
      let server: ExampleServer
      let home: string
      beforeAll(async () => {
        home = mkdtempSync(join(tmpdir(), 'jhe-example-'))
        server = await startExample(name)
      })
      afterAll(async () => {
        await server.close()
        rmSync(home, { recursive: true, force: true })
      })

      it('lists and calls', async () => {
        const bridged = { url: server.url, home, env: { HOME: ownHome() } }
        const tool = 'start-notification-stream'
        expect(await toolsOf(bridged)).toContain(tool)
        const args = ['--tool-name', tool, '--tool-arg', 'interval=1', '--tool-arg', 'count=1']
        const { code, stdout, stderr } = await inspect(bridged, '--method', 'tools/call', ...args)
        expect(stdout, stderr).toMatch(/notification/i)
        expect(code).toBe(0)
      })
    },
  )

  describe('at three replicas', () => {
    let world: ReplicatedWorld
    let person: BridgedPerson
    beforeAll(async () => {
      world = await openReplicatedWorld({ proxy: 'nginx' })
      person = await signInBridge(world, people.coordinator.userId)
    })
    afterAll(async () => {
      person.remove()
      await world.close()
    })

    it('is answered while each of them is restarted', async () => {
      const bridged = { url: `${world.publicUrl}/mcp`, home: person.home, env: person.env }
      for (const index of world.replicas.keys()) {
        const [restarted, { code, stdout, stderr }] = await Promise.all([
          world.restart(index),
          inspect(bridged, ...count),
        ])
        expect(restarted).toBe(0)
        expect(stdout, stderr).toContain('count: ')
        expect(code).toBe(0)
      }
    })
  })
})
