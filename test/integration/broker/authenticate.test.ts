import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect } from 'vitest'

import type { Authentication, Broker } from '../../../src/broker/broker.js'
import { it } from '../../support/broker/broker-test.js'
import { getJson, refresh, signIn } from '../../support/broker/oauth-client.js'
import { signedAgain } from '../../support/broker/signed-again.js'

const ask = async (broker: Broker, token: string): Promise<Authentication> =>
  await broker.authenticate(`Bearer ${token}`, AbortSignal.timeout(20_000))

const outcomeOf = (authentication: Authentication) =>
  authentication.ok ? 'ok' : authentication.refusal.status

const [now] = [Math.floor(Date.now() / 1000)]

describe('F45: clocks of replicas', () => {
  it('may differ by a minute', async ({ serve, state }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    const token = await signedAgain(state, access, { claims: { exp: now - 1, nbf: now + 45 } })
    expect(outcomeOf(await ask(broker, token))).toBe('ok')
  })
})

/** A clock that the test moves. */
const clock = () => {
  let ms = Date.now()
  return {
    now: () => new Date(ms),
    forward: (seconds: number) => {
      ms += seconds * 1000
    },
  }
}

describe('a token', () => {
  it('F9: works for 7 h 59 min without a refresh, and not for long after 8 h', async ({
    serve,
  }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const { access } = await signIn(origin)
    time.forward(7 * 3600 + 59 * 60)
    expect(outcomeOf(await ask(broker, access))).toBe('ok')
    time.forward(60 + 61)
    expect(outcomeOf(await ask(broker, access))).toBe(401)
  })

  it('asks the state at most once in 30 s, for all its calls', async ({ serve, state }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const { access } = await signIn(origin)
    await ask(broker, access)
    state.uses()
    for (let call = 0; call < 100; call += 1) await ask(broker, access)
    expect(state.uses()).toBe(0)
    time.forward(30)
    await Promise.all(Array.from({ length: 50 }, async () => await ask(broker, access)))
    expect(state.uses()).toBe(1)
  })

  it('F54: ends on every replica within 30 s of its grant', async ({ serve, state }) => {
    const time = clock()
    const { origin, brokers } = await serve({ now: time.now, replicas: 3 })
    const { access } = await signIn(origin)
    for (const broker of brokers) expect(outcomeOf(await ask(broker, access))).toBe('ok')
    await state.grants.end(String(decodeJwt(access)['gid']))
    time.forward(30)
    for (const broker of brokers) expect(outcomeOf(await ask(broker, access))).toBe(401)
  })

  it('F47: of a state that was restored from before is refused once, and a sign-in helps', async ({
    serve,
    state,
  }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    state.forget()
    expect(outcomeOf(await ask(broker, access))).toBe(401)
    const again = await signIn(origin)
    expect(outcomeOf(await ask(broker, again.access))).toBe('ok')
  })

  it('stays good when another key begins to sign', async ({ serve, state }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const before = await signIn(origin)
    await state.rotateKeys()
    time.forward(61)
    const after = await signIn(origin)
    const kid = (token: string) => decodeProtectedHeader(token).kid
    expect(kid(after.access)).not.toBe(kid(before.access))
    for (const { access } of [before, after]) {
      expect(outcomeOf(await ask(broker, access))).toBe('ok')
    }
    expect((await refresh(origin, before.clientId, before.refresh)).status).toBe(200)
    const { body } = await getJson(`${origin}/jwks`)
    expect(body['keys']).toHaveLength(2)
  })

  it('of a replica that knows a newer key is good at once', async ({ serve, state }) => {
    const time = clock()
    const first = await serve({ now: time.now })
    await signIn(first.origin)
    await state.rotateKeys()
    const second = await serve({ now: time.now, config: { publicUrl: first.origin } })
    time.forward(6)
    const { access } = await signIn(first.origin)
    const newer = await signedAgain(state, access, {})
    expect(outcomeOf(await ask(first.broker, newer))).toBe('ok')
    expect(outcomeOf(await ask(second.broker, newer))).toBe('ok')
  })

  it('says whose it is, and how the session is', async ({ serve }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    const authentication = await ask(broker, access)
    if (!authentication.ok) throw new Error('refused')
    const { identity, endsAt } = authentication.caller
    expect(endsAt).toBe(decodeJwt(access).exp)
    const state = await identity.state(AbortSignal.timeout(20_000))
    expect(state).toMatchObject({ identity: { subject: 1001 }, endsAt })
  })
})

