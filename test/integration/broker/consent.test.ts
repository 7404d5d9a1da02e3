import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { allow, connect, openConsentWorld, type ConsentWorld } from '../../support/broker/world.js'
import { hiddenFields } from '../../support/broker/cookie-browser.js'

let world: ConsentWorld

beforeAll(async () => {
  world = await openConsentWorld()
})
afterAll(async () => {
  await world.close()
})
afterEach(() => {
  world.asks({})
})

const jheRequests = (): readonly string[] =>
  world.issuer.requests.filter((line) => !line.includes('.well-known'))

describe('the consent page', () => {
  it('F15: a link alone shows the page and asks JHE nothing', async () => {
    const before = world.issuer.requests.length
    const page = await world.browser().visit(`${world.publicUrl}/authorize`)
    expect(page.status).toBe(200)
    expect(page.html).toContain('Claude')
    expect(page.html).toContain('claude.ai')
    expect(world.issuer.requests.length).toBe(before)
    expect(page.headers.getSetCookie()).toEqual([])
  })

  it('cannot be framed, runs no script and sends its form only here, to JHE and to the client', async () => {
    const { headers, html } = await world.browser().visit(`${world.publicUrl}/authorize`)
    const policy = headers.get('content-security-policy') ?? ''
    const jhe = new URL(world.issuer.issuer).origin
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).toContain(`form-action 'self' ${jhe} https://claude.ai;`)
    expect(policy).not.toContain('script')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i)
  })

  it.each([
    [
      'HTML and bidi',
      { clientName: '<img src=x onerror=alert(1)>\u202E\u200B"x' },
      /&lt;img src=x onerror=alert\(1\)&gt;&quot;x/,
    ],
    ['a long name', { clientName: 'A'.repeat(500) }, new RegExp(`>A{59}…<`)],
    ['no name', { clientName: '\u200B \n' }, /a program without a name/],
    [
      'nobody who vouches for it',
      { verifiedHost: undefined },
      /nobody: any program can call itself so/,
    ],
    [
      'a program on this computer',
      { redirectUri: 'http://localhost:3118/callback' },
      /a program on this computer \(localhost:3118\)[^]*goes to a program on this computer/,
    ],
    [
      'an app',
      { redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback' },
      /an app on this computer that opens cursor: addresses/,
    ],
    [
      'a name in other letters',
      { redirectUri: 'https://cl\u0430ude.ai/cb' },
      /xn--clude-3ve\.ai|xn--[\w-]+\.ai/,
    ],
    [
      'signs that end a directive',
      { redirectUri: 'https://a;sandbox.example/cb' },
      /a;sandbox\.example/,
    ],
  ])('shows %s as text', async (_what, client, expected) => {
    world.asks(client)
    const { html, headers } = await world.browser().visit(`${world.publicUrl}/authorize`)
    expect(html).toMatch(expected)
    expect(html).not.toMatch(/<img|[\u202A-\u202E\u2066-\u2069\u200B]/)
    expect(headers.get('content-security-policy')).not.toContain('sandbox')
  })

  it('tells the client when the person says no, and JHE is not asked', async () => {
    const browser = world.browser()
    const before = jheRequests().length
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    const { url } = await browser.submit(page, { decision: 'deny' })
    expect(url.searchParams.get('error')).toBe('access_denied')
    expect(jheRequests().length).toBe(before)
    expect(world.events.at(-1)).toMatchObject({ event: 'refused', code: 'access_denied' })
    const again = await browser.visit(page.url)
    expect(again.status).toBe(400)
    expect(again.html).toContain('Start again from your program')
  })

  it('is only for the browser that was sent there', async () => {
    const page = await world.browser().visit(`${world.publicUrl}/authorize`)
    const other = await world.browser().visit(page.url)
    expect(other.status).toBe(400)
    expect(other.html).toContain('Start again from your program')
    expect(other.html).not.toContain('Claude</dd>')
  })

  it('takes no form but its own', async () => {
    const browser = world.browser()
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    const foreign = await world.browser().visit(`${world.publicUrl}/authorize`)
    const own = hiddenFields(page.html)
    const origin = world.publicUrl
    const posts = [
      [{ decision: 'allow' }, { origin }, 403],
      [{ ...hiddenFields(foreign.html), decision: 'allow' }, { origin }, 403],
      [{ ...own, decision: 'allow' }, { origin: 'https://evil.example' }, 403],
      [{ ...own, decision: 'allow' }, { origin: 'null' }, 403],
      [{ ...own, decision: 'allow' }, { 'sec-fetch-site': 'cross-site' }, 403],
      [{ ...own, decision: 'maybe' }, { origin }, 400],
      [{ ...own, decision: 'allow', more: 'x'.repeat(5000) }, { origin }, 400],
      [{ ...own, decision: 'allow' }, { 'content-type': 'text/plain' }, 400],
    ] as const
    for (const [form, headers, status] of posts) {
      const answer = await browser.visit(page.url, { form, headers })
      expect(answer.status).toBe(status)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect((await browser.submit(page, { decision: 'allow' })).html).toContain('name="login"')
  })

  it('answers GET and POST alone, so that a look uses nothing up', async () => {
    const browser = world.browser()
    const page = await browser.visit(`${world.publicUrl}/authorize`)
    const head = await fetch(page.url, { method: 'HEAD' })
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, POST'])
    const callback = await fetch(`${world.publicUrl}/oauth/callback`, { method: 'POST' })
    expect([callback.status, callback.headers.get('allow')]).toEqual([405, 'GET'])
  })
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
    const attackers = await attacker.visit(`${page.url.href}/done?wait=20`)
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
    world.issuer.behave({ latencyMs: 300 })
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
    const later = await browser.visit(`${end.url.href}?wait=20`)
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
