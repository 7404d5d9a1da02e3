import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import type { OpenedRemoteAccount } from '../../../../src/connect/account/create-remote-account.js'
import { rejected } from '../../../support/caught.js'
import { startIssuedServer, type IssuedServer } from '../../../support/connect/issued-server.js'
import { openAccount, type AccountChange } from '../../../support/connect/open-account.js'
import { ask, freePort } from '../../../support/loopback.js'
import { createTestFolder } from '../../../support/worlds/stores.js'

const never = (): AbortSignal => new AbortController().signal

const signIn = async (account: OpenedRemoteAccount, server: IssuedServer): Promise<void> => {
  const address = await account.offer({})
  const page = server.signIn(address ?? '').then(async (back) => await ask(back.href))
  await account.accepted(never())
  await page
}

/** A person who signed in at a server, and a clock that can be put forward. */
const world = async () => {
  const server = await startIssuedServer()
  const folder = await createTestFolder()
  const port = await freePort()
  let ahead = 0
  const now = (): Date => new Date(Date.now() + ahead)
  const account = (change: AccountChange = {}): OpenedRemoteAccount =>
    openAccount(server.url, folder.path, port, { now, ...change })
  await signIn(account(), server)
  return {
    server,
    account,
    /** What is known of the server but for the session is lost. */
    loseKnown: async () => {
      const path = join(folder.path, 'server_cache.json')
      const text = await readFile(path, 'utf8')
      await writeFile(path, text.replace('"client http', '"lost http'))
    },
    later: (seconds: number) => {
      ahead += seconds * 1000
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('the tokens of a server elsewhere', () => {
  it('are renewed 60 s before they end, not sooner', async () => {
    await using w = await world()
    const account = w.account()
    const first = await account.credentials(never())
    w.later(3600 - 70)
    expect(await account.credentials(never())).toEqual(first)
    w.later(15)
    const second = await account.credentials(never())
    expect(second).not.toEqual(first)
    expect(await w.server.takes(second?.headers['authorization'])).toBe(true)
  })

  it('after an hour of sleep are renewed by the first request', async () => {
    await using w = await world()
    w.later(2 * 3600)
    const found = await w.account().credentials(never())
    expect(await w.server.takes(found?.headers['authorization'])).toBe(true)
  })

  it.each(['html-502', 'drop', '429', 'json-500'] as const)(
    'serve until they end while the issuer answers with %s, and stay stored',
    async (mode) => {
      await using w = await world()
      const account = w.account()
      const first = await account.credentials(never())
      w.server.behave({ mode })
      w.later(3600 - 30)
      expect(await account.credentials(never())).toEqual(first)
      w.later(60)
      expect((await rejected(account.credentials(never()))).code).toMatch(/^ISSUER_/)
      w.server.behave({ mode: 'ok' })
      const later = await account.credentials(never())
      expect(await w.server.takes(later?.headers['authorization'])).toBe(true)
    },
  )

  it('that the issuer refuses end the session, and a person must sign in', async () => {
    await using w = await world()
    const account = w.account()
    const refused = await account.credentials(never())
    w.server.behave({ mode: 'error:invalid_grant' })
    expect(await account.renew(refused, { error: 'invalid_token' }, never())).toBeUndefined()
    expect(await account.isSignedIn()).toBe(false)
    expect(await account.credentials(never())).toBeUndefined()
    w.server.behave({ mode: 'ok' })
    await signIn(account, w.server)
  })

  it('of a client that the issuer forgot end plainly, and the next sign-in registers anew', async () => {
    await using w = await world()
    const account = w.account()
    const refused = await account.credentials(never())
    w.server.forgetClients()
    expect(await account.renew(refused, {}, never())).toBeUndefined()
    await signIn(account, w.server)
    expect(w.server.count('POST /reg')).toBe(2)
  })

  it('are adopted from another process without a request', async () => {
    await using w = await world()
    const [one, other] = [w.account(), w.account()]
    const old = await one.credentials(never())
    const renewed = await other.renew(old, {}, never())
    const before = w.server.requests.length
    expect(await one.renew(old, {}, never())).toEqual(renewed)
    expect(w.server.requests.length).toBe(before)
  })

  it('are not sent to another issuer than their own', async () => {
    await using w = await world()
    const refused = await w.account().credentials(never())
    const before = w.server.count('POST /token')
    w.server.name({ issuer: 'https://other.example.org' })
    const error = await rejected(w.account().renew(refused, {}, never()))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(w.server.count('POST /token')).toBe(before)
    expect(await w.account().isSignedIn()).toBe(true)
  })

  it('are not sent to another issuer even where nothing but the session is known', async () => {
    await using w = await world()
    const account = w.account()
    const refused = await account.credentials(never())
    await w.loseKnown()
    w.server.name({ issuer: 'https://other.example.org' })
    const error = await rejected(w.account().renew(refused, {}, never()))
    expect(error.code).toBe('SERVER_CHANGED')
    expect(await w.account().isSignedIn()).toBe(true)
  })

  it('stay with others who wait when one request is cancelled', async () => {
    await using w = await world()
    const account = w.account()
    w.later(3590)
    w.server.behave({ latencyMs: 200 })
    const cancelled = new AbortController()
    const one = account.credentials(cancelled.signal)
    const other = account.credentials(never())
    cancelled.abort(new Error('cancelled'))
    await expect(one).rejects.toThrow('cancelled')
    expect(await w.server.takes((await other)?.headers['authorization'])).toBe(true)
  })
})

describe('signing out of a server elsewhere', () => {
  it('revokes both tokens, is recorded, and is idempotent', async () => {
    await using w = await world()
    const account = w.account()
    const authorization = (await account.credentials(never()))?.headers['authorization']
    expect(await account.signOut({ forget: false })).toBe('revoked')
    expect(await w.server.takes(authorization)).toBe(false)
    expect(await account.signOut({ forget: false })).toBe('nobody')
  })

  it('is local only where the issuer does not answer', async () => {
    await using w = await world()
    const account = w.account()
    await w.server[Symbol.asyncDispose]()
    expect(await account.signOut({ forget: false })).toBe('local only')
    expect(await account.isSignedIn()).toBe(false)
  })

  it('while another process renews leaves nothing stored and no token good', async () => {
    await using w = await world()
    const [one, other] = [w.account(), w.account()]
    const old = await one.credentials(never())
    w.server.behave({ latencyMs: 300 })
    const arrived = w.server.tokenRequest()
    const renewing = one.renew(old, {}, never())
    await arrived
    await other.signOut({ forget: false })
    const found = await renewing
    expect(await one.isSignedIn()).toBe(false)
    expect(await w.server.takes(old?.headers['authorization'])).toBe(false)
    expect(await w.server.takes(found?.headers['authorization'])).toBe(false)
  })
})
