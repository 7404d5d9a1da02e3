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

describe('a sign-in', () => {
  it('asks JHE after consent, with PKCE and its own scopes, and ends in a grant', async () => {
    const browser = world.browser()
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    const sent = await browser.visit(page.url, {
      form: { ...hiddenFields(page.html), decision: 'allow' },
      follows: false,
    })
    expect(sent.status).toBe(303)
    const { searchParams, origin, pathname } = sent.url
    expect(`${origin}${pathname}`).toBe(`${world.issuer.issuer}/authorize/`)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      scope: 'openid email',
      code_challenge_method: 'S256',
      redirect_uri: `${world.publicUrl}/oauth/callback`,
      client_id: world.issuer.clientId,
    })
    expect(searchParams.has('resource')).toBe(false)
    const [cookie = ''] = sent.headers.getSetCookie()
    expect(cookie).toMatch(
      /^jhe-[\da-f]{16}=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(world.state.pendingText()).not.toContain(searchParams.get('state'))

    const end = await connect(world.browser(), world)
    expect(end.url.origin).toBe('https://claude.ai')
    const result = world.interactions.results.at(-1)
    const id = result !== undefined && 'grantId' in result ? result.grantId : ''
    expect(world.state.rows.get(id)).toMatchObject({
      subject: 10002,
      clientId: 'claude',
      clientName: 'Claude',
      redirectHost: 'claude.ai',
      session: { issuer: world.issuer.issuer, studies: [30001] },
    })
    expect(world.events.slice(-2)).toMatchObject([
      { event: 'consent', code: 'OK', subject: null },
      { event: 'sign_in', code: 'OK', subject: 10002, grantId: id },
    ])
  })

  it('tells the client when the person declines at JHE', async () => {
    const browser = world.browser()
    const page = await allow(browser, world)
    const end = await browser.visit(new URL(`${page.url.pathname}/abort`, page.url))
    expect(end.url.searchParams.get('error')).toBe('access_denied')
    expect(world.events.at(-1)).toMatchObject({ event: 'refused', code: 'SIGN_IN_DENIED' })
  })

  it.each([
    ['html-502', 'temporarily_unavailable'],
    ['drop', 'temporarily_unavailable'],
    ['hang', 'temporarily_unavailable'],
    ['error:invalid_grant', 'server_error'],
    ['dot-401', 'server_error'],
    ['not-json', 'server_error'],
    ['no-id-token', 'server_error'],
  ] as const)('tells the client when JHE answers with %s: %s', async (mode, error) => {
    const before = world.state.rows.size
    world.issuer.behave({ mode })
    try {
      const end = await connect(world.browser(), world)
      expect(end.url.origin).toBe('https://claude.ai')
      expect(end.url.searchParams.get('error')).toBe(error)
      expect(world.state.rows.size).toBe(before)
    } finally {
      world.issuer.behave({ mode: 'ok' })
    }
  })
})
