import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'

import type { GrantWithSession } from '../../../src/state/store.js'
import {
  connect,
  openConsentWorld,
  type ConsentWorld,
  type WorldOptions,
} from '../../support/broker/world.js'

let world: ConsentWorld

const open = async (options: WorldOptions = {}): Promise<void> => {
  world = await openConsentWorld(options)
}
afterEach(async () => {
  await world.close()
})

/** The grant of a person who has just signed in. */
const signIn = async (subject = 10002): Promise<GrantWithSession> => {
  await connect(world.browser(), world, subject)
  const grant = [...world.state.rows.values()].at(-1)
  if (grant === undefined) throw new Error('nobody signed in')
  return grant
}

describe('the client of JHE', () => {
  it('with a wrong secret fails as trouble of ours, and the log says what to do', async () => {
    await open({ secret: 'another' })
    const end = await connect(world.browser(), world)
    expect(end.url.searchParams.get('error')).toBe('server_error')
    expect(world.lines.join('\n')).toContain('JHE_CLIENT_SECRET')
    expect(world.calls).toContainEqual(['token', 'refused'])
  })

  it('sends the secret in the body where JHE does not take it in the header', async () => {
    await open({
      discovery: (document) => ({
        ...document,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      }),
    })
    await signIn()
    expect(world.secrets).toEqual(['body'])
  })

  it('sends the secret in the header otherwise', async () => {
    await open()
    await signIn()
    expect(world.secrets).toEqual(['header'])
  })

  it('revokes both tokens with its secret, and never throws', async () => {
    await open()
    const grant = await signIn()
    expect(await world.upstream.revoke(grant.session)).toBe('revoked')
    world.pass(3601)
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'ended' })
    await world.issuer.close()
    expect(await world.upstream.revoke(grant.session)).toBe('local only')
    world = await openConsentWorld()
  })

  it('F30: is ready once discovery was read, and stays so while JHE is away', async () => {
    await open()
    const replica = world.replica()
    await replica.ready(AbortSignal.timeout(20_000))
    await world.issuer.close()
    await replica.ready(AbortSignal.timeout(20_000))
    await expect(world.replica().ready(AbortSignal.timeout(20_000))).rejects.toMatchObject({
      code: 'ISSUER_UNREACHABLE',
    })
    world = await openConsentWorld()
  })

  it('is not ready for a JHE without S256', async () => {
    await open({
      discovery: (document) => ({ ...document, code_challenge_methods_supported: ['plain'] }),
    })
    await expect(world.upstream.ready(AbortSignal.timeout(20_000))).rejects.toMatchObject({
      code: 'ISSUER_FAILED',
    })
  })
})

describe('F36: tokens of JHE', () => {
  it('reach no client, page, cookie, log, event or kept row in clear', async () => {
    await open()
    const browser = world.browser()
    const login = await browser.submit(await browser.visit(`${world.publicUrl}/authorize`), {
      decision: 'allow',
    })
    const resumed = await browser.visit(login.url, { form: { login: '10002' }, follows: false })
    const answered = await browser.visit(resumed.url, { follows: false })
    const called = await browser.visit(answered.url, { follows: false })
    const kept = world.state.pendingText()
    const end = await browser.visit(called.url, { follows: false })
    const session = [...world.state.rows.values()][0]?.session
    const canaries = [session?.accessToken, session?.refreshToken, session?.idToken].map(String)
    expect(decodeJwt(canaries[2] ?? '').sub).toBe('10002')
    const seen = JSON.stringify([
      [called, end].map(({ url, html, headers }) => [url.href, html, [...headers]]),
      browser.cookiesFor(`${world.publicUrl}/consent`),
      world.events,
      world.lines,
      kept,
    ])
    for (const canary of canaries) {
      expect(canary.length).toBeGreaterThan(20)
      expect(seen).not.toContain(canary)
    }
    // the code of JHE is in the address of the callback alone
    const code = answered.url.searchParams.get('code') ?? 'none'
    expect(seen).not.toContain(code)
  })
})
