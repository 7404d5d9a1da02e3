import { randomBytes } from 'node:crypto'

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
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { ends, grantOf, signingAges } from '../../support/state/fixtures.js'
import { useAll } from '../../support/state/use-all.js'
import { newKey, stateAt } from '../../support/state/states.js'

const never = new AbortController().signal
const keys = createServeKeys([newKey()])

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

describe('what a dump shows', () => {
  it('is no token, id, secret, address or name', async () => {
    const store = open()
    await useAll(store)
    const tables = await database.sql<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'jhe_mcp_state'::regnamespace and relkind = 'r' order by 1",
    )
    expect(tables.map(({ name }) => name)).toEqual([
      'audit_head',
      'brake',
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
    const [key] = await store.keys.current(signingAges)
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
  expect(await costs(async () => await store.keys.current(signingAges))).toBeGreaterThan(0)
  expect(await costs(async () => await store.keys.current(signingAges))).toBe(1)
})

describe('migrations', () => {
  const last = migrations.length
  const steps = [
    ...migrations,
    { version: last + 1, sql: 'alter table jhe_mcp_state.audit_head add column note text;' },
    { version: last + 2, sql: "update jhe_mcp_state.audit_head set note = 'three';" },
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

  it.each([0, 1, last, last + 1, last + 2])(
    'go on from version %d, with what was stored',
    async (from) => {
      if (from > 0) {
        await database.sql(`begin; ${migrationScript(steps.slice(0, from))}; commit`)
        await database.sql(
          "insert into jhe_mcp_state.audit_head (replica, seq, hash) values ('r', 1, 'h')",
        )
      }
      await migrateTo(steps)
      const versions = await database.sql('select version from jhe_mcp_state.migration order by 1')
      expect(versions).toEqual(steps.map(({ version }) => ({ version })))
      if (from > 0) expect(await open().auditHeads.list()).toMatchObject([{ replica: 'r', seq: 1 }])
    },
  )

  it('leave tables of a newer jhe-mcp as they are', async () => {
    await migrateTo(steps)
    await useAll(open())
    expect(await database.sql('select max(version) from jhe_mcp_state.migration')).toEqual([
      { max: last + 2 },
    ])
  })

  it('that fail leave nothing half done', async () => {
    const broken = [
      ...migrations,
      { version: last + 1, sql: 'create table jhe_mcp_state.half (a integer); select 1/0;' },
    ]
    await expect(migrateTo(broken)).rejects.toThrow()
    expect(
      await database.sql("select relname from pg_class where relname in ('half', 'grants')"),
    ).toEqual([])
    await useAll(open())
  })
})
