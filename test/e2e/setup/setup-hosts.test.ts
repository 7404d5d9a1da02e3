import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { readHeld } from '../../../src/setup/entries.js'
import { hostFiles, hostIds, hosts, type HostId } from '../../../src/setup/hosts/hosts.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { signInAs, type SignedIn } from '../../support/worlds/signed-in.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import { people } from '../../support/worlds/jhe/people.js'

let database: TestDatabase
let signedIn: SignedIn
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  signedIn = await signInAs(people.coordinator.userId, database.url)
})
afterAll(async () => {
  signedIn.remove()
  await database.drop()
})

/** What the host's own file says of the server, with what the person types where it asks. */
const launchIn = async (id: HostId, path: string) => {
  const [entry] = readHeld(await readFile(path, 'utf8'), hosts[id], path).entries
  if (entry === undefined) throw new Error(`${path} does not start jhe-mcp`)
  const typed = (value: string) => value.replace(/^\$\{input:[\w-]+\}$/, database.url)
  const env = Object.fromEntries(
    Object.entries(entry.env).map(([name, value]) => [name, typed(value)]),
  )
  return { command: entry.command, args: [...entry.args], env }
}

describe.skipIf(process.platform === 'win32')('what jhe-mcp setup writes', () => {
  it.each(hostIds)('lets %s start the server and ask the database', async (id) => {
    const { home, env } = signedIn
    const [path = ''] = hostFiles(id, {
      platform: process.platform,
      home,
      env: {},
      storePackages: [],
    })
    await mkdir(dirname(path), { recursive: true })
    expect(await startBin(['setup', id], env).exit).toBe(0)

    const launch = await launchIn(id, path)
    // of all that setup had around it, a host hands over the home folder and nothing else
    const around = { HOME: home, PATH: process.env['PATH'] ?? '' }
    const client = new Client({ name: id, version: '1' })
    await client.connect(
      new StdioClientTransport({ ...launch, env: { ...around, ...launch.env }, stderr: 'ignore' }),
    )
    const answer = await client.callTool({ name: 'get_study_count', arguments: {} })
    await client.close()
    const { structuredContent } = z
      .object({ structuredContent: z.object({ count: z.int() }) })
      .parse(answer)
    expect(structuredContent.count).toBeGreaterThan(0)
    const trail = await readFile(join(home, '.jhe_mcp', 'audit.jsonl'), 'utf8')
    expect(trail).toContain(`"client":{"name":"${id}","version":"1"}`)
  })
})
