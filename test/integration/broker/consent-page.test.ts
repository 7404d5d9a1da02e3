import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { openConsentWorld, type ConsentWorld } from '../../support/broker/world.js'
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
