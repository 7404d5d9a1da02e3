import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { createPostgresDatabase } from '../../../src/state/postgres/postgres-database.js'
import { openPostgresState } from '../../../src/state/postgres.js'
import { createStatePool } from '../../../src/state/postgres/state-pool.js'
import { prepare } from '../../../src/state/schema/prepare.js'
import { migrations } from '../../../src/state/schema/migrations.js'
import { migrationScript } from '../../../src/state/schema/migration-script.js'
import { stateScript } from '../../../src/state/schema/state-script.js'
import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { StateStore } from '../../../src/state/store.js'
import { rejected } from '../../support/caught.js'
import { startCluster } from '../../support/database/cluster.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { freePort } from '../../support/loopback.js'
import { openGateway } from '../../support/issuer/gateway.js'
import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import { newKey, stateAt } from '../../support/state/states.js'

const never = new AbortController().signal
const keys = createServeKeys([newKey()])
const ages = { rotateAfter: 90 * 86_400, keepFor: 28_800 }

let database: TestDatabase
let stores: StateStore[]
const open = (url = database.url, some = keys): StateStore => {
  const store = stateAt(url, some)
  stores.push(store)
  return store
}
beforeEach(async () => {
  stores = []
  database = await createDatabase('blank')
})
afterEach(async () => {
  for (const store of stores) await store.close()
  await database.drop()
})

/** Uses every part once. */
const useAll = async (store: StateStore): Promise<void> => {
  await store.ready(never)
  for (const model of ['Client', 'Session', 'AuthorizationCode', 'RefreshToken']) {
    await store.oidc(model).upsert(
      `canary-id-${model}`,
      {
        jti: `canary-id-${model}`,
        uid: `canary-uid-${model}`,
        grantId: 'canary-grant',
        redirect_uri: 'https://canary.example/cb',
        clientSecret: 'canary-secret',
        email: 'canary@example.org',
      },
      600,
    )
    await store.oidc(model).find(`canary-id-${model}`)
    await store.oidc(model).findByUid(`canary-uid-${model}`)
    await store.oidc(model).consume(`canary-id-${model}`)
  }
  await store.grants.create(grantOf('canary-grant-2', 7, 'canary-client'), ends)
  await store.grants.touch(['canary-grant-2'])
  await store.grants.list(7)
  await store.grants.renew(
    'canary-grant-2',
    async () => await Promise.resolve({ kind: 'renewed', session: sessionOf('canary-token') }),
  )
  await store.keys.current(ages)
  await store.pending.put('canary-state', { verifier: 'canary-verifier' }, 600)
  await store.pending.put('canary-taken', { verifier: 'canary-verifier' }, 600)
  await store.pending.take('canary-taken')
  await store.counts.exchange(new Map([['hash-of-a-person', 3]]))
  await store.auditHeads.put({ replica: 'replica', seq: 4, hash: 'abc' })
  await store.auditHeads.list()
  await store.purge()
}

describe('what a dump shows', () => {
  it('is no token, id, secret, address or name', async () => {
    const store = open()
    await useAll(store)
    const tables = await database.sql<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'jhe_mcp_state'::regnamespace and relkind = 'r' order by 1",
    )
    expect(tables.map(({ name }) => name)).toEqual([
      'audit_head',
      'counts',
      'grants',
      'migration',
      'oidc',
      'once',
      'signing_key',
    ])
    let dump = ''
    for (const { name } of tables) {
      const rows = await database.sql(`select * from jhe_mcp_state.${name}`)
      expect(rows.length).toBeGreaterThan(0)
      dump += JSON.stringify(rows)
    }
    const [key] = await store.keys.current(ages)
    const secrets = ['canary', 'example', 'claude', 'jhe.example', String(key?.jwk['d'])]
    expect(secrets.filter((secret) => dump.toLowerCase().includes(secret.toLowerCase()))).toEqual(
      [],
    )
  })

  it('opens in no other row: a payload that is moved is not read', async () => {
    const store = open()
    await store.oidc('Session').upsert('mine', { accountId: '1' }, 600)
    await store.oidc('Session').upsert('yours', { accountId: '2' }, 600)
    await store.grants.create(grantOf('mine', 1), ends)
    await store.grants.create(grantOf('yours', 2), ends)
    await database.sql(
      'update jhe_mcp_state.oidc set payload = (select max(payload) from jhe_mcp_state.oidc)',
    )
    await database.sql(
      'update jhe_mcp_state.grants set session = (select max(session) from jhe_mcp_state.grants)',
    )
    const found = [
      await store.oidc('Session').find('mine'),
      await store.oidc('Session').find('yours'),
    ]
    expect(found.filter((payload) => payload !== undefined)).toHaveLength(1)
    const grants = [await store.grants.find('mine'), await store.grants.find('yours')]
    expect(grants.filter((grant) => grant !== undefined)).toHaveLength(1)
    expect([undefined, 'access-mine']).toContain(grants[0]?.session.accessToken)
  })
})

