import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { connectHost, type Host } from '../support/clients/mcp-clients.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { ask, isFree, type Reply } from '../support/loopback.js'
import { startBin } from '../support/processes/spawn-bin.js'
import { openServerWorld, type ServerWorld } from '../support/worlds/server-world.js'
import { studies } from '../support/worlds/jhe/ids.js'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
})
afterAll(async () => {
  await database.drop()
})

const press = async (address: string, study: number): Promise<Reply> =>
  await ask(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `study=${study}`,
  })

describe('the page of a study, on the port of the sign-in', () => {
  let world: ServerWorld
  let host: Host
  /** The call that opened the page; it ends without an answer where the page outlives it. */
  let asked: Promise<unknown>
  let address: string

  /** The newest tab, once there are so many. */
  const tab = async (count: number): Promise<string> => {
    await vi.waitFor(async () => {
      expect(await world.browser.tabs()).toHaveLength(count)
    }, 20_000)
    return (await world.browser.tabs()).at(-1) ?? ''
  }

  const ownStudies = async (): Promise<unknown> =>
    (await host.call('list_studies')).value?.['studies']

  beforeEach(async () => {
    world = await openServerWorld(database.url, { JHE_STUDY: 'ask' })
    host = await connectHost('2025', { env: world.env })
    asked = host.call('list_studies').catch(() => undefined)
    await world.finish(await tab(1))
    address = await tab(2)
    expect(address).toContain(`:${world.port}/study/`)
  })
  afterEach(async () => {
    await host.close()
    await asked
    expect(await isFree(world.port)).toBe(true)
    await world.close()
  })

  it('gives way to a sign-in of another process, says so, and is there again', async () => {
    const login = startBin(['login', '--force'], world.env)
    const signInAddress = await tab(3)
    const meanwhile = [await ask(address), await press(address, studies.pressure)]
    expect(meanwhile.map(({ status }) => status)).toEqual([503, 503])
    expect(meanwhile[1]?.body).toContain('Finish that sign-in, then reload this tab.')
    expect((await world.finish(signInAddress)).body).toContain('You are signed in')
    expect(await login.exit).toBe(0)
    await vi.waitFor(async () => {
      expect((await ask(address)).body).toContain('Which study is this session for?')
    }, 20_000)
    expect((await press(address, studies.pressure)).body).toContain('The study is chosen')
    expect(await ownStudies()).toMatchObject([{ id: studies.pressure }])
  })

  it('goes with its process while a sign-in has the port', async () => {
    const login = startBin(['login', '--force'], world.env)
    const signInAddress = await tab(3)
    await host.close()
    await world.finish(signInAddress)
    expect(await login.exit).toBe(0)
  })

  it('is no other program to the doctor, which leaves it alone', async () => {
    const { stdout } = await world.run('doctor', '--check', 'port.free', '--json')
    expect(stdout).toMatch(/process \d+ asks for a study there, and gives way to a sign-in/)
    expect((await press(address, studies.pressure)).status).toBe(200)
  })

  it('gives nothing up for a browser, whatever site asks', async () => {
    const { origin } = new URL(address)
    const headers = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-origin' },
      { host: `evil.example:${world.port}` },
    ]
    for (const each of headers) {
      const yielded = await ask(`${origin}/.jhe-mcp/yield`, { method: 'POST', headers: each })
      expect(yielded.status).toBe(404)
    }
    expect((await ask(address)).status).toBe(200)
  })

  it('says that a choice could not be looked up, and takes it when it is sent again', async () => {
    await database.sql('alter table core_study rename to core_study_away')
    try {
      const refused = await press(address, studies.pressure)
      expect(refused.status).toBe(503)
      expect(refused.body).toContain('Reload this tab in a moment')
    } finally {
      await database.sql('alter table core_study_away rename to core_study')
    }
    expect((await press(address, studies.pressure)).body).toContain('The study is chosen')
    expect(await ownStudies()).toMatchObject([{ id: studies.pressure }])
  })
})
