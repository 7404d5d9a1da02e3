import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { hiddenFields, type CookieBrowser } from '../../support/broker/cookie-browser.js'
import { connect, openConsentWorld, type ConsentWorld } from '../../support/broker/world.js'

let world: ConsentWorld
let address: string

beforeAll(async () => {
  world = await openConsentWorld()
  address = `${world.publicUrl}/account`
})
afterAll(async () => {
  await world.close()
})

const signIn = async (browser: CookieBrowser, subject: number) => {
  const login = await browser.submit(await browser.visit(address), { action: 'sign_in' })
  return await browser.submit(login, { login: String(subject) })
}

const grantsOf = (subject: number) =>
  [...world.state.rows.values()].filter((grant) => grant.subject === subject)

describe('the account page', () => {
  it('begins with one button, and asks JHE nothing before it is pressed', async () => {
    const before = world.issuer.requests.length
    const page = await world.browser().visit(address)
    expect(page.status).toBe(200)
    expect(page.html.match(/<button/g)).toHaveLength(1)
    expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`)
    expect(world.issuer.requests.length).toBe(before)
  })

  it('shows what the person allowed, nobody else, and keeps no session at JHE', async () => {
    world.asks({ clientName: 'Claude of <Mary>' })
    await connect(world.browser(), world, 10002)
    world.asks({ clientName: 'Cursor of Noah', redirectUri: 'cursor://x/cb' })
    await connect(world.browser(), world, 10003)
    const page = await signIn(world.browser(), 10002)
    expect(page.url.href).toBe(address)
    expect(page.html).toContain('Signed in as <strong>mary@example.com</strong>')
    expect(page.html).toContain('Claude of &lt;Mary&gt;')
    expect(page.html).toContain('claude.ai')
    expect(page.html).not.toContain('Noah')
    expect(world.calls.filter(([call]) => call === 'revoke')).toEqual([['revoke', 'ok']])
    const [mary] = grantsOf(10002)
    expect(page.html).not.toContain(mary?.session.accessToken ?? 'none')
  })

  it('ends a grant here and at JHE', async () => {
    const browser = world.browser()
    const page = await signIn(browser, 10002)
    const [own] = grantsOf(10002)
    const grant = own?.id ?? ''
    const after = await browser.submit(page, { action: 'end', grant })
    expect(after.html).toContain('No program may read for you.')
    expect(grantsOf(10002)).toEqual([])
    if (own === undefined) throw new Error('no grant')
    await world.state.grants.create(own, { lifetime: 9e6, idle: 9e6 })
    world.pass(3601)
    // JHE no longer takes its refresh token
    expect(await world.upstream.renewIfDue(own)).toEqual({ kind: 'ended' })
  })

  it('ends nothing of somebody else', async () => {
    const browser = world.browser()
    const page = await signIn(browser, 10002)
    const [other] = grantsOf(10003)
    await browser.submit(page, { action: 'end', grant: other?.id ?? '' })
    expect(grantsOf(10003)).toHaveLength(1)
  })

  it('takes no form but its own', async () => {
    const browser = world.browser()
    const page = await signIn(browser, 10003)
    const stranger = await signIn(world.browser(), 10002)
    const grant = grantsOf(10003)[0]?.id ?? ''
    const own = { ...hiddenFields(page.html), action: 'end', grant }
    const origin = world.publicUrl
    const posts = [
      [{ action: 'end', grant }, { origin }],
      [{ ...own, csrf: hiddenFields(stranger.html)['csrf'] ?? '' }, { origin }],
      [own, { origin: 'https://evil.example' }],
      [own, { 'sec-fetch-site': 'cross-site' }],
    ] as const
    for (const [form, headers] of posts)
      expect((await browser.visit(address, { form, headers })).status).toBe(403)
    expect(grantsOf(10003)).toHaveLength(1)
  })

  it('lets nobody in by another answer of JHE', async () => {
    const attacker = world.browser()
    const page = await attacker.visit(address)
    const sent = await attacker.visit(page.url, { form: { action: 'sign_in' }, follows: false })
    const victim = world.browser()
    const end = await victim.submit(await victim.visit(sent.url), { login: '10003' })
    expect([end.status, end.html.includes('began elsewhere')]).toEqual([400, true])
    expect((await attacker.visit(address)).html).toContain('Sign in at JHE')
  })

  it('is over after 10 minutes, and when the person signs out', async () => {
    const browser = world.browser()
    const page = await signIn(browser, 10003)
    const out = await browser.submit(page, { action: 'sign_out' })
    expect(out.html).toContain('Sign in at JHE')
    const later = world.browser()
    await signIn(later, 10003)
    world.pass(601)
    expect((await later.visit(address)).html).toContain('Sign in at JHE')
  })

  it('takes no cookie that this server did not seal', async () => {
    const headers = {
      cookie: `jhe-account=${Buffer.from('{"subject":10003}').toString('base64url')}`,
    }
    const response = await fetch(address, { headers })
    expect([response.status, (await response.text()).includes('Sign in at JHE')]).toEqual([
      200,
      true,
    ])
  })

  it('names the step and a number of the trail when JHE fails', async () => {
    const browser = world.browser()
    world.issuer.behave({ mode: 'html-502' })
    const page = await signIn(browser, 10002)
    world.issuer.behave({ mode: 'ok' })
    expect(page.status).toBe(502)
    expect(page.html).toContain('The sign-in at JHE failed: JHE did not answer as it should.')
    const event = world.events.at(-1)
    expect(event).toMatchObject({ event: 'refused', code: 'ISSUER_FAILED' })
    expect(page.html).toContain(event?.id)
  })
})
