import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { allow, connect, openConsentWorld, type ConsentWorld } from '../../support/broker/world.js'
import { hiddenFields } from '../../support/broker/cookie-browser.js'

let world: ConsentWorld

beforeAll(async () => {
  world = await openConsentWorld()
})
afterAll(async () => {
  await world.close()
})

describe('a sign-in and the browser that began it', () => {
  it('F16: consent in one browser and sign-in in another ends in 400 without a code', async () => {
    const attacker = world.browser()
    const victim = world.browser()
    const page = await attacker.visit(`${world.publicUrl}/authorize`)
    const sent = await attacker.visit(page.url, {
      form: { ...hiddenFields(page.html), decision: 'allow' },
      follows: false,
    })
    const before = world.issuer.grants.length
    const login = await victim.visit(sent.url)
    const end = await victim.submit(login, { login: '10002' })
    expect(end.url.pathname).toBe('/oauth/callback')
    expect(end.status).toBe(400)
    expect(end.html).toContain('This sign-in began elsewhere')
    expect(world.issuer.grants.length).toBe(before)
    expect(world.events.at(-1)).toMatchObject({ event: 'refused', code: 'CALLBACK_REJECTED' })
    // the attacker, who has the cookie, waits for nothing
    const attackers = await attacker.visit(`${page.url.href}/done?wait=40`)
    expect(attackers.html).toContain('The sign-in was not finished')
  })

  it.each([
    ['none', ''],
    ['a foreign one', '?code=x&state=consent.abc.0123456789012345678901234567890123456789012'],
    ['one that comes twice', '?code=x&state=a&state=b'],
    ['no code', '?state=a'],
  ])('F16: a callback whose state is %s is refused', async (_what, query) => {
    const before = world.issuer.requests.length
    const page = await world.browser().visit(`${world.publicUrl}/oauth/callback${query}`)
    expect(page.status).toBe(400)
    expect(page.html).not.toContain('0123456789')
    expect(world.issuer.requests.length).toBe(before)
  })

  it.each(['first', 'last'])(
    'F17: two tabs of one browser, the %s one goes on first',
    async (which) => {
      const browser = world.browser()
      const tabs = [
        await browser.visit(`${world.publicUrl}/authorize`),
        await browser.visit(`${world.publicUrl}/authorize`),
      ]
      const order = which === 'first' ? tabs : tabs.toReversed()
      const logins = []
      for (const tab of order) logins.push(await browser.submit(tab, { decision: 'allow' }))
      for (const login of logins.toReversed()) {
        const end = await browser.submit(login, { login: '10002' })
        expect(end.url.searchParams.get('code')).toMatch(/^code-of-/)
      }
    },
  )

  it('F18: a second click goes the same way as the first, and one of them connects', async () => {
    const browser = world.browser()
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    const form = { ...hiddenFields(page.html), decision: 'allow' }
    const [one, other] = await Promise.all([
      browser.visit(page.url, { form, follows: false }),
      browser.visit(page.url, { form, follows: false }),
    ])
    expect(other.url.href).toBe(one.url.href)
    const login = await browser.visit(other.url)
    const end = await browser.submit(login, { login: '10002' })
    expect(end.url.searchParams.get('code')).toMatch(/^code-of-/)
    // the other answer of JHE, and the page that was left: no error
    const late = await browser.visit(one.url)
    expect([late.status, late.url.pathname]).toEqual([200, `${page.url.pathname}/done`])
    expect(late.html).toContain('Already done')
    const back = await browser.visit(page.url)
    expect([back.status, back.html.includes('Already done')]).toEqual([200, true])
    const again = await browser.visit(page.url, { form })
    expect([again.status, again.html.includes('Already done')]).toEqual([200, true])
  })

  it('F18: a reload of the callback while JHE is still being asked ends at the client too', async () => {
    const browser = world.browser()
    const login = await allow(browser, world)
    world.issuer.behave({ latencyMs: 1_500 })
    try {
      const toCallback = await browser.visit(login.url, {
        form: { login: '10002' },
        follows: false,
      })
      const answered = await browser.visit(toCallback.url, { follows: false })
      const [first, second] = await Promise.all([
        browser.visit(answered.url, { follows: false }),
        browser.visit(answered.url, { follows: false }),
      ])
      expect(second.url.href).toBe(first.url.href)
      const end = await browser.visit(first.url)
      expect(end.url.searchParams.get('code')).toMatch(/^code-of-/)
    } finally {
      world.issuer.behave({ latencyMs: 0 })
    }
  })

  it('F18: a callback that is opened again, here or elsewhere, connects nobody a second time', async () => {
    const browser = world.browser()
    const login = await allow(browser, world)
    const resumed = await browser.visit(login.url, { form: { login: '10002' }, follows: false })
    const answered = await browser.visit(resumed.url, { follows: false })
    await browser.visit(answered.url)
    const before = world.state.rows.size
    const here = await browser.visit(answered.url)
    expect([here.status, here.html.includes('Already done')]).toEqual([200, true])
    const elsewhere = await world.browser().visit(answered.url)
    expect(elsewhere.status).toBe(400)
    expect(world.state.rows.size).toBe(before)
  })

  it('ends when it takes longer than 10 minutes', async () => {
    const browser = world.browser()
    const login = await allow(browser, world)
    world.pass(601)
    const end = await browser.submit(login, { login: '10002' })
    expect(end.url.pathname).toMatch(/\/done$/)
    expect(end.html).toContain('Almost there')
    const later = await browser.visit(`${end.url.href}?wait=40`)
    expect([later.status, later.html.includes('was not finished')]).toEqual([400, true])
  })

  it('a person has 50 grants at most: the one that was used longest ago ends', async () => {
    const first = [...world.state.rows.values()].find(({ subject }) => subject === 10003)
    expect(first).toBeUndefined()
    await connect(world.browser(), world, 10003)
    const [oldest] = [...world.state.rows.values()].filter(({ subject }) => subject === 10003)
    expect(oldest).toBeDefined()
    for (let n = 1; n <= 49; n += 1) {
      const session = oldest?.session
      if (oldest === undefined || session === undefined) throw new Error('nobody signed in')
      world.pass(1)
      await world.state.grants.create(
        { ...oldest, id: `copy-${n}`, session: { ...session, refreshToken: null } },
        { lifetime: 9e6, idle: 9e6 },
      )
    }
    await connect(world.browser(), world, 10003)
    const left = [...world.state.rows.values()].filter(({ subject }) => subject === 10003)
    expect(left.length).toBe(50)
    expect(left.map(({ id }) => id)).not.toContain(oldest?.id)
    // it ended at JHE too
    expect(world.calls.at(-1)).toEqual(['revoke', 'ok'])
  })
})
