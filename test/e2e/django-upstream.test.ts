import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createCookieBrowser } from '../support/broker/cookie-browser.js'
import {
  attempt,
  loopbackClient,
  redeem,
  refresh,
  registerId,
  type SignedIn,
} from '../support/broker/oauth-client.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { hasDjango, startDjangoJhe, type DjangoJhe } from '../support/django/django-jhe.js'
import { freePort } from '../support/loopback.js'
import { clockOf } from '../support/processes/wrong-clock.js'
import { callRaw, type CallOutcome } from '../support/serve/raw-mcp.js'
import { openServedWorld, type Replica, type ServedWorld } from '../support/serve/served-world.js'
import { people } from '../support/worlds/jhe/people.js'

const clientId = 'jhe-mcp-serve'
const clientSecret = 'a secret that only the two know'
const { coordinator, member, viewer } = people

describe.skipIf(!hasDjango)('9.8: jhe-mcp serve behind the real django-oauth-toolkit', () => {
  let database: TestDatabase
  let state: TestDatabase
  let world: ServedWorld
  let jhe: DjangoJhe
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    state = await createDatabase('blank')
    world = await openServedWorld({ databaseUrl: database.url, stateUrl: state.url })
    jhe = await startDjangoJhe({
      clientId,
      clientSecret,
      redirectUri: `${world.publicUrl}/oauth/callback`,
      people: Object.values(people).map(({ userId }) => userId),
    })
    process.stderr.write(
      `django-oauth-toolkit ${jhe.versions.toolkit}, Django ${jhe.versions.django}\n`,
    )
  })
  afterAll(async () => {
    await world.close()
    await jhe.close()
    await state.drop()
    await database.drop()
  })

  /** A replica whose JHE it is; on the public port unless told. */
  const start = async (change: Readonly<Record<string, string>> = {}): Promise<Replica> =>
    await world.start({
      JHE_BASE_URL: jhe.baseUrl,
      JHE_CLIENT_ID: clientId,
      JHE_CLIENT_SECRET: clientSecret,
      ...change,
    })
  const stop = async ({ child, exit }: Replica): Promise<void> => {
    child.kill('SIGKILL')
    await exit
  }
  const serving = async (
    work: (replica: Replica) => Promise<void>,
    change: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const replica = await start(change)
    try {
      await work(replica)
    } finally {
      await stop(replica)
    }
  }

  /** Consent page, JHE's login page, and back. @returns where the browser ends */
  const authorize = async (url: string, person: number) => {
    const browser = createCookieBrowser([world.publicUrl, jhe.baseUrl])
    const consent = await browser.visit(url)
    const login = await browser.submit(consent, { decision: 'allow' })
    expect(login.url.pathname).toBe('/accounts/login/')
    return await browser.submit(login, { username: String(person), password: String(person) })
  }
  const signIn = async (person: number): Promise<SignedIn> => {
    const id = await registerId(world.publicUrl, loopbackClient)
    const own = attempt(world.publicUrl, id)
    const { url } = await authorize(own.url, person)
    const { body } = await redeem(world.publicUrl, own, url.searchParams.get('code') ?? '')
    return {
      clientId: id,
      access: String(body['access_token']),
      refresh: String(body['refresh_token']),
    }
  }

  /** In JHE, sign-in and data are one database. */
  const setActive = async (person: number, isActive: boolean): Promise<void> => {
    await jhe.setActive(person, isActive)
    await database.sql('update core_jheuser set is_active = $1 where id = $2', [isActive, person])
  }

  it('signs people in, each for what is theirs', async () => {
    await serving(async () => {
      for (const [{ userId }, studies] of [
        [coordinator, [30001, 30002, 30003]],
        [member, [30001, 30002]],
      ] as const) {
        const { access } = await signIn(userId)
        const { value, status } = await callRaw(world.publicUrl, access)
        expect(status).toBe(200)
        expect(value?.['studies']).toMatchObject(studies.map((id) => ({ id })))
      }
    })
  })

  it('F12: renews a session once for all replicas, though a refresh token works once', async () => {
    let signedIn: SignedIn | undefined
    await serving(async () => {
      signedIn = await signIn(viewer.userId)
      expect(await jhe.refreshTokens(viewer.userId)).toEqual({ live: 1, spent: 0 })
    })
    const { access = '', clientId: id = '', refresh: token = '' } = signedIn ?? {}
    // JHE's access token has ended by then
    const later = clockOf(3_700)
    const other = await start({ ...later, JHE_LISTEN: `127.0.0.1:${await freePort()}` })
    await serving(async () => {
      const addresses = [world.publicUrl, `http://localhost:${other.port}`]
      const calls = Array.from(
        { length: 20 },
        async (_, at) => await callRaw(addresses[at % 2] ?? '', access),
      )
      for (const { status, isError, text } of await Promise.all(calls))
        expect([status, isError, text]).toEqual([200, false, expect.any(String)])
      expect(await jhe.refreshTokens(viewer.userId)).toEqual({ live: 1, spent: 1 })
      const { status } = await refresh(world.publicUrl, id, token)
      expect(status).toBe(200)
    }, later)
    await stop(other)
  })

  it('of somebody who was switched off, nothing is answered', async () => {
    const { userId } = member
    await serving(async () => {
      const { access } = await signIn(userId)
      await setActive(userId, false)
      try {
        expect(await callRaw(world.publicUrl, access)).toMatchObject({ isError: true })
      } finally {
        await setActive(userId, true)
      }
      expect(await callRaw(world.publicUrl, access)).toMatchObject({ isError: false })
    })
  })

  it('takes a token of another client with scope mcp, and no other', async () => {
    const [good, bare] = ['a'.repeat(30), 'b'.repeat(30)]
    const off = 'c'.repeat(30)
    await jhe.issueToken(coordinator.userId, good, 'openid mcp')
    await jhe.issueToken(coordinator.userId, bare, 'openid')
    await jhe.issueToken(viewer.userId, off, 'openid mcp')
    await setActive(viewer.userId, false)
    await serving(
      async () => {
        const outcomes: CallOutcome[] = []
        for (const token of [good, bare, off, 'd'.repeat(30)])
          outcomes.push(await callRaw(world.publicUrl, token))
        expect([0, 1, 3].map((at) => outcomes[at]?.status)).toEqual([200, 403, 401])
        // newer versions know nobody by the token of somebody who is switched off; 1.7 does
        expect(outcomes[2]).toMatchObject({ isError: true })
        expect(outcomes[0]?.value?.['studies']).toHaveLength(3)
      },
      { JHE_ACCEPT_JHE_TOKENS: 'mcp' },
    )
    await setActive(viewer.userId, true)
    await serving(async () => {
      expect((await callRaw(world.publicUrl, good)).status).toBe(401)
    })
  })

  it('says so when JHE does not take its secret, and signs nobody out for it', async () => {
    const token = 'e'.repeat(30)
    await jhe.issueToken(coordinator.userId, token, 'openid mcp')
    await serving(
      async ({ stderr }) => {
        const own = attempt(world.publicUrl, await registerId(world.publicUrl, loopbackClient))
        const { url } = await authorize(own.url, coordinator.userId)
        expect([url.searchParams.get('code'), url.searchParams.get('error')]).toEqual([
          null,
          'server_error',
        ])
        await expect.poll(stderr).toContain('JHE_CLIENT_SECRET')
        expect((await callRaw(world.publicUrl, token)).status).toBe(503)
      },
      { JHE_ACCEPT_JHE_TOKENS: 'mcp', JHE_CLIENT_SECRET: 'another one' },
    )
  })
})