describe('the role of the script', () => {
  it('does everything, and may make nothing', async () => {
    const role = `state_${randomBytes(6).toString('hex')}`
    await database.sql(stateScript(role))
    await database.sql(stateScript(role))
    const url = database.url.replace('//postgres@', `//${role}@`)
    await useAll(open(url))
    const pool = createStatePool({
      target: parseConnectionUrl(url, () => ''),
      applicationName: 'test',
    })
    const asRole = createPostgresDatabase(pool)
    for (const text of [
      'create table jhe_mcp_state.mine (a integer)',
      'create schema mine',
      'drop table jhe_mcp_state.grants',
      'delete from jhe_mcp_state.migration',
    ]) {
      expect((await rejected(asRole.query(text))).code).toBe('STATE_UNAVAILABLE')
    }
    await asRole.close()
    await database.sql(`drop owned by ${role}`)
    await database.sql(`drop role ${role}`)
  })

  it('is told to run the script where there are no tables, or old ones', async () => {
    const role = `state_${randomBytes(6).toString('hex')}`
    await database.sql(`create role ${role} login`)
    const url = database.url.replace('//postgres@', `//${role}@`)
    const missing = await rejected(open(url).ready(never))
    expect(missing).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(missing.hint).toContain('jhe-mcp state sql')
    await database.sql(stateScript(role))
    await database.sql('delete from jhe_mcp_state.migration')
    const old = await rejected(open(url).ready(never))
    expect(old).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(old.hint).toContain('jhe-mcp state sql')
    await database.sql(`drop owned by ${role}`)
    await database.sql(`drop role ${role}`)
  })

  it('is not made in the database of JHE', async () => {
    const jhe = await createDatabase('jhe_0045')
    await expect(jhe.sql(stateScript('never_made'))).rejects.toThrow('this is the database of JHE')
    await jhe.drop()
  })
})

it('one statement finds a grant, notes uses, counts calls, finds a row', async () => {
  let statements = 0
  const store = openPostgresState({
    target: parseConnectionUrl(database.url, () => ''),
    keys,
    metrics: {
      state: (seconds) => {
        expect(seconds).toBeGreaterThan(0)
        statements += 1
      },
    },
    version: '0.0.0-test',
    now: () => new Date(),
  })
  stores.push(store)
  await store.grants.create(grantOf('grant'), ends)
  const refresh = store.oidc('RefreshToken')
  const costs = async (work: () => Promise<unknown>): Promise<number> => {
    const before = statements
    await work()
    return statements - before
  }
  expect(await costs(async () => await store.grants.find('grant'))).toBe(1)
  expect(
    await costs(async () => {
      await store.grants.touch(['grant', 'other'])
    }),
  ).toBe(1)
  expect(await costs(async () => await store.counts.exchange(new Map([['p', 1]])))).toBe(1)
  expect(
    await costs(async () => {
      await refresh.upsert('token', { grantId: 'grant' }, 60)
    }),
  ).toBe(1)
  expect(await costs(async () => await refresh.find('token'))).toBe(1)
  expect(
    await costs(async () => {
      await refresh.consume('token')
    }),
  ).toBe(1)
  expect(await costs(async () => await store.oidc('AuthorizationCode').find('code'))).toBe(1)
  expect(await costs(async () => await store.keys.current(ages))).toBeGreaterThan(0)
  expect(await costs(async () => await store.keys.current(ages))).toBe(1)
})

describe('migrations', () => {
  const steps = [
    ...migrations,
    { version: 2, sql: 'alter table jhe_mcp_state.audit_head add column note text;' },
    { version: 3, sql: "update jhe_mcp_state.audit_head set note = 'three';" },
  ]
  const migrateTo = async (some: typeof steps): Promise<void> => {
    const pool = createStatePool({
      target: parseConnectionUrl(database.url, () => ''),
      applicationName: 'test',
    })
    const own = createPostgresDatabase(pool)
    await Promise.all([prepare(own, some), prepare(own, some), prepare(own, some)])
    await own.close()
  }

  it.each([0, 1, 2, 3])('go on from version %d, with what was stored', async (from) => {
    if (from > 0) {
      await database.sql(`begin; ${migrationScript(steps.slice(0, from))}; commit`)
      await database.sql(
        "insert into jhe_mcp_state.audit_head (replica, seq, hash) values ('r', 1, 'h')",
      )
    }
    await migrateTo(steps)
    const versions = await database.sql('select version from jhe_mcp_state.migration order by 1')
    expect(versions).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }])
    if (from > 0) expect(await open().auditHeads.list()).toMatchObject([{ replica: 'r', seq: 1 }])
  })

  it('leave tables of a newer jhe-mcp as they are', async () => {
    await migrateTo(steps)
    await useAll(open())
    expect(await database.sql('select max(version) from jhe_mcp_state.migration')).toEqual([
      { max: 3 },
    ])
  })

  it('that fail leave nothing half done', async () => {
    const broken = [
      ...migrations,
      { version: 2, sql: 'create table jhe_mcp_state.half (a integer); select 1/0;' },
    ]
    await expect(migrateTo(broken)).rejects.toThrow()
    expect(
      await database.sql("select relname from pg_class where relname in ('half', 'grants')"),
    ).toEqual([])
    await useAll(open())
  })
})