describe('F13: while the state is not reachable', () => {
  it('known grants go on for 5 minutes, others get 503, nobody 401', async ({ serve, state }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const known = await signIn(origin)
    const unknown = await signIn(origin)
    await ask(broker, known.access)
    state.fail(true)
    time.forward(60)
    expect(outcomeOf(await ask(broker, known.access))).toBe('ok')
    expect(await ask(broker, unknown.access)).toEqual({
      ok: false,
      refusal: { status: 503, retryAfter: 5 },
    })
    time.forward(241)
    expect(outcomeOf(await ask(broker, known.access))).toBe(503)
    state.fail(false)
    for (const { access } of [known, unknown]) {
      expect(outcomeOf(await ask(broker, access))).toBe('ok')
    }
  })

  it('does not wait for the state again and again with a known grant', async ({ serve, state }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const { access } = await signIn(origin)
    await ask(broker, access)
    state.fail(true)
    time.forward(60)
    state.uses()
    for (let call = 0; call < 10; call += 1) expect(outcomeOf(await ask(broker, access))).toBe('ok')
    expect(state.uses()).toBe(1)
    time.forward(5)
    await ask(broker, access)
    expect(state.uses()).toBe(1)
  })

  it('a replica without keys refuses nobody for good', async ({ serve, state }) => {
    const first = await serve()
    const { access } = await signIn(first.origin)
    state.fail(true)
    const { broker } = await serve({ config: { publicUrl: first.origin } })
    expect(outcomeOf(await ask(broker, access))).toBe(503)
    await expect(broker.ready(AbortSignal.timeout(20_000))).rejects.toMatchObject({
      code: 'STATE_UNAVAILABLE',
    })
  })

  it.for([
    ['POST', '/token', 'grant_type=refresh_token&refresh_token=x&client_id=dcr-x'],
    ['POST', '/revoke', 'token=x&client_id=dcr-x'],
    ['POST', '/register', '{"redirect_uris":["http://127.0.0.1/"]}'],
    ['GET', '/authorize?client_id=dcr-x&response_type=code', undefined],
    ['GET', '/authorize/x', undefined],
  ] as const)('%s %s is 503 with Retry-After', async ([method, path, body], { serve, state }) => {
    for (const hasKeys of [true, false]) {
      state.fail(false)
      const { origin, logged } = await serve()
      if (hasKeys) await signIn(origin)
      state.fail(true)
      const type = path === '/register' ? 'application/json' : 'application/x-www-form-urlencoded'
      const headers = {
        ...(body === undefined ? {} : { 'content-type': type }),
        cookie: 'jhe-resume=x; jhe-resume.sig=x',
      }
      const response = await fetch(`${origin}${path}`, { method, headers, body: body ?? null })
      const text = await response.text()
      const isResume = path === '/authorize/x' && hasKeys
      // a cookie of nobody is refused before the state is asked
      expect(response.status).toBe(isResume ? 400 : 503)
      if (!isResume) expect(response.headers.get('retry-after')).toBe('5')
      expect(text).not.toMatch(/node_modules|\bat .*:\d+|STATE_UNAVAILABLE/)
      expect(logged.join('\n')).not.toContain('dcr-x')
    }
  })
})

describe('JHE behind a token', () => {
  it('ends it by a 401, and is never the reason for one when it is out of reach', async ({
    serve,
  }) => {
    const time = clock()
    let kind: 'ended' | 'unavailable' | 'live' = 'live'
    const { origin, broker } = await serve({
      now: time.now,
      upstream: {
        renewIfDue: async (grant) =>
          await Promise.resolve(kind === 'live' ? { kind, grant } : { kind }),
      },
    })
    const { access } = await signIn(origin)
    expect(outcomeOf(await ask(broker, access))).toBe('ok')
    kind = 'unavailable'
    time.forward(30)
    expect(outcomeOf(await ask(broker, access))).toBe(503)
    kind = 'live'
    expect(outcomeOf(await ask(broker, access))).toBe('ok')
    kind = 'ended'
    time.forward(30)
    expect(outcomeOf(await ask(broker, access))).toBe(401)
  })

  it('is asked by the newest session, whose studies the caller has', async ({ serve }) => {
    const { origin, broker } = await serve({
      upstream: {
        renewIfDue: async (grant) => {
          const session = { ...grant.session, studies: [30001] }
          return await Promise.resolve({ kind: 'live', grant: { ...grant, session } })
        },
      },
    })
    const { access } = await signIn(origin)
    const authentication = await ask(broker, access)
    if (!authentication.ok) throw new Error('refused')
    const { identity } = authentication.caller
    expect((await identity.current(AbortSignal.timeout(20_000))).studies).toEqual([30001])
  })

  it('gives tokens of its own only where the setting says so', async ({ serve }) => {
    const accepted: string[] = []
    const refusal = { status: 403, error: 'insufficient_scope' } as const
    const upstream = {
      foreignTokens: {
        authenticate: async (token: string): Promise<Authentication> => {
          accepted.push(token)
          return await Promise.resolve({ ok: false, refusal })
        },
      },
    }
    const off = await serve({ upstream })
    expect(outcomeOf(await ask(off.broker, 'opaque'))).toBe(401)
    const on = await serve({ upstream, config: { acceptJheTokens: 'mcp' } })
    expect(outcomeOf(await ask(on.broker, 'opaque'))).toBe(403)
    expect(outcomeOf(await ask(on.broker, 'a.b.c'))).toBe(401)
    expect(accepted).toEqual(['opaque'])
  })

  it('F36: its tokens never leave the state', async ({ serve, state }) => {
    const served = await serve()
    const { access, refresh: token, clientId } = await signIn(served.origin)
    const next = await refresh(served.origin, clientId, token)
    const grant = await state.grants.find(String(decodeJwt(access)['gid']))
    expect(grant?.session.accessToken).toMatch(/^jhe-access-/)
    const shown = JSON.stringify([access, token, next.body, served.events, served.logged])
    expect(shown).not.toMatch(/jhe-(access|refresh|id)-/)
    expect(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()).not.toContain(
      'jhe-access',
    )
  })
})

describe('a stream that stays open', () => {
  it('lives as long as its grant and its token', async ({ serve, state }) => {
    const time = clock()
    const { origin, broker } = await serve({ now: time.now })
    const { access } = await signIn(origin)
    const grantId = String(decodeJwt(access)['gid'])
    const endsAt = Number(decodeJwt(access).exp)
    expect(await broker.isLive({ grantId, endsAt })).toBe(true)
    expect(await broker.isLive({ grantId: null, endsAt })).toBe(true)
    expect(await broker.isLive({ grantId, endsAt: now - 100 })).toBe(false)
    await state.grants.end(grantId)
    expect(await broker.isLive({ grantId, endsAt })).toBe(true)
    time.forward(30)
    expect(await broker.isLive({ grantId, endsAt })).toBe(false)
  })
})
