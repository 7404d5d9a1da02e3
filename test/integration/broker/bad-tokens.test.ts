import { generateKeyPairSync, randomUUID } from 'node:crypto'

import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect } from 'vitest'

import type { Authentication, Broker } from '../../../src/broker/broker.js'
import type { SwitchableState } from '../../support/broker/switchable-state.js'
import { it } from '../../support/broker/broker-test.js'
import { signIn } from '../../support/broker/oauth-client.js'
import { signedAgain, signingKey } from '../../support/broker/signed-again.js'

const ask = async (broker: Broker, token: string): Promise<Authentication> =>
  await broker.authenticate(`Bearer ${token}`, AbortSignal.timeout(20_000))

const outcomeOf = (authentication: Authentication) =>
  authentication.ok ? 'ok' : authentication.refusal.status

const otherKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

const [now] = [Math.floor(Date.now() / 1000)]

/** Tokens that are nearly good. */
const badTokens: Readonly<
  Record<string, (token: string, state: SwitchableState) => Promise<string> | string>
> = {
  'another person in the claims': (token) => {
    const [head = '', , signature = ''] = token.split('.')
    const claims = { ...decodeJwt(token), sub: '1002' }
    return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
  },
  'no signature': (token) => new UnsecuredJWT(decodeJwt(token)).encode(),
  'a cut signature': (token) => token.slice(0, -4),
  'another key of the same name': async (token) =>
    await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'ES256' })
      .sign(otherKey()),
  'HMAC with the public key': async (token, state) => {
    const { kid } = await signingKey(state)
    return await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(Buffer.from(kid.padEnd(32, '.')))
  },
  'another audience': async (token, state) =>
    await signedAgain(state, token, { claims: { aud: 'https://other.example/mcp' } }),
  'another issuer': async (token, state) =>
    await signedAgain(state, token, { claims: { iss: 'https://other.example' } }),
  'an end that has passed': async (token, state) =>
    await signedAgain(state, token, { claims: { exp: now - 61 } }),
  'no end': async (token, state) => await signedAgain(state, token, { claims: { exp: undefined } }),
  'the type of an ID token': async (token, state) =>
    await signedAgain(state, token, { header: { typ: 'JWT' } }),
  'the person of another grant': async (token, state) =>
    await signedAgain(state, token, { claims: { sub: '1002' } }),
  'the client of another grant': async (token, state) =>
    await signedAgain(state, token, { claims: { client_id: 'dcr-other' } }),
  'a grant that there is not': async (token, state) =>
    await signedAgain(state, token, { claims: { gid: randomUUID() } }),
  'no grant': async (token, state) =>
    await signedAgain(state, token, { claims: { gid: undefined } }),
  'a person who is no number': async (token, state) =>
    await signedAgain(state, token, { claims: { sub: '1e3' } }),
  'a key that there is not': async (token) =>
    await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'unknown' })
      .sign(otherKey()),
  "JHE's own token": () => 'a-jhe-token-of-forty-characters-in-length',
  'nothing at all': () => '',
  'far too long': (token) => `${token}${'x'.repeat(5000)}`,
}

describe('F37: a token with', () => {
  it.for(Object.entries(badTokens))('%s is refused', async ([, forge], { serve, state }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    const refused = { ok: false, refusal: { status: 401, error: 'invalid_token' } }
    expect(await ask(broker, await forge(access, state))).toEqual(refused)
    // the good one was not touched by it, and does not help the bad one
    expect(outcomeOf(await ask(broker, access))).toBe('ok')
    expect(await ask(broker, await forge(access, state))).toEqual(refused)
  })

  it('no scope is 403', async ({ serve, state }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    for (const scope of [undefined, '', 'jhe:write', 'xjhe:read']) {
      const token = await signedAgain(state, access, { claims: { scope } })
      expect(await ask(broker, token)).toEqual({
        ok: false,
        refusal: { status: 403, error: 'insufficient_scope' },
      })
    }
  })

  it('another scheme, or none, in its header is refused', async ({ serve }) => {
    const { origin, broker } = await serve()
    const { access } = await signIn(origin)
    const signal = AbortSignal.timeout(20_000)
    for (const header of [
      undefined,
      '',
      access,
      `Basic ${access}`,
      `Bearer ${access} x`,
      'Bearer',
    ]) {
      expect(outcomeOf(await broker.authenticate(header, signal))).toBe(401)
    }
    expect(outcomeOf(await broker.authenticate(`bearer ${access}`, signal))).toBe('ok')
  })
})
