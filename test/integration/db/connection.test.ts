import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { backendsOf, lockTable, waitingBackends } from '../../support/database/backends.js'
import { startCluster, type Cluster } from '../../support/database/cluster.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { schemaAt } from '../../support/database/jhe/migrations.js'
import { freePort } from '../../support/loopback.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const observations = ['get_patient_observations', { patient_id: patients.ana }] as const
const answered = { value: { count: 3 } }

describe('a connection that is lost', () => {
  let database: TestDatabase
  let caller: ToolCaller
  beforeEach(async () => {
    database = await createDatabase('jhe_0045')
    caller = createToolCaller(connectTo(database.url))
  })
  afterEach(async () => {
    await caller.close()
    await database.drop()
  })

  const ask = async (tool: string, args: object = {}) =>
    await caller.call(people.coordinator.userId, tool, args)
  const terminate = async (pids: readonly number[]) =>
    await database.sql('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids])

  it('T-S10: between two calls costs nothing', async () => {
    expect(await ask('get_study_count')).toMatchObject(answered)
    const before = await backendsOf(database)
    expect(before.map(({ state }) => state)).toEqual(['idle'])
    await terminate(before.map(({ pid }) => pid))
    expect(await ask('get_study_count')).toMatchObject(answered)
    expect(await backendsOf(database)).not.toEqual(before)
  })

  it('T-S10: costs nothing either when all of several are lost', async () => {
    const several = async () =>
      await Promise.all(Array.from({ length: 8 }, async () => await ask('get_study_count')))
    for (const outcome of await several()) expect(outcome).toMatchObject(answered)
    const before = await backendsOf(database)
    expect(before.length).toBeGreaterThan(1)
    expect(before.length).toBeLessThanOrEqual(4)
    await terminate(before.map(({ pid }) => pid))
    for (const outcome of await several()) expect(outcome).toMatchObject(answered)
  })

  it('in the middle of a statement is made up for by a second attempt', async () => {
    await ask('get_study_count')
    const release = await lockTable(database.url, 'core_observation')
    const answer = ask(...observations)
    const first = await waitingBackends(database, 1)
    await terminate(first)
    await waitingBackends(database, 1, first)
    await release()
    expect(await answer).toMatchObject({ value: { truncated: false } })
  })

  it('twice in the middle of a statement is said, and the next call works', async () => {
    await ask('get_study_count')
    const release = await lockTable(database.url, 'core_observation')
    const answer = ask(...observations)
    const first = await waitingBackends(database, 1)
    await terminate(first)
    await terminate(await waitingBackends(database, 1, first))
    expect(await answer).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await release()
    expect(await ask(...observations)).toMatchObject({ value: { truncated: false } })
  })
})

describe('a database server of its own', () => {
  let cluster: Cluster
  let admin: pg.Client
  const url = (user = 'postgres', database = 'jhe') =>
    `postgresql://${user}@127.0.0.1:${cluster.port}/${database}`

  const connectAdmin = async (database: string) => {
    const client = new pg.Client(url('postgres', database))
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  beforeAll(async () => {
    cluster = await startCluster()
    const first = await connectAdmin('postgres')
    await first.query('create database jhe')
    await first.end()
    admin = await connectAdmin('jhe')
    await admin.query(schemaAt('0045'))
  })
  afterAll(async () => {
    await admin.end()
    await cluster.stop()
  })

  const ask = async (address: string) => {
    const caller = createToolCaller(connectTo(address))
    const outcome = await caller.call(1, 'get_study_count')
    await caller.close()
    return outcome
  }

  it('may restart between two calls', async () => {
    const caller = createToolCaller(connectTo(url()))
    const nobody = { value: { count: 0 } }
    expect(await caller.call(1, 'get_study_count')).toMatchObject(nobody)
    await admin.end()
    cluster.restart()
    expect(await caller.call(1, 'get_study_count')).toMatchObject(nobody)
    await caller.close()
    admin = await connectAdmin('jhe')
  })

  it.each([
    ['a database that does not exist', 'postgres', 'no_such_database', 'no database of that name'],
    ['a role that does not exist', 'planted_role', 'jhe', 'does not know the user'],
    ['a wrong password', 'locked:planted-secret', 'jhe', 'refused the user or the password'],
    ['no password', 'locked', 'jhe', 'asks for a password, and there is none'],
    ['a role without connections to spare', 'crowded', 'jhe', 'no connection to spare'],
    [
      'a database that takes no connection',
      'postgres',
      'closed',
      'takes no connections at present',
    ],
    ['a role that may not connect', 'locked_out', 'private', 'does not let this role in'],
  ])('N4: says of %s what is wrong, and not with which words', async (_what, user, name, why) => {
    const { rows } = await admin.query("select from pg_roles where rolname = 'locked'")
    if (rows.length === 0) {
      await admin.query("create role locked login password 'right'")
      await admin.query('create role crowded login connection limit 0')
      await admin.query('create database closed allow_connections false')
      await admin.query('create role locked_out login')
      await admin.query('create database private')
      await admin.query('revoke connect on database private from public')
      await admin.query(`copy (values ('host all locked 127.0.0.1/32 scram-sha-256'),
        ('host all all 127.0.0.1/32 trust')) to '${cluster.data.replaceAll('\\', '/')}/pg_hba.conf'`)
      await admin.query('select pg_reload_conf()')
    }
    const outcome = await ask(url(user, name))
    expect(outcome).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    const said = JSON.stringify(outcome)
    expect(said).toContain(why)
    expect(said).not.toMatch(/planted|no_such|crowded|locked|FATAL|127\.0\.0\.1/)
  })

  it('that is not JHE is named as such, with the first column that is missing', async () => {
    const outcome = await ask(url('postgres', 'postgres'))
    expect(outcome).toMatchObject({ code: 'SCHEMA_UNSUPPORTED' })
    expect(JSON.stringify(outcome)).toMatch(/core_\w+\.\w+/)
  })
})

describe('a database that is not there', () => {
  it.each([
    ['refused', async () => `127.0.0.1:${await freePort()}`],
    ['name cannot be resolved', async () => await Promise.resolve('planted-host.invalid')],
  ])('N4: is said to be %s', async (why, host) => {
    const caller = createToolCaller(
      connectTo(`postgresql://me@${await host()}/jhe?sslmode=disable`),
    )
    const outcome = await caller.call(1, 'get_study_metadata', { study_id: studies.pressure })
    expect(outcome).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(JSON.stringify(outcome)).toContain(why)
    expect(JSON.stringify(outcome)).not.toMatch(/planted|127\.0\.0\.1|ECONN|ENOTFOUND/)
    await caller.close()
  })
})
