import { createServer } from 'node:net'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { StateStore } from '../../../src/state/store.js'
import { rejected } from '../../support/caught.js'
import { startCluster } from '../../support/database/cluster.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { freePort } from '../../support/loopback.js'
import { openGateway } from '../../support/issuer/gateway.js'
import { ends, grantOf, sessionOf, signingAges } from '../../support/state/fixtures.js'
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
        store.keys.current(signingAges),
        store.purge(),
        store.ready(never),
      ].map(rejected),
    )
    expect(new Set(gone.map(({ code }) => code))).toEqual(new Set(['STATE_UNAVAILABLE']))
  })
})
