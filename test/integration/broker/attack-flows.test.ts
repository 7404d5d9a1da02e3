import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createCookieBrowser, type CookieBrowser } from '../../support/broker/cookie-browser.js'
import {
  attempt,
  loopbackClient,
  redeem,
  refresh,
  registerId,
} from '../../support/broker/oauth-client.js'
import { askHttpServer } from '../../support/clients/http-request.js'
import { callMessage } from '../../support/clients/raw-host.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { openWholeServer, type WholeServer } from '../../support/serve/whole-server.js'
import { people } from '../../support/worlds/jhe/people.js'

const victim = people.coordinator.userId
const attacker = people.analyst.userId

let database: TestDatabase
let server: WholeServer
let origin: string
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  server = await openWholeServer({
    databaseUrl: database.url,
    people: [victim, attacker].map((subject) => ({ subject })),
    answersAt: new Date('2026-11-21T12:00:00Z'),
  })
  origin = server.publicUrl
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

const newBrowser = (): CookieBrowser => createCookieBrowser([origin])

/** A sign-in as far as JHE's redirect back, which the browser has not followed. */
const untilCallback = async (browser: CookieBrowser, subject: number) => {
  const own = attempt(origin, await registerId(origin, loopbackClient))
  const consent = await browser.visit(own.url)
  const atJhe = await browser.submit(consent, { decision: 'allow' })
  return { own, callback: await server.issuer.signIn(atJhe.url, subject) }
}

const ask = async (token: string) =>
  await askHttpServer(`${server.url}/mcp`, {
    method: 'POST',
    headers: {
      Host: new URL(origin).host,
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify(callMessage(1, 'list_studies')),
  })

const changed = (url: URL, change: Readonly<Record<string, string>>): URL => {
  const other = new URL(url)
  for (const [name, value] of Object.entries(change)) other.searchParams.set(name, value)
  return other
}

describe('the answer of JHE', () => {
  it('with the issuer of somebody else connects nobody', async () => {
    const browser = newBrowser()
    const { callback } = await untilCallback(browser, victim)
    const before = server.state.rows.size
    const end = await browser.visit(changed(callback, { iss: 'https://evil.example/o' }))
    expect(end.url.searchParams.has('code') && end.url.origin !== origin).toBe(false)
    expect(server.state.rows.size).toBe(before)
    expect(server.lines.at(-1)).toMatchObject({ event: 'refused', subject: null })
  })

  it('to one sign-in with the code of another connects nobody', async () => {
    const browser = newBrowser()
    const mine = await untilCallback(browser, victim)
    const theirs = await untilCallback(newBrowser(), attacker)
    const before = server.state.rows.size
    const code = theirs.callback.searchParams.get('code') ?? ''
    const end = await browser.visit(changed(mine.callback, { code }))
    expect(end.url.host === '127.0.0.1:4711' && end.url.searchParams.has('code')).toBe(false)
    expect(server.state.rows.size).toBe(before)
  })

  it('that was followed before, or belongs to another browser, connects nobody', async () => {
    const browser = newBrowser()
    const { own, callback } = await untilCallback(browser, victim)
    const stolen = await newBrowser().visit(callback)
    expect(stolen.status).toBe(400)
    const end = await browser.visit(callback)
    const code = end.url.searchParams.get('code') ?? ''
    expect(code).not.toBe('')
    const again = await browser.visit(callback)
    expect(again.url.searchParams.get('code') === code && again.url.origin !== origin).toBe(false)
    expect((await redeem(origin, own, code)).status).toBe(200)
  })
})

describe('tokens that were taken', () => {
  it('a refresh token: its second use ends all tokens of the grant, of nobody else, and is recorded', async () => {
    const signedIn = await signInServed(server, victim)
    const other = await signInServed(server, victim)
    const { body: next } = await refresh(origin, signedIn.clientId, signedIn.refresh)
    await refresh(origin, signedIn.clientId, next['refresh_token'])
    const stolen = await refresh(origin, signedIn.clientId, signedIn.refresh)
    expect([stolen.status, stolen.body['error']]).toEqual([400, 'invalid_grant'])
    const line = server.lines.at(-1)
    expect(line).toMatchObject({ subject: victim, client_id: signedIn.clientId })
    expect(['refused', 'revoke']).toContain(line?.event)
    server.pass(31)
    for (const token of [signedIn.access, String(next['access_token'])])
      expect((await ask(token)).status).toBe(401)
    expect((await ask(other.access)).status).toBe(200)
  })

  it('a code: not for another client, and not with another proof', async () => {
    const browser = newBrowser()
    const { own, callback } = await untilCallback(browser, victim)
    const code = (await browser.visit(callback)).url.searchParams.get('code') ?? ''
    const thief = attempt(origin, await registerId(origin, { ...loopbackClient, client_name: 'B' }))
    const tries = [
      { ...thief, verifier: own.verifier },
      { ...own, clientId: thief.clientId },
      { ...own, verifier: thief.verifier },
    ]
    for (const one of tries) {
      const { status, body } = await redeem(origin, one, code)
      expect([status, body['error']]).toEqual([400, 'invalid_grant'])
      expect(body['access_token']).toBeUndefined()
    }
  })
})
