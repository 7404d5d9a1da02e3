import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { startBin } from '../../support/processes/spawn-bin.js'
import {
  openServedWorld,
  type Replica,
  type ServedWorld,
} from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

const coordinator = people.coordinator.userId
const viewer = people.viewer.userId

let database: TestDatabase
let state: TestDatabase
let world: ServedWorld
let replica: Replica
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  state = await createDatabase('blank')
  world = await openServedWorld({ databaseUrl: database.url, stateUrl: state.url })
  replica = await world.start()
})
afterAll(async () => {
  await world.close()
  await state.drop()
  await database.drop()
})

/** Runs a command of the administrator on the machine of the replica. */
const run = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = startBin(args, { ...world.env, HOME: replica.home })
  return { code: await exit, out: stdout(), err: stderr() }
}

const grantsSchema = z.array(
  z.strictObject({
    grant: z.string(),
    person: z.int(),
    client: z.string(),
    host: z.string(),
    client_id: z.string(),
    since: z.string(),
    last_used: z.string(),
  }),
)

const list = async (...args: readonly string[]) =>
  grantsSchema.parse(JSON.parse((await run('grants', 'list', ...args)).out))

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
} as const

const statusOf = async (token: string): Promise<number> => {
  const { status } = await fetch(`${world.publicUrl}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify(initialize),
  })
  return status
}

describe('jhe-mcp grants', () => {
  it('lists who allowed which program, and ends what is chosen, here and at JHE', async () => {
    const one = await signInServed(world, coordinator)
    const other = await signInServed(world, viewer)
    const grants = await list()
    expect(new Set(grants.map(({ person }) => person))).toEqual(new Set([coordinator, viewer]))
    expect(grants[0]).toMatchObject({ client: 'A test', host: '127.0.0.1' })
    expect(JSON.stringify(grants)).not.toContain(one.access)

    const before = world.issuer.requests.filter((line) => line.includes('revoke_token')).length
    expect(await run('grants', 'revoke', '--person', String(coordinator))).toMatchObject({
      code: 0,
      out: '1 ended.\n',
    })
    expect(
      world.issuer.requests.filter((line) => line.includes('revoke_token')).length,
    ).toBeGreaterThan(before)
    expect((await list()).map(({ person }) => person)).toEqual([viewer])
    await vi.waitFor(
      async () => {
        expect(await statusOf(one.access)).toBe(401)
      },
      { timeout: 45_000, interval: 500 },
    )
    expect(await statusOf(other.access)).toBe(200)

    const [left] = await list()
    expect((await run('grants', 'revoke', '--grant', left?.grant ?? '')).code).toBe(0)
    expect((await run('grants', 'revoke', '--grant', left?.grant ?? '')).code).toBe(1)
  })

  it('says what is missing', async () => {
    expect(await run('grants', 'revoke')).toMatchObject({ code: 2 })
    expect((await run('grants')).err).toContain('grants list`')
    expect((await run('grants', 'revoke', '--person', 'me')).err).toContain('--person')
  })

  it('adds a program, whose id the person types into the host', async () => {
    const added = await run('grants', 'client', 'add', 'Our notebook', 'https://nb.example.org/cb')
    expect(added).toMatchObject({ code: 0 })
    const url = new URL(`${world.publicUrl}/authorize`)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: added.out.trim(),
      redirect_uri: 'https://nb.example.org/cb',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    }).toString()
    const { status, headers } = await fetch(url, { redirect: 'manual' })
    expect(status).toBe(303)
    expect(headers.get('location')).toContain('/consent/')
  })
})

describe('jhe-mcp state sql', () => {
  it('makes a role and tables with which serve works', async () => {
    const own = await createDatabase('blank')
    const role = `state_${own.name}`
    const { out, code } = await run('state', 'sql', '--role', role)
    expect(code).toBe(0)
    await own.sql(out)
    await own.sql(`alter role ${role} password 'a state password'`)
    const url = new URL(own.url)
    url.username = role
    url.password = 'a state password'
    const second = await openServedWorld({ databaseUrl: database.url, stateUrl: url.href })
    try {
      await second.start()
      expect((await signInServed(second, coordinator)).access).toContain('.')
      const { status } = await fetch(`${second.publicUrl}/ready`)
      expect(status).toBe(200)
    } finally {
      await second.close()
      await own.sql(`drop owned by ${role}`)
      await own.sql(`drop role ${role}`)
      await own.drop()
    }
  })
})

describe('jhe-mcp audit verify --state', () => {
  it('F49: finds the chain of a process that ended, and names it once its file is gone', async () => {
    const ending = await world.start({ JHE_LISTEN: '127.0.0.1:0' })
    const { access } = await signInServed(world, coordinator)
    expect(await statusOf(access)).toBe(200)
    ending.child.kill('SIGTERM')
    expect(await ending.exit).toBe(0)
    replica.child.kill('SIGTERM')
    expect(await replica.exit).toBe(0)
    const kept = await run('audit', 'verify', '--state')
    expect(kept).toMatchObject({ code: 0 })
    await rm(join(replica.home, '.jhe_mcp', 'audit.jsonl'))
    const lost = await run('audit', 'verify', '--state')
    expect(lost.code).toBe(1)
  })
})
