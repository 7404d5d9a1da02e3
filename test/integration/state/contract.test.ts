import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import { kinds, type TestState } from '../../support/state/states.js'

const never = new AbortController().signal
const day = 86_400
const aNumber: unknown = expect.any(Number)
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

  describe('rows of oidc-provider', () => {
    it('are found as they were put, in their model only', async () => {
      const id = fresh('row')
      const payload = { kind: 'Interaction', jti: id, nested: { list: [1, 'zwei', null] } }
      await state.store.oidc('Interaction').upsert(id, payload, 60)
      expect(await state.another().oidc('Interaction').find(id)).toEqual(payload)
      expect(await state.store.oidc('Session').find(id)).toBeUndefined()
      await state.store.oidc('Interaction').upsert(id, { changed: true }, 60)
      expect(await state.store.oidc('Interaction').find(id)).toEqual({ changed: true })
      await state.store.oidc('Interaction').destroy(id)
      expect(await state.store.oidc('Interaction').find(id)).toBeUndefined()
    })

    it('are found by uid', async () => {
      const [id, uid] = [fresh('session'), fresh('uid')]
      await state.store.oidc('Session').upsert(id, { jti: id, uid }, 60)
      expect(await state.store.oidc('Session').findByUid(uid)).toEqual({ jti: id, uid })
      expect(await state.store.oidc('Session').findByUid(id)).toBeUndefined()
      expect(await state.store.oidc('Session').findByUserCode(uid)).toBeUndefined()
    })

    it('F45: end by the clock of the state, a minute late', async () => {
      const id = fresh('row')
      const sessions = state.store.oidc('Session')
      // written by a replica whose clock is 45 seconds ahead
      const exp = Math.floor(Date.now() / 1_000) + 45 + 100
      await sessions.upsert(id, { jti: id, exp }, 100)
      const ahead = await sessions.find(id)
      expect(Number(ahead?.['exp']) - Date.now() / 1_000).toBeLessThanOrEqual(100)
      await state.elapse(130)
      const late = await sessions.find(id)
      expect(Number(late?.['exp'])).toBeGreaterThan(Math.floor(Date.now() / 1_000) - 5)
      await state.elapse(31)
      expect(await sessions.find(id)).toBeUndefined()
    })

    it('an authorization code is unconsumed for its first finder only', async () => {
      const codes = state.store.oidc('AuthorizationCode')
      const id = fresh('code')
      await codes.upsert(id, { jti: id, grantId: 'g' }, 60)
      expect(await codes.find(id)).toEqual({ jti: id, grantId: 'g' })
      expect(await codes.find(id)).toMatchObject({ jti: id, consumed: aNumber })
      await codes.consume(id)
      expect(await codes.find(id)).toMatchObject({ consumed: aNumber })
    })

    it('of a grant go with it', async () => {
      const grantId = fresh('grant')
      const other = fresh('other')
      const ids = [fresh('t'), fresh('t'), fresh('t')] as const
      await state.store.oidc('RefreshToken').upsert(ids[0], { grantId }, 60)
      await state.store.oidc('AuthorizationCode').upsert(ids[1], { grantId }, 60)
      await state.store.oidc('RefreshToken').upsert(ids[2], { grantId: other }, 60)
      await Promise.all(
        ['RefreshToken', 'AuthorizationCode', 'AccessToken'].map(async (model) => {
          await state.store.oidc(model).revokeByGrantId(grantId)
        }),
      )
      expect(await state.store.oidc('RefreshToken').find(ids[0])).toBeUndefined()
      expect(await state.store.oidc('AuthorizationCode').find(ids[1])).toBeUndefined()
      expect(await state.store.oidc('RefreshToken').find(ids[2])).toEqual({ grantId: other })
    })
  })

  describe('a rotated refresh token', () => {
    /** A first token of a grant, and how to rotate one as oidc-provider does. */
    const chain = async () => {
      const tokens = state.store.oidc('RefreshToken')
      const grantId = fresh('grant')
      const first = fresh('token')
      await tokens.upsert(first, { jti: first, grantId }, 30 * day)
      const rotate = async (id: string) => {
        const shown = await tokens.find(id)
        if (shown?.['consumed'] !== undefined) return undefined
        await tokens.consume(id)
        const next = fresh('token')
        const rotations = Number(shown?.['rotations'] ?? 0) + 1
        await tokens.upsert(next, { jti: next, grantId, rotations }, 30 * day)
        return next
      }
      return { tokens, first, rotate }
    }

    it('F11: may be sent again while nobody has used its successor', async () => {
      const { first, rotate } = await chain()
      expect(await rotate(first)).toBeDefined()
      await state.elapse(200)
      const second = (await rotate(first)) ?? ''
      expect(await rotate(second)).toBeDefined()
    })

    it('F10: shows as consumed once a successor was used', async () => {
      const { tokens, first, rotate } = await chain()
      const second = (await rotate(first)) ?? ''
      await rotate(second)
      expect(await tokens.find(first)).toMatchObject({ consumed: aNumber })
      // the successor itself was answered, and that answer may be lost too
      expect(await rotate(second)).toBeDefined()
    })

    it('F10: shows as consumed after five minutes', async () => {
      const { tokens, first, rotate } = await chain()
      await rotate(first)
      await state.elapse(301)
      expect(await tokens.find(first)).toMatchObject({ consumed: aNumber })
    })

    it('F10: counts the five minutes from its first use', async () => {
      const { tokens, first, rotate } = await chain()
      await rotate(first)
      await state.elapse(200)
      await rotate(first)
      await state.elapse(200)
      expect(await tokens.find(first)).toMatchObject({ consumed: aNumber })
    })

    it('F10: 9 at once all get successors, and all of these work', async () => {
      const { tokens, first, rotate } = await chain()
      const seconds = await Promise.all(Array.from({ length: 9 }, async () => await rotate(first)))
      expect(seconds).not.toContain(undefined)
      const thirds = await Promise.all(seconds.map(async (id) => await rotate(id ?? '')))
      expect(thirds).not.toContain(undefined)
      expect(await tokens.find(first)).toMatchObject({ consumed: aNumber })
    })

    it('does not count what another program of the same grant did before', async () => {
      const { first, rotate } = await chain()
      const [mine, other] = [(await rotate(first)) ?? '', (await rotate(first)) ?? '']
      const next = (await rotate(other)) ?? ''
      await rotate(next)
      await state.elapse(10)
      expect(await rotate(mine)).toBeDefined()
      expect(await rotate(mine)).toBeDefined()
    })
  })

  describe('F19: a registered client', () => {
    it('goes after a day without a consent', async () => {
      const clients = state.store.oidc('Client')
      const [unused, used, kept] = [fresh('client'), fresh('client'), fresh('client')]
      for (const id of [unused, used]) await clients.upsert(id, { client_id: id })
      await clients.upsert(kept, { client_id: kept }, Infinity)
      await state.store.grants.create(grantOf(fresh('grant'), 11, used), ends)
      await state.elapse(day - 60)
      await state.store.purge()
      expect(await clients.find(unused)).toEqual({ client_id: unused })
      await state.elapse(120)
      await state.store.purge()
      expect(await clients.find(unused)).toBeUndefined()
      expect(await clients.find(used)).toEqual({ client_id: used })
      expect(await clients.find(kept)).toEqual({ client_id: kept })
    })

    it('is new again when it registers again', async () => {
      const clients = state.store.oidc('Client')
      const id = fresh('client')
      await clients.upsert(id, { client_id: id })
      await state.elapse(day - 60)
      await clients.upsert(id, { client_id: id })
      await state.elapse(120)
      await state.store.purge()
      expect(await clients.find(id)).toEqual({ client_id: id })
    })
  })

  describe('grants', () => {
    it('are found with their session, and listed without', async () => {
      const subject = 101
      const [first, second] = [fresh('grant'), fresh('grant')]
      await state.store.grants.create(grantOf(first, subject), ends)
      await state.elapse(5)
      await state.store.grants.create(grantOf(second, subject), ends)
      expect(await state.another().grants.find(first)).toMatchObject(grantOf(first, subject))
      const listed = await state.store.grants.list(subject)
      expect(listed.map(({ id }) => id)).toEqual([second, first])
      expect(Object.keys(listed[0] ?? {})).not.toContain('session')
      const everybody = await state.store.grants.list()
      expect(everybody.map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]))
    })

    it('F47: that are not there are not found', async () => {
      const { grants } = state.store
      expect(await grants.find('nobody')).toBeUndefined()
      expect(await grants.end('nobody')).toBeUndefined()
      await grants.touch(['nobody'])
      let isAsked = false
      const work = async () => {
        isAsked = true
        return await Promise.resolve({ kind: 'unchanged' } as const)
      }
      expect(await grants.renew('nobody', work)).toBeUndefined()
      expect(isAsked).toBe(false)
    })

    it('end after a month without use, and after their lifetime whatever happens', async () => {
      const { grants } = state.store
      const [idle, busy] = [fresh('grant'), fresh('grant')]
      await grants.create(grantOf(idle, 102), ends)
      await grants.create(grantOf(busy, 102), ends)
      for (let passed = 0; passed < 80; passed += 20) {
        await state.elapse(20 * day)
        await grants.touch([busy])
      }
      expect(await grants.find(idle)).toBeUndefined()
      expect(await grants.find(busy)).toMatchObject({ id: busy })
      await state.elapse(11 * day)
      await grants.touch([busy])
      expect(await grants.find(busy)).toBeUndefined()
    })

    it('are ended with their tokens, and say what to revoke', async () => {
      const id = fresh('grant')
      const token = fresh('token')
      await state.store.grants.create(grantOf(id, 103), ends)
      await state.store.oidc('Grant').upsert(id, { jti: id }, day)
      await state.store.oidc('RefreshToken').upsert(token, { jti: token, grantId: id }, day)
      expect(await state.store.grants.end(id)).toEqual(sessionOf(id))
      expect(await state.store.grants.end(id)).toBeUndefined()
      expect(await state.store.grants.find(id)).toBeUndefined()
      expect(await state.store.oidc('RefreshToken').find(token)).toBeUndefined()
      expect(await state.store.oidc('Grant').find(id)).toBeUndefined()
    })

    it('of a person are 50 at most: the one that is idle for longest goes', async () => {
      const { grants } = state.store
      const subject = 104
      const ids = Array.from({ length: 50 }, () => fresh('grant'))
      for (const id of ids) await grants.create(grantOf(id, subject), ends)
      await state.elapse(60)
      await grants.touch(ids.filter((_id, index) => index !== 3))
      const last = fresh('grant')
      await grants.create(grantOf(last, subject), ends)
      const left = (await grants.list(subject)).map(({ id }) => id)
      expect(left).toHaveLength(50)
      expect(left).toContain(last)
      expect(left).not.toContain(ids[3])
    })

    it('are renewed with what JHE gave, and noted as used', async () => {
      const id = fresh('grant')
      await state.store.grants.create(grantOf(id, 105), ends)
      await state.elapse(100)
      const seen: string[] = []
      const renewed = await state.store.grants.renew(id, async ({ session }) => {
        seen.push(session.accessToken)
        return await Promise.resolve({ kind: 'renewed', session: sessionOf('new') })
      })
      expect(seen).toEqual([`access-${id}`])
      expect(renewed).toMatchObject({ id, session: sessionOf('new') })
      const found = await state.another().grants.find(id)
      expect(found?.session).toEqual(sessionOf('new'))
      expect(found?.usedAt.getTime()).toBeGreaterThan(found?.createdAt.getTime() ?? Infinity)
    })

    it('end when JHE has ended the session, and stay when JHE was not reached', async () => {
      const { grants } = state.store
      const id = fresh('grant')
      await grants.create(grantOf(id, 106), ends)
      const unchanged = async () => await Promise.resolve({ kind: 'unchanged' } as const)
      expect(await grants.renew(id, unchanged)).toMatchObject({ session: sessionOf(id) })
      const ended = async () => await Promise.resolve({ kind: 'ended' } as const)
      expect(await grants.renew(id, ended)).toBeUndefined()
      expect(await grants.find(id)).toBeUndefined()
    })

    it('stay as they are when the work fails, which passes its own error on', async () => {
      const { grants } = state.store
      const id = fresh('grant')
      await grants.create(grantOf(id, 107), ends)
      const broken = new TypeError('broken')
      await expect(grants.renew(id, () => Promise.reject(broken))).rejects.toBe(broken)
      expect(await grants.find(id)).toMatchObject({ session: sessionOf(id) })
    })

    it('F12: 20 renewals at once ask JHE once', async () => {
      const id = fresh('grant')
      await state.store.grants.create(grantOf(id, 108), ends)
      const stores = [state.store, state.another(), state.another()]
      let asked = 0
      const renewals = Array.from({ length: 20 }, async (_value, index) => {
        const store = stores[index % stores.length] ?? state.store
        return await store.grants.renew(id, async ({ session }) => {
          if (session.accessToken !== `access-${id}`) return { kind: 'unchanged' }
          asked += 1
          await new Promise((resolve) => setImmediate(resolve))
          return { kind: 'renewed', session: sessionOf(`${id}-renewed`) }
        })
      })
      const results = await Promise.all(renewals)
      expect(asked).toBe(1)
      const tokens = new Set(results.map((grant) => grant?.session.accessToken))
      expect([...tokens]).toEqual([`access-${id}-renewed`])
    })
  })

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
