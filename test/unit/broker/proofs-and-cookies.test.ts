import { randomBytes } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

import { describe, expect, it } from 'vitest'

import { cookieNameOf, createCookies } from '../../../src/broker/consent/cookies.js'
import { isOwnForm } from '../../../src/broker/consent/form.js'
import { pageHeaders } from '../../../src/broker/pages/shell.js'
import { createProofs } from '../../../src/broker/consent/sign-in-proof.js'
import { createTestKeys } from '../../support/broker/watched-state.js'

const requestWith = (headers: Readonly<Record<string, string>>): IncomingMessage =>
  Object.assign(new IncomingMessage(new Socket()), { headers })

describe('the proofs of a sign-in', () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)]
  const before = createProofs(createTestKeys([old]))
  const rotated = createProofs(createTestKeys([fresh, old]))
  const signIn = { purpose: 'consent', uid: 'a-uid' } as const

  it('are the same for the same sign-in, and differ for any other', () => {
    expect(before.of(signIn)).toEqual(before.of(signIn))
    const { state, nonce, verifier } = before.of(signIn)
    const others = [
      before.of({ purpose: 'account', uid: 'a-uid' }),
      before.of({ purpose: 'consent', uid: 'b-uid' }),
      createProofs(createTestKeys()).of(signIn),
    ]
    for (const other of others)
      for (const value of Object.values(other))
        expect([state, nonce, verifier]).not.toContain(value)
    // RFC 7636, section 4.1
    expect(verifier).toMatch(/^[\w-]{43}$/)
    expect(new Set([state.split('.')[2], nonce, verifier]).size).toBe(3)
  })

  it('F46: hold over a rotation of the keys', () => {
    const { state } = before.of(signIn)
    expect(rotated.signInOf(state)).toEqual(signIn)
    expect(rotated.statesOf(signIn)).toContain(state)
    expect(rotated.isCsrf(before.csrf('x'), 'x')).toBe(true)
    expect(before.signInOf(rotated.of(signIn).state)).toBeUndefined()
  })

  it('are good for what they were made for and nothing else', () => {
    const { state, nonce } = before.of(signIn)
    expect(before.isCsrf(before.csrf('x'), 'y')).toBe(false)
    expect(before.isCsrf(undefined, 'x')).toBe(false)
    for (const text of [
      '',
      state.slice(0, -1),
      `${state}x`,
      state.replace('a-uid', 'b-uid'),
      state.replace('consent', 'account'),
      `consent.a-uid.${nonce}`,
      `consent.a-uid.${before.csrf('consent.a-uid')}`,
    ])
      expect(before.signInOf(text)).toBeUndefined()
  })
})

describe('cookies', () => {
  const set = (publicUrl: string): string => {
    const response = new ServerResponse(requestWith({}))
    createCookies(publicUrl).set(response, 'name', 'value')
    return String(response.getHeader('set-cookie'))
  }

  it('are bound to the host and to TLS, but on plain http of this computer', () => {
    expect(set('https://mcp.example.org')).toBe(
      '__Host-jhe-name=value; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    expect(set('http://localhost:8001')).toBe(
      'jhe-name=value; Max-Age=600; Path=/; HttpOnly; SameSite=Lax',
    )
  })

  it('are read by their whole name, and not where a name comes twice', () => {
    const cookies = createCookies('https://mcp.example.org')
    const get = (request: IncomingMessage, name: string) => cookies.get(request, name)
    expect(get(requestWith({ cookie: 'a=b; __Host-jhe-name=value' }), 'name')).toBe('value')
    expect(
      get(requestWith({ cookie: 'jhe-name=value; x__Host-jhe-name=y' }), 'name'),
    ).toBeUndefined()
    expect(
      get(requestWith({ cookie: '__Host-jhe-name=one; __Host-jhe-name=two' }), 'name'),
    ).toBeUndefined()
    expect(get(requestWith({}), 'name')).toBeUndefined()
  })

  it('have a name that says nothing', () => {
    expect(cookieNameOf('a state')).toMatch(/^[\da-f]{16}$/)
    expect(cookieNameOf('a state')).not.toBe(cookieNameOf('b state'))
  })
})

describe('a form', () => {
  it.each([
    [{}, true],
    [{ origin: 'https://mcp.example.org' }, true],
    [{ origin: 'https://mcp.example.org', 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://mcp.example.org.evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, true],
  ])('with %j comes from a page of ours: %s', (headers, expected) => {
    expect(isOwnForm(requestWith({ ...headers }), 'https://mcp.example.org/jhe')).toBe(expected)
  })
})

describe('the policy of a page', () => {
  const formsTo = (...targets: string[]): string | undefined =>
    /form-action ([^;]*);/.exec(pageHeaders(targets)['Content-Security-Policy'] ?? '')?.[1]

  it.each([
    ['https://claude.ai/api/mcp/auth_callback', `'self' https://claude.ai`],
    ['http://localhost:3118/callback', `'self' http://localhost:3118`],
    ['http://[::1]:3118/callback', `'self' http://*:3118`],
    ['cursor://anysphere.cursor-mcp/oauth/callback', `'self' cursor:`],
    ['https://a;sandbox.example/cb', `'self'`],
    ["https://a'unsafe-inline'.example/cb", `'self'`],
  ])('lets a form lead to %s', (target, expected) => {
    expect(formsTo(target)).toBe(expected)
  })

  it('lets a form lead nowhere else', () => {
    expect(formsTo()).toBe(`'self'`)
  })
})
