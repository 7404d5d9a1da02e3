import { describe, expect, it } from 'vitest'

import { ends, grantOf } from '../../support/state/fixtures.js'
import type { TestState } from '../../support/state/states.js'

const day = 86_400
const aNumber: unknown = expect.any(Number)

/** What oidc-provider expects of its rows. @param fresh makes ids of one test only, since tests share the rows */
export const describeOidc = (state: () => TestState, fresh: (name: string) => string): void => {
  describe('rows of oidc-provider', () => {
    it('are found as they were put, in their model only', async () => {
      const id = fresh('row')
      const payload = { kind: 'Interaction', jti: id, nested: { list: [1, 'zwei', null] } }
      await state().store.oidc('Interaction').upsert(id, payload, 60)
      expect(await state().another().oidc('Interaction').find(id)).toEqual(payload)
      expect(await state().store.oidc('Session').find(id)).toBeUndefined()
      await state().store.oidc('Interaction').upsert(id, { changed: true }, 60)
      expect(await state().store.oidc('Interaction').find(id)).toEqual({ changed: true })
      await state().store.oidc('Interaction').destroy(id)
      expect(await state().store.oidc('Interaction').find(id)).toBeUndefined()
    })

    it('are found by uid', async () => {
      const [id, uid] = [fresh('session'), fresh('uid')]
      await state().store.oidc('Session').upsert(id, { jti: id, uid }, 60)
      expect(await state().store.oidc('Session').findByUid(uid)).toEqual({ jti: id, uid })
      expect(await state().store.oidc('Session').findByUid(id)).toBeUndefined()
      expect(await state().store.oidc('Session').findByUserCode(uid)).toBeUndefined()
    })

    it('F45: end by the clock of the state, a minute late', async () => {
      const id = fresh('row')
      const sessions = state().store.oidc('Session')
      // written by a replica whose clock is 45 seconds ahead
      const exp = Math.floor(Date.now() / 1_000) + 45 + 100
      await sessions.upsert(id, { jti: id, exp }, 100)
      const ahead = await sessions.find(id)
      expect(Number(ahead?.['exp']) - Date.now() / 1_000).toBeLessThanOrEqual(100)
      await state().elapse(130)
      const late = await sessions.find(id)
      expect(Number(late?.['exp'])).toBeGreaterThan(Math.floor(Date.now() / 1_000) - 5)
      await state().elapse(31)
      expect(await sessions.find(id)).toBeUndefined()
    })

    it('an authorization code is unconsumed for its first finder only', async () => {
      const codes = state().store.oidc('AuthorizationCode')
      const id = fresh('code')
      await codes.upsert(id, { jti: id, grantId: 'g' }, 60)
      expect(await codes.find(id)).toEqual({ jti: id, grantId: 'g' })
      // the first is at work with it: nobody ends its grant
      expect(await codes.find(id)).toBeUndefined()
      await codes.consume(id)
      expect(await codes.find(id)).toMatchObject({ jti: id, consumed: aNumber })
    })

    it('of a grant go with it', async () => {
      const grantId = fresh('grant')
      const other = fresh('other')
      const ids = [fresh('t'), fresh('t'), fresh('t')] as const
      await state().store.oidc('RefreshToken').upsert(ids[0], { grantId }, 60)
      await state().store.oidc('AuthorizationCode').upsert(ids[1], { grantId }, 60)
      await state().store.oidc('RefreshToken').upsert(ids[2], { grantId: other }, 60)
      await Promise.all(
        ['RefreshToken', 'AuthorizationCode', 'AccessToken'].map(async (model) => {
          await state().store.oidc(model).revokeByGrantId(grantId)
        }),
      )
      expect(await state().store.oidc('RefreshToken').find(ids[0])).toBeUndefined()
      expect(await state().store.oidc('AuthorizationCode').find(ids[1])).toBeUndefined()
      expect(await state().store.oidc('RefreshToken').find(ids[2])).toEqual({ grantId: other })
    })
  })

  describe('a rotated refresh token', () => {
    /** A first token of a grant, and how to rotate one as oidc-provider does. */
    const chain = async () => {
      const tokens = state().store.oidc('RefreshToken')
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
      await state().elapse(200)
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
      await state().elapse(301)
      expect(await tokens.find(first)).toMatchObject({ consumed: aNumber })
    })

    it('F10: counts the five minutes from its first use', async () => {
      const { tokens, first, rotate } = await chain()
      await rotate(first)
      await state().elapse(200)
      await rotate(first)
      await state().elapse(200)
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
      await state().elapse(10)
      expect(await rotate(mine)).toBeDefined()
      expect(await rotate(mine)).toBeDefined()
    })
  })

  describe('F19: a registered client', () => {
    it('goes after a day without a consent', async () => {
      const clients = state().store.oidc('Client')
      const [unused, used, kept] = [fresh('client'), fresh('client'), fresh('client')]
      for (const id of [unused, used]) await clients.upsert(id, { client_id: id })
      await clients.upsert(kept, { client_id: kept }, Infinity)
      await state().store.grants.create(grantOf(fresh('grant'), 11, used), ends)
      await state().elapse(day - 60)
      await state().store.purge()
      expect(await clients.find(unused)).toEqual({ client_id: unused })
      await state().elapse(120)
      await state().store.purge()
      expect(await clients.find(unused)).toBeUndefined()
      expect(await clients.find(used)).toEqual({ client_id: used })
      expect(await clients.find(kept)).toEqual({ client_id: kept })
    })

    it('is new again when it registers again', async () => {
      const clients = state().store.oidc('Client')
      const id = fresh('client')
      await clients.upsert(id, { client_id: id })
      await state().elapse(day - 60)
      await clients.upsert(id, { client_id: id })
      await state().elapse(120)
      await state().store.purge()
      expect(await clients.find(id)).toEqual({ client_id: id })
    })
  })
}
