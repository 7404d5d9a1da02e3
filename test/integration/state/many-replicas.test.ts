import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createServeKeys } from '../../../src/state/serve-keys.js'
import { toJheError } from '../../../src/errors.js'
import { createGuard } from '../../../src/guard/guard.js'
import { migrations } from '../../../src/state/schema/migrations.js'
import type { StateStore } from '../../../src/state/store.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import { newKey, stateAt } from '../../support/state/states.js'

const ages = { rotateAfter: 90 * 86_400, keepFor: 28_800 }

describe('three replicas on one database', () => {
  let database: TestDatabase
  let stores: readonly StateStore[]
  /** Work of each replica in turn. */
  const spread = async <T>(times: number, work: (store: StateStore, at: number) => Promise<T>) =>
    await Promise.all(
      Array.from({ length: times }, async (_value, at) => {
        const store = stores[at % stores.length]
        if (store === undefined) throw new Error('no store')
        return await work(store, at)
      }),
    )
  beforeEach(async () => {
    database = await createDatabase('blank')
    const keys = createServeKeys([newKey()])
    stores = [1, 2, 3].map(() => stateAt(database.url, keys))
  })
  afterEach(async () => {
    for (const store of stores) await store.close()
    await database.drop()
  })

  it('make the tables once, though all start at the same time', async () => {
    await spread(30, async (store, at) => {
      await store.oidc('Session').upsert(`session-${at}`, { at }, 60)
    })
    expect(await database.sql('select version from jhe_mcp_state.migration')).toEqual(
      migrations.map(({ version }) => ({ version })),
    )
    expect(await database.sql('select count(*)::int as rows from jhe_mcp_state.oidc')).toEqual([
      { rows: 30 },
    ])
  })

  it('make one signing key', async () => {
    const found = await spread(12, async (store) => await store.keys.current(ages))
    expect(new Set(found.flatMap((keys) => keys.map(({ kid }) => kid))).size).toBe(1)
  })

  it('give an authorization code to one of 30 that ask for it', async () => {
    await stores[0]?.oidc('AuthorizationCode').upsert('code', { jti: 'code' }, 60)
    const found = await spread(
      30,
      async (store) => await store.oidc('AuthorizationCode').find('code'),
    )
    expect(found.filter((payload) => payload !== undefined)).toEqual([{ jti: 'code' }])
  })

  it('give a sign-in under way to one of 30 that ask for it', async () => {
    await stores[0]?.pending.put('state', { verifier: 'v' }, 60)
    const found = await spread(30, async (store) => await store.pending.take('state'))
    expect(found.filter((payload) => payload !== undefined)).toEqual([{ verifier: 'v' }])
  })

  it('F12: renew a grant once, and others still answer meanwhile', async () => {
    await stores[0]?.grants.create(grantOf('grant'), ends)
    let asked = 0
    const renewed = await spread(20, async (store) => {
      return await store.grants.renew('grant', async ({ session }) => {
        if (session.accessToken !== 'access-grant') return { kind: 'unchanged' }
        asked += 1
        // everything else goes on while JHE is asked
        const others = await spread(30, async (other) => await other.grants.find('grant'))
        expect(others).toHaveLength(30)
        await store.grants.touch(['grant'])
        return { kind: 'renewed', session: sessionOf('renewed') }
      })
    })
    expect(asked).toBe(1)
    expect(renewed.every((grant) => grant?.session.accessToken === 'access-renewed')).toBe(true)
  })

  it('F12: renew different grants at the same time', async () => {
    const ids = Array.from({ length: 24 }, (_value, at) => `grant-${at}`)
    for (const id of ids) await stores[0]?.grants.create(grantOf(id, Number(id.slice(6))), ends)
    const renewed = await spread(
      24,
      async (store, at) =>
        await store.grants.renew(ids[at] ?? '', async () => {
          await store.grants.list()
          return { kind: 'renewed', session: sessionOf(`new-${at}`) }
        }),
    )
    expect(renewed.map((grant) => grant?.session.accessToken)).toEqual(
      ids.map((_id, at) => `access-new-${at}`),
    )
  })

  it('end a grant only when its renewal is over, with the session that JHE gave last', async () => {
    const [first, second] = stores
    await first?.grants.create(grantOf('grant'), ends)
    let ended: Promise<unknown> | undefined
    await first?.grants.renew('grant', async () => {
      ended = second?.grants.end('grant')
      return await Promise.resolve({ kind: 'renewed', session: sessionOf('renewed') })
    })
    expect(await ended).toEqual(sessionOf('renewed'))
    expect(await second?.grants.find('grant')).toBeUndefined()
  })

  it('A44, A47: count what a person read, and stop them, over all of them', async () => {
    const now = () => new Date('2026-03-04T09:30:00Z')
    const limits = { patientsPerHour: 5, patientsPerDay: 9, rowsPerHour: 99 }
    const person = { issuer: 'https://jhe.example.org/o', subject: 10_001 }
    const codes: string[] = []
    const alarms: unknown[] = []
    await spread(12, async (store, at) => {
      const guard = createGuard({ store: store.brakes, limits, canaries: [49_000], now })
      const held = { patients: [40_000 + at], rows: 1 }
      await guard
        .release(held, person, () => undefined)
        .then(
          () => codes.push('OK'),
          (thrown: unknown) => codes.push(toJheError(thrown).code),
        )
    })
    expect(codes.toSorted().join(' ')).toBe(`${'BRAKED '.repeat(7)}${'OK '.repeat(5)}`.trim())
    await spread(3, async (store, at) => {
      const guard = createGuard({ store: store.brakes, limits, canaries: [49_000], now })
      const held = { patients: at === 0 ? [49_000] : [], rows: 0 }
      await guard.release(held, person, (ids) => alarms.push(ids)).catch(() => undefined)
    })
    expect(alarms).toEqual([[49_000]])
    const [store] = stores
    const [row] = (await store?.brakes.list()) ?? []
    expect(row).toMatchObject({ subject: 10_001, stopped: true })
    await spread(3, async ({ brakes }) => {
      const guard = createGuard({ store: brakes, limits, canaries: [], now })
      await expect(guard.admit(person)).rejects.toMatchObject({ code: 'BRAKED' })
    })
    await store?.brakes.lift(row?.person ?? '')
    await spread(3, async ({ brakes }) => {
      await createGuard({ store: brakes, limits, canaries: [], now }).admit(person)
    })
  })

  it('F22: add their counts up', async () => {
    const exchanged = await spread(
      30,
      async ({ counts }) => await counts.exchange(new Map([['p', 2]])),
    )
    const last = new Map<number, number>()
    for (const { minute, totals } of exchanged) {
      const known = last.get(minute.getTime()) ?? 0
      last.set(minute.getTime(), Math.max(known, totals.get('p') ?? 0))
    }
    expect([...last.values()].reduce((sum, total) => sum + total, 0)).toBe(60)
  })

  it('F19: keep 5,000 clients that nobody has used, and let the oldest go', async () => {
    await stores[0]?.purge()
    await database.sql(`insert into jhe_mcp_state.oidc (model, id_hash, payload, created_at)
      select 'Client', 'old-' || n, '', now() - make_interval(secs => n) from generate_series(1, 5000) as n`)
    await database.sql(
      `insert into jhe_mcp_state.oidc (model, id_hash, payload, created_at, used_at)
       values ('Client', 'used', '', now() - interval '300 days', now())`,
    )
    await spread(60, async (store, at) => {
      await store.oidc('Client').upsert(`client-${at}`, { client_id: `client-${at}` })
    })
    const unused = `select count(*)::int as unused from jhe_mcp_state.oidc where used_at is null`
    const [row] = await database.sql<{ unused: number }>(unused)
    // registrations at the same moment do not see each other
    expect(row?.unused).toBeLessThanOrEqual(5_000 + 60)
    await stores[0]?.oidc('Client').upsert('client-last', { client_id: 'client-last' })
    expect(await database.sql(unused)).toEqual([{ unused: 5_000 }])
    expect(
      await database.sql(
        "select id_hash from jhe_mcp_state.oidc where id_hash in ('old-1', 'old-5000', 'used') order by id_hash",
      ),
    ).toEqual([{ id_hash: 'old-1' }, { id_hash: 'used' }])
    const all = await spread(
      60,
      async (store, at) => await store.oidc('Client').find(`client-${at}`),
    )
    expect(all).not.toContain(undefined)
  })

  it('F19: the same registration is one row', async () => {
    await spread(300, async (store) => {
      await store.oidc('Client').upsert('client', { client_id: 'client' })
    })
    expect(await database.sql('select count(*)::int as rows from jhe_mcp_state.oidc')).toEqual([
      { rows: 1 },
    ])
  })

  it('F46: read each other while one after another gets a new key', async () => {
    const [old, young] = [newKey(), newKey()]
    const replicas = [[old], [old, young], [young, old], [young]].map((keys) =>
      stateAt(database.url, createServeKeys(keys)),
    )
    const [before, prepared, during, after] = replicas
    await before?.grants.create(grantOf('old'), ends)
    await during?.grants.create(grantOf('young'), ends)
    expect(await prepared?.grants.find('young')).toMatchObject({ session: sessionOf('young') })
    expect(await during?.grants.find('old')).toMatchObject({ session: sessionOf('old') })
    expect(await after?.grants.find('young')).toMatchObject({ session: sessionOf('young') })
    expect(await after?.grants.find('old')).toBeUndefined()
    for (const replica of replicas) await replica.close()
  })
})
