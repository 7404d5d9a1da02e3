import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createCookieBrowser, type CookieBrowser } from '../../support/broker/cookie-browser.js'
import { attempt, redeem, refresh, registerId } from '../../support/broker/oauth-client.js'
import { openWholeWorld, type WholeWorld } from '../../support/broker/whole-world.js'

let world: WholeWorld
let origin: string

beforeAll(async () => {
  world = await openWholeWorld()
  origin = world.origin
})
afterAll(async () => {
  await world.close()
})

const newBrowser = (): CookieBrowser =>
  createCookieBrowser([origin, new URL(world.issuer.issuer).origin])

/** From the client's link to its code, over three replicas in turn. */
const signIn = async (browser = newBrowser(), subject = 10002) => {
  const own = attempt(origin, await registerId(origin))
  const consent = await browser.visit(own.url)
  const login = await browser.submit(consent, { decision: 'allow' })
  const end = login.html.includes('name="login"')
    ? await browser.submit(login, { login: String(subject) })
    : login
  const code = end.url.searchParams.get('code') ?? ''
  return { own, end, code, consent }
}

const bearer = async (token: unknown, broker = world.brokers[0]) =>
  await broker?.authenticate(`Bearer ${String(token)}`, AbortSignal.timeout(20_000))

describe('a client, three replicas, a browser and JHE', () => {
  it('end in a token that stands for the person who signed in at JHE', async () => {
    const { own, end, code } = await signIn()
    expect(`${end.url.origin}${end.url.pathname}`).toBe('http://127.0.0.1:4711/callback')
    expect(Object.fromEntries(end.url.searchParams)).toMatchObject({
      state: 'a-state',
      iss: origin,
    })
    const { body } = await redeem(origin, own, code)
    for (const broker of world.brokers) {
      const answer = await bearer(body['access_token'], broker)
      expect(answer).toMatchObject({ ok: true, caller: { subject: 10002, clientId: own.clientId } })
      if (answer?.ok !== true) throw new Error('refused')
      expect(await answer.caller.identity.current(AbortSignal.timeout(20_000))).toEqual({
        subject: 10002,
        issuer: world.issuer.issuer,
        studies: [30001],
      })
    }
    expect(world.events).toContainEqual(
      expect.objectContaining({ event: 'sign_in', code: 'OK', subject: 10002 }),
    )
  })

  it('F18: the pages of a finished sign-in say so', async () => {
    const browser = newBrowser()
    const { consent, end } = await signIn(browser)
    expect(end.url.searchParams.has('code')).toBe(true)
    const back = await browser.visit(consent.url)
    expect([back.status, back.html.includes('Already done')]).toEqual([200, true])
    const strangers = await newBrowser().visit(consent.url)
    expect([strangers.status, strangers.html.includes('Start again')]).toEqual([400, true])
  })

  it('F15: end with a no in an error for the client, and JHE is not asked', async () => {
    const own = attempt(origin, await registerId(origin))
    const browser = newBrowser()
    const consent = await browser.visit(own.url)
    const before = world.issuer.requests.length
    const end = await browser.submit(consent, { decision: 'deny' })
    expect(Object.fromEntries(end.url.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'a-state',
    })
    expect(world.issuer.requests.length).toBe(before)
  })

  it('F12: calls of one moment over all replicas after an hour are one refresh at JHE', async () => {
    const { own, code } = await signIn()
    const { body } = await redeem(origin, own, code)
    const count = () => world.issuer.grants.filter((g) => g.grant_type === 'refresh_token').length
    const before = count()
    world.pass(3700)
    const answers = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, n) => await bearer(body['access_token'], world.brokers[n % 3]),
      ),
    )
    expect(answers.map((answer) => answer?.ok)).toEqual(Array.from({ length: 20 }, () => true))
    expect(count() - before).toBe(1)
  })

  it('F36: JHE ends the session: 401 here, and the client cannot refresh', async () => {
    const { own, code } = await signIn()
    const { body } = await redeem(origin, own, code)
    world.pass(3700)
    world.issuer.behave({ mode: 'error:invalid_grant' })
    expect(await bearer(body['access_token'])).toEqual({
      ok: false,
      refusal: { status: 401, error: 'invalid_token' },
    })
    world.issuer.behave({ mode: 'ok' })
    const again = await refresh(origin, own.clientId, body['refresh_token'])
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant'])
  })

  it('F36: what the client gets is ours alone, and a token of JHE is no token of ours', async () => {
    const { own, code, end } = await signIn()
    const { body } = await redeem(origin, own, code)
    const sessions = [...world.state.rows.values()].map(({ session }) => session)
    const canaries = sessions.flatMap((s) => [s.accessToken, s.refreshToken ?? '', s.idToken])
    const seen = JSON.stringify([
      body,
      end.url.href,
      end.hops,
      world.events,
      world.lines,
      world.state.pendingText(),
    ])
    for (const canary of canaries.filter((text) => text !== '')) {
      expect(seen).not.toContain(canary)
      expect(await bearer(canary)).toMatchObject({ ok: false, refusal: { status: 401 } })
    }
  })
})
