import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openAccount } from '../../support/connect/open-account.js'
import { ask, freePort } from '../../support/loopback.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { authorizeServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'
import { createTestFolder } from '../../support/worlds/stores.js'

const never = (): AbortSignal => new AbortController().signal
let world: ServedWorld

beforeAll(async () => {
  // nothing here asks the database
  const databaseUrl = `postgresql://nobody@127.0.0.1:${await freePort()}/none`
  world = await openServedWorld({ databaseUrl })
  await world.start()
})

afterAll(async () => {
  await world.close()
})

/** Status of a request with these headers. */
const statusOf = async (headers: Readonly<Record<string, string>> = {}): Promise<number> => {
  const response = await fetch(`${world.publicUrl}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  })
  await response.body?.cancel()
  return response.status
}

describe('the account at `jhe-mcp serve`', () => {
  it('registers, signs in, renews, and signs out', async () => {
    await using folder = await createTestFolder()
    const url = `${world.publicUrl}/mcp`
    const account = openAccount(url, folder.path, await freePort())
    expect(await statusOf()).toBe(401)
    const address = await account.offer({})
    const back = await authorizeServed(world, address ?? '', people.coordinator.userId)
    const page = ask(back.href)
    const first = await account.accepted(never())
    expect((await page).body).toContain('You are signed in')
    expect(await statusOf(first.headers)).toBe(200)
    const second = await account.renew(first, { error: 'invalid_token' }, never())
    expect(second).not.toEqual(first)
    expect(await statusOf(second?.headers)).toBe(200)
    expect(await account.signOut({ forget: false })).toBe('revoked')
    expect(await statusOf(second?.headers)).toBe(401)
  })
})
