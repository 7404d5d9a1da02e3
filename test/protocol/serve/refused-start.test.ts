import { once } from 'node:events'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({ databaseUrl: database.url, stateUrl: state.url })
})
afterAll(async () => {
  await world.close()
  await database.drop()
  await state.drop()
})

/** Starts it with a setting that nothing heals. @returns how it ended, and what it said */
const refused = async (change: Readonly<Record<string, string>>) => {
  const env = { ...world.env, HOME: '/nowhere', JHE_LISTEN: '127.0.0.1:0', ...change }
  const { child, said, stderr } = startBin(['serve'], env)
  const closed = once(child, 'close')
  await Promise.race([closed, said(/^jhe-mcp serves /).catch(() => undefined)])
  child.kill('SIGKILL')
  await closed
  return { code: child.exitCode, told: stderr() }
}

describe('jhe-mcp serve does not begin', () => {
  it('with the database of JHE as its state', async () => {
    const { code, told } = await refused({ JHE_STATE_CONN: database.url })
    expect(code).toBe(2)
    expect(told).toContain('CONFIG_INVALID: JHE_STATE_CONN leads to the database of JHE')
    expect(told).toContain('Create another database, and name it in JHE_STATE_CONN.')
    expect(told).not.toContain('jhe-mcp serves')
  })

  it('with a role that can write, unless it is told that it may', async () => {
    const { code, told } = await refused({ JHE_REQUIRE_SAFE_ROLE: 'on' })
    expect(code).toBe(1)
    expect(told).toContain('DATABASE_ROLE_UNSAFE: ')
    expect(told).toContain('sql --role')
    expect(told).not.toContain('jhe-mcp serves')
  })
})

describe('jhe-mcp serve waits', () => {
  it('while its state and the database are out of reach, and says so', async () => {
    const away = 'postgresql://postgres@127.0.0.1:1/nothing'
    const replica = await world.start({ JHE_STATE_CONN: away, JHE_DB_CONN: away })
    const { status } = await fetch(`${world.publicUrl}/ready`)
    expect(status).toBe(503)
    await replica.said(/Not ready\. .*shared_state="STATE_UNAVAILABLE"/)
    replica.child.kill('SIGTERM')
    expect(await replica.exit).toBe(0)
  })
})
