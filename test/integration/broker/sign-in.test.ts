import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect } from 'vitest'

import { createBrowser } from '../../support/broker/browser.js'
import { it } from '../../support/broker/broker-test.js'
import {
  answerTo,
  attempt,
  authorize,
  codeOf,
  redeem,
  refresh,
  registerId,
} from '../../support/broker/oauth-client.js'

describe('a sign-in', () => {
  it('ends with an access token for the person and a refresh token', async ({ serve }) => {
    const served = await serve()
    const { origin, broker } = served
    const clientId = await registerId(origin)
    const own = attempt(origin, clientId)
    const page = await authorize(own)
    expect(answerTo(page)).toEqual({ code: codeOf(page), state: 'a-state', iss: origin })
    const { status, body, headers } = await redeem(origin, own, codeOf(page))
    expect(served.logged).toEqual([])
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    const { access_token: access, refresh_token: first, ...rest } = body
    expect(rest).toEqual({
      token_type: 'Bearer',
      scope: 'jhe:read',
      expires_in: 28_800,
    })
    const claims = decodeJwt(String(access))
    expect(decodeProtectedHeader(String(access))).toMatchObject({ typ: 'at+jwt', alg: 'ES256' })
    expect(claims).toMatchObject({
      iss: origin,
      aud: `${origin}/mcp`,
      sub: '1001',
      client_id: clientId,
      scope: 'jhe:read',
    })
    const signal = AbortSignal.timeout(20_000)
    const authentication = await broker.authenticate(`Bearer ${String(access)}`, signal)
    if (!authentication.ok) throw new Error('refused')
    const { caller } = authentication
    expect(caller).toMatchObject({ subject: 1001, clientId, grantId: claims['gid'] })
    expect(await caller.identity.current(signal)).toEqual({
      subject: 1001,
      issuer: 'https://jhe.example/o',
      studies: null,
    })
    const next = await refresh(origin, clientId, first)
    expect(next.status).toBe(200)
    expect(next.body['refresh_token']).not.toBe(first)
    expect(served.events.map(({ event, code }) => `${event} ${code}`)).toEqual(['refresh OK'])
  })
  it('goes through nine pages, each on another replica', async ({ serve }) => {
    const { origin } = await serve({ replicas: 3 })
    for (let round = 0; round < 3; round += 1) {
      const clientId = await registerId(origin)
      const own = attempt(origin, clientId)
      const { status, body } = await redeem(origin, own, codeOf(await authorize(own)))
      expect({ status, scope: body['scope'] }).toEqual({ status: 200, scope: 'jhe:read' })
    }
  })

  it('that is denied tells the client so', async ({ serve }) => {
    const { origin } = await serve({ person: () => null })
    const page = await authorize(attempt(origin, await registerId(origin)))
    expect(answerTo(page)).toMatchObject({ error: 'access_denied', state: 'a-state', iss: origin })
  })

  it('F18: that is gone through twice says that it is over, and is not answered twice', async ({
    serve,
  }) => {
    const { origin } = await serve()
    const browser = createBrowser()
    const own = attempt(origin, await registerId(origin))
    const consent = await browser.get(own.url)
    const resume = await browser.get(String(consent.location))
    await browser.get(String(resume.location))
    const again = await browser.get(String(resume.location))
    expect(again.status).toBe(400)
    expect(again.text).toContain('This sign-in is over')
    expect(again.location).toBeUndefined()
  })

  it('F16: belongs to the browser that began it', async ({ serve }) => {
    const { origin } = await serve()
    const own = attempt(origin, await registerId(origin))
    const consent = await createBrowser().get(own.url)
    const other = await createBrowser().get(String(consent.location))
    expect(other.status).toBe(400)
    expect(other.location).toBeUndefined()
  })

  it('keeps nothing in the browser but the two cookies of this one consent', async ({ serve }) => {
    const { origin } = await serve()
    const browser = createBrowser()
    const page = await authorize(attempt(origin, await registerId(origin)), browser)
    expect(codeOf(page)).not.toBe('')
    const names = browser.setCookies
      .filter((line) => !line.includes('expires=Thu, 01 Jan 1970'))
      .map((line) => line.split('=')[0])
    expect(new Set(names)).toEqual(
      new Set(['jhe-consent', 'jhe-consent.sig', 'jhe-resume', 'jhe-resume.sig']),
    )
    for (const line of browser.setCookies) {
      expect(line.toLowerCase()).toContain('httponly')
      expect(line.toLowerCase()).toContain('samesite=lax')
      expect(line).toMatch(/path=\/(consent|authorize)\/[\w-]+/)
    }
  })

  it('over https sets only cookies that are Secure', async ({ serve }) => {
    const { broker, origin } = await serve({ config: { publicUrl: 'https://mcp.example' } })
    expect(broker.handlerOf('/authorize')).toBeDefined()
    const clientId = await registerId(origin)
    const browser = createBrowser()
    const { pathname, search } = new URL(attempt('https://mcp.example', clientId).url)
    const page = await browser.get(`${origin}${pathname}${search}`)
    expect(page.location).toMatch(/^https:\/\/mcp\.example\/consent\/[\w-]+$/)
    expect(browser.setCookies).toHaveLength(4)
    for (const line of browser.setCookies) {
      expect(line).toMatch(/^__Secure-jhe-/)
      expect(line.toLowerCase()).toContain('; secure')
    }
  })
})
