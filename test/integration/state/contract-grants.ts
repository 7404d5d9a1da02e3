import { describe, expect, it } from 'vitest'

import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import type { TestState } from '../../support/state/states.js'

const day = 86_400

/** What grants do. @param fresh makes ids of one test only, since tests share the rows */
export const describeGrants = (state: () => TestState, fresh: (name: string) => string): void => {
  describe('grants', () => {
    it('are found with their session, and listed without', async () => {
      const subject = 101
      const [first, second] = [fresh('grant'), fresh('grant')]
      await state().store.grants.create(grantOf(first, subject), ends)
      await state().elapse(5)
      await state().store.grants.create(grantOf(second, subject), ends)
      expect(await state().another().grants.find(first)).toMatchObject(grantOf(first, subject))
      const listed = await state().store.grants.list(subject)
      expect(listed.map(({ id }) => id)).toEqual([second, first])
      expect(Object.keys(listed[0] ?? {})).not.toContain('session')
      const everybody = await state().store.grants.list()
      expect(everybody.map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]))
    })

    it('F47: that are not there are not found', async () => {
      const { grants } = state().store
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
      const { grants } = state().store
      const [idle, busy] = [fresh('grant'), fresh('grant')]
      await grants.create(grantOf(idle, 102), ends)
      await grants.create(grantOf(busy, 102), ends)
      for (let passed = 0; passed < 80; passed += 20) {
        await state().elapse(20 * day)
        await grants.touch([busy])
      }
      expect(await grants.find(idle)).toBeUndefined()
      expect(await grants.find(busy)).toMatchObject({ id: busy })
      await state().elapse(11 * day)
      await grants.touch([busy])
      expect(await grants.find(busy)).toBeUndefined()
    })

    it('are ended with their tokens, and say what to revoke', async () => {
      const id = fresh('grant')
      const token = fresh('token')
      await state().store.grants.create(grantOf(id, 103), ends)
      await state().store.oidc('Grant').upsert(id, { jti: id }, day)
      await state().store.oidc('RefreshToken').upsert(token, { jti: token, grantId: id }, day)
      expect(await state().store.grants.end(id)).toEqual(sessionOf(id))
      expect(await state().store.grants.end(id)).toBeUndefined()
      expect(await state().store.grants.find(id)).toBeUndefined()
      expect(await state().store.oidc('RefreshToken').find(token)).toBeUndefined()
      expect(await state().store.oidc('Grant').find(id)).toBeUndefined()
    })

    it('of a person are 50 at most: the one that is idle for longest goes', async () => {
      const { grants } = state().store
      const subject = 104
      const ids = Array.from({ length: 50 }, () => fresh('grant'))
      for (const id of ids) await grants.create(grantOf(id, subject), ends)
      await state().elapse(60)
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
      await state().store.grants.create(grantOf(id, 105), ends)
      await state().elapse(100)
      const seen: string[] = []
      const renewed = await state().store.grants.renew(id, async ({ session }) => {
        seen.push(session.accessToken)
        return await Promise.resolve({ kind: 'renewed', session: sessionOf('new') })
      })
      expect(seen).toEqual([`access-${id}`])
      expect(renewed).toMatchObject({ id, session: sessionOf('new') })
      const found = await state().another().grants.find(id)
      expect(found?.session).toEqual(sessionOf('new'))
      expect(found?.usedAt.getTime()).toBeGreaterThan(found?.createdAt.getTime() ?? Infinity)
    })

    it('end when JHE has ended the session, and stay when JHE was not reached', async () => {
      const { grants } = state().store
      const id = fresh('grant')
      await grants.create(grantOf(id, 106), ends)
      const unchanged = async () => await Promise.resolve({ kind: 'unchanged' } as const)
      expect(await grants.renew(id, unchanged)).toMatchObject({ session: sessionOf(id) })
      const ended = async () => await Promise.resolve({ kind: 'ended' } as const)
      expect(await grants.renew(id, ended)).toBeUndefined()
      expect(await grants.find(id)).toBeUndefined()
    })

    it('stay as they are when the work fails, which passes its own error on', async () => {
      const { grants } = state().store
      const id = fresh('grant')
      await grants.create(grantOf(id, 107), ends)
      const broken = new TypeError('broken')
      await expect(grants.renew(id, () => Promise.reject(broken))).rejects.toBe(broken)
      expect(await grants.find(id)).toMatchObject({ session: sessionOf(id) })
    })

    it('F12: 20 renewals at once ask JHE once', async () => {
      const id = fresh('grant')
      await state().store.grants.create(grantOf(id, 108), ends)
      const stores = [state().store, state().another(), state().another()]
      let asked = 0
      const renewals = Array.from({ length: 20 }, async (_value, index) => {
        const store = stores[index % stores.length] ?? state().store
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
}
