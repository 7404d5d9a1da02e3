import { readdir } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { rejected } from '../../../support/caught.js'
import { never, openWorld, signIn } from '../../../support/connect/account-world.js'
import { openAccount } from '../../../support/connect/open-account.js'
import { startIssuedServer } from '../../../support/connect/issued-server.js'
import { freePort } from '../../../support/loopback.js'
import { createTestFolder } from '../../../support/worlds/stores.js'

describe('the client at a server elsewhere, and what is pinned of it', () => {
  it('does not ask whether a client is known that has just registered', async () => {
    let at = Date.now()
    await using w = await openWorld({ now: () => new Date(at) })
    await signIn(w.account(), w.server)
    await signIn(w.account(), w.server)
    expect(w.server.count('POST /token')).toBe(2)
    at += 60_000
    await signIn(w.account(), w.server)
    expect(w.server.count('POST /token')).toBe(4)
    expect(w.server.count('POST /reg')).toBe(1)
  })

  it('registers anew once where the server has forgotten its clients', async () => {
    let at = Date.now()
    await using w = await openWorld({ now: () => new Date(at) })
    await signIn(w.account(), w.server)
    await signIn(w.account(), w.server)
    expect(w.server.count('POST /reg')).toBe(1)
    w.server.forgetClients()
    at += 60_000
    const authorization = await signIn(w.account(), w.server)
    expect(await w.server.takes(authorization)).toBe(true)
    expect(w.server.count('POST /reg')).toBe(2)
  })

  it('keeps the client that was registered since, when the one of the session is refused', async () => {
    await using w = await openWorld()
    const account = w.account()
    await signIn(account, w.server)
    const later = openAccount(w.server.url, w.dir, await freePort())
    await later.signOut({ forget: false })
    await signIn(account, w.server)
    const refused = await account.credentials(never())
    expect(await later.offer({ error: 'insufficient_scope' })).toContain(w.server.origin)
    await later.stop()
    expect(w.server.count('POST /reg')).toBe(2)
    w.server.forgetClients(1)
    expect(await account.renew(refused, {}, never())).toBeUndefined()
    await signIn(later, w.server)
    expect(w.server.count('POST /reg')).toBe(2)
  })

  it('renews and revokes with the secret of the session’s own client, whatever was registered since', async () => {
    await using w = await openWorld({}, { authentications: ['client_secret_basic'] })
    const account = w.account()
    await signIn(account, w.server)
    const later = openAccount(w.server.url, w.dir, await freePort())
    await later.offer({ error: 'insufficient_scope' })
    await later.stop()
    expect(w.server.count('POST /reg')).toBe(2)
    const renewed = await account.renew(await account.credentials(never()), {}, never())
    expect(await w.server.takes(renewed?.headers['authorization'])).toBe(true)
    expect(await account.signOut({ forget: false })).toBe('revoked')
    expect(await w.server.takes(renewed?.headers['authorization'])).toBe(false)
  })

  it('registers anew for another redirect address', async () => {
    await using w = await openWorld()
    await signIn(w.account(), w.server)
    await signIn(openAccount(w.server.url, w.dir, await freePort()), w.server)
    expect(w.server.count('POST /reg')).toBe(2)
  })

  it.each([
    {
      what: 'issuer',
      other: 'https://other.example.org',
      code: 'SERVER_CHANGED',
      hint: /^Ask its administrator .*`jhe-mcp logout --url .*`jhe-mcp login --url /,
    },
    {
      what: 'resource',
      other: 'https://other.example.org/mcp',
      code: 'ISSUER_FAILED',
      hint: /^Use that as the address of the server if it is the one you mean; else tell its administrator /,
    },
  ])('F52: another $what than at the first sign-in is refused, naming both', async (row) => {
    const { what, other, code, hint } = row
    await using w = await openWorld()
    const account = w.account()
    await signIn(account, w.server)
    await account.signOut({ forget: false })
    const before = w.server.requests.length
    w.server.name({ [what]: other })
    const error = await rejected(w.account().offer({}))
    expect(error.code).toBe(code)
    expect(error.message).toContain(other)
    expect(error.message).toContain(w.server.origin)
    expect(error.hint).toMatch(hint)
    expect(
      w.server.requests.slice(before).every((line) => line.startsWith('GET /.well-known')),
    ).toBe(true)
    w.server.name({ issuer: w.server.origin, resource: w.server.url })
    await signIn(w.account(), w.server)
  })

  it('forgets pin and client where that is asked for', async () => {
    await using w = await openWorld()
    const account = w.account()
    await signIn(account, w.server)
    expect(await account.signOut({ forget: true })).toBe('revoked')
    expect(await readdir(w.dir)).toEqual([])
    await signIn(w.account(), w.server)
    expect(w.server.count('POST /reg')).toBe(2)
  })

  it('finds metadata again, after a restart, that only a challenge names', async () => {
    await using server = await startIssuedServer({ metadataPath: '/elsewhere', accessSeconds: 30 })
    await using folder = await createTestFolder()
    const port = await freePort()
    const challenge = { resourceMetadata: `${server.origin}/elsewhere` }
    const first = await signIn(openAccount(server.url, folder.path, port), server, challenge)
    const later = await openAccount(server.url, folder.path, port).credentials(never())
    expect(later?.headers['authorization']).not.toBe(first)
    expect(await server.takes(later?.headers['authorization'])).toBe(true)
  })
})
