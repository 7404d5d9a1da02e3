import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../../../src/audit/event.js'
import { rejected } from '../../../support/caught.js'
import { finish, never, openWorld, signIn } from '../../../support/connect/account-world.js'
import { ask } from '../../../support/loopback.js'
import { ScriptedKeychain } from '../../../support/worlds/stores.js'

const filesOf = async (dir: string): Promise<string> => {
  const names = await readdir(dir)
  const texts = names.map(async (name) => await readFile(join(dir, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

describe('a sign-in at a server elsewhere', () => {
  it('registers, signs in, and the server takes what requests carry', async () => {
    const lines: AuditEntry[] = []
    await using w = await openWorld({ lines })
    const account = w.account()
    expect(await account.credentials(never())).toBeUndefined()
    expect(await account.isSignedIn()).toBe(false)
    const authorization = await signIn(account, w.server)
    expect(await w.server.takes(authorization)).toBe(true)
    expect(await account.isSignedIn()).toBe(true)
    expect((await w.account().credentials(never()))?.headers['authorization']).toBe(authorization)
    expect(lines).toMatchObject([
      { event: 'sign_in', code: 'OK', subject: null, issuer: w.server.origin },
    ])
    expect(w.server.count('POST /reg')).toBe(1)
  })

  it('F51: without a keychain the tokens lie in a file that only this user may read', async () => {
    await using w = await openWorld({ mode: 'auto', keychain: unavailable() })
    await signIn(w.account(), w.server)
    expect(await readdir(w.dir)).toEqual(['server_cache.json'])
    expect((await stat(join(w.dir, 'server_cache.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(w.dir)).mode & 0o777).toBe(0o700)
  })

  it('F51: with a keychain no token and no client secret lies in any file in the clear', async () => {
    const keychain = new ScriptedKeychain()
    await using w = await openWorld({ mode: 'auto', keychain })
    const account = w.account()
    await signIn(account, w.server)
    const session = await account.session()
    const files = await filesOf(w.dir)
    for (const secret of [session?.access_token, session?.refresh_token, session?.client_id])
      expect(files).not.toContain(secret)
    expect(await w.server.takes(`Bearer ${session?.access_token ?? ''}`)).toBe(true)
    for (const value of keychain.values.values()) expect(value).not.toContain(session?.access_token)
  })

  it('names the server on its pages and in its messages, never JHE', async () => {
    const notices: string[] = []
    await using w = await openWorld({ notices })
    const account = w.account()
    const address = await account.offer({})
    const declined = await account.declined()
    const callback = new URL(new URL(address ?? '').searchParams.get('redirect_uri') ?? '')
    const stale = await ask(`${callback.href}?code=x&state=other`)
    const malformed = await ask(`${callback.href}?code=x&code=y`)
    const denied = await ask(
      `${callback.href}?error=access_denied&iss=${w.server.origin}&state=${new URL(address ?? '').searchParams.get('state') ?? ''}`,
    )
    const texts = [
      stale.body,
      malformed.body,
      denied.body,
      declined.message,
      declined.hint,
      ...notices,
    ]
    for (const text of texts)
      expect(text).not.toMatch(/\bJHE\b|JupyterHealth|JHE_CLIENT_ID|JHE_BASE_URL/)
    expect(denied.body).toContain(w.server.origin)
    expect(malformed.body).toContain(w.server.origin)
    expect(stale.body).toContain(`jhe-mcp login --url ${w.server.url}`)
    await account.stop()
  })

  it('asks for the scopes of both after insufficient_scope, and at most twice', async () => {
    await using w = await openWorld()
    const account = w.account()
    const first = await signIn(account, w.server)
    expect(await w.server.scopesOf(first)).toEqual(['mcp:read'])
    const challenge = { error: 'insufficient_scope', scope: 'mcp:write' }
    const second = await signIn(account, w.server, challenge)
    expect((await w.server.scopesOf(second)).toSorted()).toEqual(['mcp:read', 'mcp:write'])
    await signIn(account, w.server, challenge)
    const error = await rejected(account.signIn(challenge, never()))
    expect(error.code).toBe('SERVER_FAILED')
    expect(error.message).toContain('mcp:write')
    expect((await rejected(account.offer(challenge))).code).toBe('SERVER_FAILED')
    expect(await account.isSignedIn()).toBe(true)
  })

  it('counts a step-up once, however many calls wait for it', async () => {
    await using w = await openWorld()
    const account = w.account()
    await signIn(account, w.server)
    const challenge = { error: 'insufficient_scope', scope: 'mcp:write' }
    const address = await account.offer(challenge)
    await account.offer(challenge)
    const calls = [account.accepted(never()), account.accepted(never())]
    await finish(w.server, address)
    await Promise.all(calls)
    const next = await account.offer(challenge)
    expect(next).toContain('mcp%3Awrite')
    await account.stop()
  })

  it('asks for and counts what a run began with, whatever calls join it meanwhile', async () => {
    await using w = await openWorld()
    const account = w.account()
    await signIn(account, w.server)
    const wider = { error: 'insufficient_scope', scope: 'mcp:write' }
    for (let round = 0; round < 2; round += 1) {
      await account.credentials(never())
      const address = await account.offer({})
      await account.offer(wider)
      const calls = [account.accepted(never()), account.accepted(never())]
      await finish(w.server, address)
      await Promise.all(calls)
    }
    const stored = await account.session()
    expect(stored?.scopes).toEqual(['mcp:read'])
    const asked = new URL((await account.offer(wider)) ?? '').searchParams.get('scope')
    expect(asked?.split(' ').toSorted()).toEqual(['mcp:read', 'mcp:write'])
    await account.stop()
  })

  it('shows no address once another process has signed in since the request was refused', async () => {
    await using w = await openWorld()
    const [one, other] = [w.account(), w.account()]
    expect(await one.credentials(never())).toBeUndefined()
    const authorization = await signIn(other, w.server)
    const asked = w.server.requests.length
    expect(await one.offer({})).toBeNull()
    expect((await one.signIn({}, never())).headers['authorization']).toBe(authorization)
    expect(w.server.requests).toHaveLength(asked)
    const address = await one.offer({ error: 'insufficient_scope', scope: 'mcp:write' })
    expect(address).toContain(w.server.origin)
    await one.stop()
  })

  it('opens one tab for many questions, and no second one within ten minutes', async () => {
    const tabs: string[] = []
    await using w = await openWorld({
      openBrowser: async (address) => {
        tabs.push(address)
        return await Promise.resolve(true)
      },
    })
    const account = w.account()
    const questions = [1, 2, 3].map(async () => await account.signIn({}, never()))
    await expect.poll(() => tabs.length).toBe(1)
    await finish(w.server, tabs[0] ?? '')
    await Promise.all(questions)
    await account.signOut({ forget: false })
    const error = await rejected(w.account().signIn({}, never()))
    expect(error.code).toBe('SIGN_IN_REQUIRED')
    expect(error.hint).toContain('http')
    expect(tabs).toHaveLength(1)
    await account.stop()
  })

  it('opens a tab for a step-up right after a sign-in, and one only', async () => {
    const tabs: string[] = []
    await using w = await openWorld({
      openBrowser: async (address) => {
        tabs.push(address)
        return await Promise.resolve(true)
      },
    })
    const challenge = { error: 'insufficient_scope', scope: 'mcp:write' }
    const account = w.account()
    for (const [at, given] of [{}, challenge].entries()) {
      const signedIn = account.signIn(given, never())
      await expect.poll(() => tabs.length).toBe(at + 1)
      await finish(w.server, tabs[at] ?? '')
      await signedIn
    }
    const later = w.account()
    expect((await rejected(later.signIn(challenge, never()))).code).toBe('SIGN_IN_REQUIRED')
    expect(tabs).toHaveLength(2)
    await later.stop()
  })
})

const unavailable = (): ScriptedKeychain => {
  const keychain = new ScriptedKeychain()
  keychain.state = 'unavailable'
  return keychain
}
