import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

import {
  attempt,
  authorize,
  codeOf,
  getJson,
  redeem,
  refresh,
  registerId,
  signIn,
} from '../../support/broker/oauth-client.js'
import { serveBroker, type ServedBroker } from '../../support/broker/served-broker.js'
import { kinds, type TestState } from '../../support/state/states.js'

interface Replicas extends ServedBroker {
  readonly state: TestState
}

/** Three replicas, to which requests go in turn. */
const withReplicas = async (
  open: () => Promise<TestState>,
  work: (replicas: Replicas) => Promise<void>,
): Promise<void> => {
  const state = await open()
  const served = await serveBroker(state.store, { others: [state.another(), state.another()] })
  try {
    await work({ ...served, state })
  } finally {
    await served.close()
    await state.close()
  }
}

const outcomes = (answers: readonly { readonly body: Readonly<Record<string, unknown>> }[]) =>
  answers.map(({ body }) => body['error'] ?? 'ok')

// the embedded state is for one process
const shared = kinds.filter(([name]) => name !== 'embedded')

describe.for(shared)('three replicas with a state in %s', ([, open]) => {
  it('sign a person in, page by page', async () => {
    await withReplicas(open, async ({ origin, brokers }) => {
      const { access } = await signIn(origin)
      for (const broker of brokers) {
        const signal = AbortSignal.timeout(10_000)
        expect(await broker.authenticate(`Bearer ${access}`, signal)).toMatchObject({ ok: true })
      }
      expect((await getJson(`${origin}/jwks`)).body['keys']).toHaveLength(1)
    })
  })

  it('redeem a code once of 30 times at once', async () => {
    await withReplicas(open, async ({ origin }) => {
      const own = attempt(origin, await registerId(origin))
      const code = codeOf(await authorize(own))
      const answers = await Promise.all(
        Array.from({ length: 30 }, async () => await redeem(origin, own, code)),
      )
      const found = outcomes(answers)
      expect(found.filter((outcome) => outcome === 'ok')).toEqual(['ok'])
      expect(new Set(found)).toEqual(new Set(['ok', 'invalid_grant']))
    })
  })

  it('F10: answer 9 refreshes at once, and all successors', async () => {
    await withReplicas(open, async ({ origin }) => {
      const { clientId, refresh: token } = await signIn(origin)
      const first = await Promise.all(
        Array.from({ length: 9 }, async () => await refresh(origin, clientId, token)),
      )
      expect(outcomes(first)).toEqual(Array.from({ length: 9 }, () => 'ok'))
      const second = await Promise.all(
        first.map(async ({ body }) => await refresh(origin, clientId, body['refresh_token'])),
      )
      expect(outcomes(second)).toEqual(Array.from({ length: 9 }, () => 'ok'))
    })
  })

  it('F10: end a grant whose refresh token comes back late', async () => {
    await withReplicas(open, async ({ origin, state, revoked, events }) => {
      const { clientId, access, refresh: token } = await signIn(origin)
      const { body } = await refresh(origin, clientId, token)
      await state.elapse(301)
      expect((await refresh(origin, clientId, token)).body['error']).toBe('invalid_grant')
      const next = await refresh(origin, clientId, body['refresh_token'])
      expect(next.body['error']).toBe('invalid_grant')
      expect(await state.store.grants.find(String(decodeJwt(access)['gid']))).toBeUndefined()
      expect(revoked).toHaveLength(1)
      expect(events.map(({ event }) => event)).toContain('revoke')
    })
  })

  it('F11: answer again when an answer was lost', async () => {
    await withReplicas(open, async ({ origin, state }) => {
      const { clientId, refresh: token } = await signIn(origin)
      await refresh(origin, clientId, token)
      await state.elapse(240)
      expect(outcomes([await refresh(origin, clientId, token)])).toEqual(['ok'])
    })
  })

  it('end an unused refresh token after 30 days, and every one after 90', async () => {
    await withReplicas(open, async ({ origin, state }) => {
      const idle = await signIn(origin)
      const used = await signIn(origin)
      let token: unknown = used.refresh
      for (let weeks = 0; weeks < 12; weeks += 4) {
        await state.elapse(28 * 86_400)
        const { status, body } = await refresh(origin, used.clientId, token)
        expect({ weeks, status }).toEqual({ weeks, status: 200 })
        token = body['refresh_token']
      }
      expect((await refresh(origin, idle.clientId, idle.refresh)).body['error']).toBe(
        'invalid_grant',
      )
      await state.elapse(7 * 86_400)
      expect((await refresh(origin, used.clientId, token)).body['error']).toBe('invalid_grant')
    })
  })
})
