import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createServeKeys } from '../../src/state/serve-keys.js'
import type { StateStore } from '../../src/state/store.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { startPgBouncer, type PgBouncer } from '../support/database/pgbouncer.js'
import { ends, grantOf, sessionOf } from '../support/state/fixtures.js'
import { newKey, stateAt } from '../support/state/states.js'

describe('the state behind PgBouncer in transaction mode', () => {
  let database: TestDatabase
  let bouncer: PgBouncer
  let stores: readonly StateStore[]
  beforeEach(async () => {
    database = await createDatabase('blank')
    bouncer = await startPgBouncer({ users: ['postgres'], poolSize: 6 })
    const keys = createServeKeys([newKey()])
    const url = `postgresql://postgres@127.0.0.1:${bouncer.port}/${database.name}`
    stores = [1, 2, 3].map(() => stateAt(url, keys))
  })
  afterEach(async () => {
    for (const store of stores) await store.close()
    await bouncer.stop()
    await database.drop()
  })
  const spread = async <T>(times: number, work: (store: StateStore) => Promise<T>) =>
    await Promise.all(
      Array.from({ length: times }, async (_value, at) => {
        const store = stores[at % stores.length]
        if (store === undefined) throw new Error('no store')
        return await work(store)
      }),
    )

  it('makes its tables, claims codes once and renews a grant once', async () => {
    const ages = { rotateAfter: 90 * 86_400, keepFor: 28_800 }
    const keys = await spread(9, async (store) => await store.keys.current(ages))
    expect(new Set(keys.flat().map(({ kid }) => kid)).size).toBe(1)
    await stores[0]?.oidc('AuthorizationCode').upsert('code', { jti: 'code' }, 60)
    const found = await spread(
      12,
      async (store) => await store.oidc('AuthorizationCode').find('code'),
    )
    expect(found.filter((payload) => payload !== undefined)).toHaveLength(1)
    await stores[0]?.grants.create(grantOf('grant'), ends)
    let asked = 0
    const renewed = await spread(
      9,
      async (store) =>
        await store.grants.renew('grant', async ({ session }) => {
          if (session.accessToken !== 'access-grant') return { kind: 'unchanged' }
          asked += 1
          expect(await store.grants.find('grant')).toMatchObject({ id: 'grant' })
          return { kind: 'renewed', session: sessionOf('renewed') }
        }),
    )
    expect(asked).toBe(1)
    expect(renewed.every((grant) => grant?.session.accessToken === 'access-renewed')).toBe(true)
    await spread(3, async (store) => {
      await store.purge()
    })
  })
})
