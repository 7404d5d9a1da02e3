import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ends, grantOf } from '../../support/state/fixtures.js'
import { kinds, type TestState } from '../../support/state/states.js'
import { describeGrants } from './contract-grants.js'
import { describeOidc } from './contract-oidc.js'

const never = new AbortController().signal
const day = 86_400
const aDate: unknown = expect.any(Date)

describe.each(kinds)('the state: %s', (_name, open) => {
  let state: TestState
  let count = 0
  /** Ids of one test only, since the tests of a file share the rows. */
  const fresh = (name: string): string => `${name}-${(count += 1)}`
  beforeAll(async () => {
    state = await open()
  })
  afterAll(async () => {
    await state.close()
  })

  describeOidc(() => state, fresh)
  describeGrants(() => state, fresh)

  it('a sign-in under way is taken up once, and in time', async () => {
    const { pending } = state.store
    const [id, late] = [fresh('state'), fresh('state')]
    await pending.put(id, { verifier: 'v' }, 600)
    expect(await state.another().pending.take(id)).toEqual({ verifier: 'v' })
    expect(await pending.take(id)).toBeUndefined()
    await pending.put(late, { verifier: 'v' }, 600)
    await state.elapse(601)
    expect(await pending.take(late)).toBeUndefined()
  })

  it('keys sign for their time, and stay for that of their tokens', async () => {
    const ages = { rotateAfter: 90 * day, keepFor: 8 * 3_600 }
    const [first] = await state.store.keys.current(ages)
    expect(first?.jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', kid: first?.kid })
    expect(first?.jwk['d']).toEqual(expect.any(String))
    expect(await state.another().keys.current(ages)).toMatchObject([{ kid: first?.kid }])
    await state.elapse(90 * day + 1)
    const rotated = await Promise.all(
      Array.from({ length: 5 }, async () => await state.another().keys.current(ages)),
    )
    const kids = rotated.map((keys) => keys.map(({ kid }) => kid))
    expect(new Set(kids.map((list) => list.join())).size).toBe(1)
    expect(kids[0]).toHaveLength(2)
    expect(kids[0]?.[1]).toBe(first?.kid)
    await state.elapse(ages.keepFor + 1)
    expect((await state.store.keys.current(ages)).map(({ kid }) => kid)).toEqual([kids[0]?.[0]])
  })

  it('F22: counts of all replicas come together', async () => {
    const [a, b] = [fresh('person'), fresh('person')]
    const other = state.another()
    const exchanged = await state.store.counts.exchange(new Map([[a, 3]]))
    const second = await other.counts.exchange(
      new Map([
        [a, 4],
        [b, 1],
      ]),
    )
    const same = exchanged.minute.getTime() === second.minute.getTime()
    expect(second.totals.get(a)).toBe(same ? 7 : 4)
    expect(second.totals.get(b)).toBe(1)
    const empty = await state.store.counts.exchange(new Map())
    if (empty.minute.getTime() === second.minute.getTime())
      expect(empty.totals).toEqual(second.totals)
  })

  it('F49: audit heads never go back', async () => {
    const { auditHeads } = state.store
    await auditHeads.put({ replica: 'r1', seq: 5, hash: 'five' })
    await auditHeads.put({ replica: 'r2', seq: 1, hash: 'one' })
    await auditHeads.put({ replica: 'r1', seq: 9, hash: 'nine' })
    await auditHeads.put({ replica: 'r1', seq: 1, hash: 'again' })
    expect(await state.another().auditHeads.list()).toMatchObject([
      { replica: 'r1', seq: 9, hash: 'nine', at: aDate },
      { replica: 'r2', seq: 1, hash: 'one' },
    ])
  })

  it('a purge takes what has ended and nothing else', async () => {
    const [gone, left] = [fresh('row'), fresh('row')]
    const [endedGrant, grant] = [fresh('grant'), fresh('grant')]
    await state.store.oidc('Session').upsert(gone, { jti: gone }, 60)
    await state.store.oidc('Session').upsert(left, { jti: left }, day)
    await state.store.grants.create(grantOf(endedGrant, 109), { lifetime: 60, idle: day })
    await state.store.grants.create(grantOf(grant, 109), ends)
    await state.store.oidc('RefreshToken').upsert(fresh('t'), { grantId: endedGrant }, day)
    await state.elapse(200)
    await Promise.all([state.store.purge(), state.another().purge()])
    expect(await state.store.oidc('Session').find(left)).toEqual({ jti: left })
    expect(await state.store.grants.find(grant)).toMatchObject({ id: grant })
    expect(await state.store.grants.find(endedGrant)).toBeUndefined()
  })

  it('says that it is ready', async () => {
    await expect(state.store.ready(never)).resolves.toBeUndefined()
    await expect(state.store.ready(AbortSignal.abort())).rejects.toThrow()
  })
})
