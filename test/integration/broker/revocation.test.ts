import { describe, expect } from 'vitest'

import { it } from '../../support/broker/broker-test.js'
import { postForm, refresh, registerId, signIn } from '../../support/broker/oauth-client.js'

describe('a revocation', () => {
  it.for(['access', 'refresh'] as const)(
    'of the %s token ends the whole grant here and at JHE',
    async (kind, { serve, state }) => {
      const served = await serve({ replicas: 3 })
      const { origin, brokers } = served
      const signedIn = await signIn(origin)
      const signal = AbortSignal.timeout(20_000)
      const form = { token: signedIn[kind], client_id: signedIn.clientId }
      const { status } = await postForm(`${origin}/revoke`, form)
      expect(status).toBe(200)
      expect(await state.grants.list()).toEqual([])
      for (const broker of brokers) {
        const authentication = await broker.authenticate(`Bearer ${signedIn.access}`, signal)
        expect(authentication).toMatchObject({ ok: false, refusal: { status: 401 } })
      }
      const again = await refresh(origin, signedIn.clientId, signedIn.refresh)
      expect(again.body['error']).toBe('invalid_grant')
      expect(served.revoked.map(({ accessToken }) => accessToken)).toHaveLength(1)
      expect(served.events.map(({ event }) => event)).toContain('revoke')
    },
  )

  it('by another client, or of an unknown token, changes nothing', async ({ serve, state }) => {
    const { origin } = await serve()
    const { access, refresh: token } = await signIn(origin)
    const other = await registerId(origin, {
      client_name: 'Other',
      redirect_uris: ['http://127.0.0.1/callback'],
    })
    for (const text of [access, token, 'unknown', 'un.kno.wn', `${access}x`]) {
      const answer = await postForm(`${origin}/revoke`, { token: text, client_id: other })
      expect(answer.status).toBe(200)
    }
    expect(await state.grants.list()).toHaveLength(1)
  })

  it('without a client is refused', async ({ serve, state }) => {
    const { origin } = await serve()
    const { access, refresh: token } = await signIn(origin)
    await postForm(`${origin}/revoke`, { token: access })
    const answer = await postForm(`${origin}/revoke`, { token })
    expect(answer.status).toBe(400)
    expect(await state.grants.list()).toHaveLength(1)
  })
})