describe('a database that cannot be used', () => {
  it("is refused when it is JHE's", async () => {
    const jhe = await createDatabase('jhe_0045')
    const refused = await rejected(open(jhe.url).ready(never))
    expect(refused).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(refused.message).toContain('JHE_STATE_CONN')
    const made = "select from pg_namespace where nspname = 'jhe_mcp_state'"
    expect(await jhe.sql(made)).toEqual([])
    await jhe.drop()
  })

  it('is named without anything that the server said', async () => {
    const port = await freePort()
    const closed = await rejected(open(`postgresql://u:hunter2@127.0.0.1:${port}/x`).ready(never))
    expect(closed).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    expect(closed.message).toMatch(/^The state database cannot be reached: /)
    expect(`${closed.message} ${closed.hint}`).not.toMatch(/hunter2|JHE_DB_CONN|127\.0\.0\.1/)
    const nowhere = database.url.replace(database.name, 'no_such_database')
    const absent = await rejected(open(nowhere).grants.find('x'))
    expect(absent).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    expect(`${absent.message} ${absent.hint}`).not.toMatch(/no_such_database|JHE_DB_CONN/)
  })

  it('F13: gives up in time where nothing answers', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const store = open(`postgresql://u@127.0.0.1:${port}/x?sslmode=disable`)
    expect(await rejected(store.grants.find('x'))).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    silent.close()
  })

  it('F13: gives up in time where an open connection goes silent, and heals', async () => {
    const gateway = await openGateway(Number(new URL(database.url).port))
    const url = database.url.replace(/:\d+\//, `:${gateway.port}/`)
    const store = open(url)
    await store.grants.create(grantOf('grant'), ends)
    gateway.swallow()
    expect(await rejected(store.grants.find('grant'))).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    gateway.cut()
    expect(await store.grants.find('grant')).toMatchObject({ id: 'grant' })
    gateway.close()
  })

  it('F47: whose tables are gone makes them again', async () => {
    const store = open()
    await store.grants.create(grantOf('grant'), ends)
    await database.sql('drop schema jhe_mcp_state cascade')
    expect(await rejected(store.grants.find('grant'))).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    expect(await store.grants.find('grant')).toBeUndefined()
    await useAll(store)
  })

  it('that is read-only says so', async () => {
    const store = open()
    await store.ready(never)
    await database.sql(`alter database ${database.name} set default_transaction_read_only = on`)
    const error = await rejected(open().pending.put('x', {}, 60))
    expect(error).toMatchObject({ code: 'STATE_UNAVAILABLE' })
    expect(error.hint).toContain('primary')
  })
})

describe('a restart of PostgreSQL', () => {
  it('costs no session: what JHE has renewed is stored all the same', async () => {
    const cluster = await startCluster()
    const store = open(`postgresql://postgres@127.0.0.1:${cluster.port}/postgres`)
    await store.grants.create(grantOf('grant'), ends)
    const renewed = await store.grants.renew('grant', async () => {
      cluster.restart()
      return await Promise.resolve({ kind: 'renewed', session: sessionOf('renewed') })
    })
    expect(renewed?.session).toEqual(sessionOf('renewed'))
    expect(await store.grants.find('grant')).toMatchObject({ session: sessionOf('renewed') })
    cluster.restart()
    expect(await store.grants.find('grant')).toMatchObject({ session: sessionOf('renewed') })
    await store.close()
    await cluster.stop()
  })

  it('F13: for good is told as such by everything', async () => {
    const cluster = await startCluster()
    const store = open(`postgresql://postgres@127.0.0.1:${cluster.port}/postgres`)
    await store.grants.create(grantOf('grant'), ends)
    await cluster.stop()
    const gone = await Promise.all(
      [
        store.grants.find('grant'),
        store.grants.end('grant'),
        store.grants.renew('grant', () => Promise.reject(new Error('never asked'))),
        store.oidc('Client').find('client'),
        store.keys.current(ages),
        store.purge(),
        store.ready(never),
      ].map(rejected),
    )
    expect(new Set(gone.map(({ code }) => code))).toEqual(new Set(['STATE_UNAVAILABLE']))
  })
})
