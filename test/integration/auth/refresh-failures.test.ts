import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { startIssuer, type TokenMode } from '../../support/issuer/issuer.js'
import { rejected } from '../../support/caught.js'
import { assembleSessions } from '../../support/worlds/assemble-sessions.js'
import { createSessionWorld, hour, mary } from '../../support/worlds/session-world.js'
import { createTestStores } from '../../support/worlds/stores.js'
import { createTestSession } from '../../support/issuer/tokens.js'

const never = new AbortController().signal
const before = { subject: mary.subject, studies: [1] }
const renewed = { subject: mary.subject, studies: [30001] }

describe('when a refresh fails', () => {
  it('T-R8: invalid_grant for the stored token ends the session, once', async () => {
    await using world = await createSessionWorld()
    await world.leave(11 * hour)
    world.issuer.behave({ mode: 'error:invalid_grant' })
    const { source } = assembleSessions(world.dir, world.owner)
    expect((await rejected(source.current(never))).code).toBe('SESSION_EXPIRED')
    expect(await world.stored()).toBeUndefined()
    expect((await rejected(source.current(never))).code).toBe('SIGN_IN_REQUIRED')
    expect(world.tokenRequests()).toBe(1)
  })

  it('T-R2: invalid_grant for a token that was replaced meanwhile leads to the new one', async () => {
    await using world = await createSessionWorld()
    await world.leave(11 * hour)
    world.issuer.behave({ mode: 'error:invalid_grant' })
    const letGo = world.issuer.hold()
    const { source } = assembleSessions(world.dir, world.owner)
    const arrived = world.issuer.tokenRequest()
    const answer = source.current(never)
    await arrived
    const newer = await world.leave(10)
    letGo()
    expect(await answer).toMatchObject(before)
    expect(await world.stored()).toEqual(newer)
    expect(world.tokenRequests()).toBe(1)
  })

  it('T-R2: a sign-in during a refresh wins, and the surplus tokens are revoked', async () => {
    await using world = await createSessionWorld()
    await world.leave(11 * hour)
    const letGo = world.issuer.hold()
    const { source } = assembleSessions(world.dir, world.owner)
    const arrived = world.issuer.tokenRequest()
    const answer = source.current(never)
    await arrived
    const newer = await world.leave(10)
    letGo()
    expect(await answer).toMatchObject(before)
    expect(await world.stored()).toEqual(newer)
    expect(world.issuer.requests.filter((r) => r === 'POST /o/revoke_token/')).toHaveLength(2)
  })

  it('a sign-out during a refresh stays a sign-out', async () => {
    await using world = await createSessionWorld()
    await world.leave(11 * hour)
    const letGo = world.issuer.hold()
    const { source, stores } = assembleSessions(world.dir, world.owner)
    const arrived = world.issuer.tokenRequest()
    const answer = rejected(source.current(never))
    await arrived
    await (await stores.current()).clear()
    letGo()
    expect((await answer).code).toBe('SIGN_IN_REQUIRED')
    expect(await world.stored()).toBeUndefined()
    expect(world.issuer.requests.filter((r) => r === 'POST /o/revoke_token/')).toHaveLength(2)
  })

  const troubles: { mode: TokenMode; code: string; says: RegExp }[] = [
    {
      mode: 'html-502',
      code: 'ISSUER_FAILED',
      says: /\/o\/token\/ answered with status 502 \(text\/html\)/,
    },
    { mode: 'html-200', code: 'ISSUER_FAILED', says: /status 200 \(text\/html\)/ },
    { mode: 'json-500', code: 'ISSUER_FAILED', says: /status 500 \(application\/json\)/ },
    { mode: '429', code: 'ISSUER_FAILED', says: /status 429/ },
    { mode: 'error:invalid_client', code: 'ISSUER_FAILED', says: /\(invalid_client\)/ },
    { mode: 'drop', code: 'ISSUER_UNREACHABLE', says: /the connection broke/ },
    { mode: 'hang', code: 'ISSUER_UNREACHABLE', says: /did not answer in time/ },
  ]

  /** Short only where nothing answers: what does is slow on a busy machine. */
  const limitOf = (mode: TokenMode) => (mode === 'hang' ? { limitMs: 2_000 } : {})

  it.each(troubles)(
    'T-R4, T-R8: $mode keeps the session and says what it was',
    async ({ mode, code, says }) => {
      await using world = await createSessionWorld()
      const session = await world.leave(11 * hour)
      world.issuer.behave({ mode })
      const { source } = assembleSessions(world.dir, world.owner, limitOf(mode))
      const error = await rejected(source.current(never))
      expect(error.code).toBe(code)
      expect(error.message).toMatch(says)
      expect(`${error.message}${error.hint}`).not.toContain(session.refresh_token)
      expect(await world.stored()).toEqual(session)
      expect(await readdir(world.dir)).toEqual(['token_cache.json'])
      world.issuer.behave({ mode: 'ok' })
      expect(await source.current(never)).toMatchObject(renewed)
    },
  )

  it.each(troubles)(
    '$mode: answers go on while the ID token is good, and the trouble shows',
    async ({ mode, code }) => {
      await using world = await createSessionWorld()
      const session = await world.leave(2 * hour)
      world.issuer.behave({ mode })
      let ahead = 0
      const now = (): Date => new Date(Date.now() + ahead)
      const { source } = assembleSessions(world.dir, world.owner, { ...limitOf(mode), now })
      expect(await source.current(never)).toMatchObject(before)
      expect(source.renewalTrouble()?.code).toBe(code)
      expect(await source.current(never)).toMatchObject(before)
      expect(world.tokenRequests()).toBe(1)
      expect(await world.stored()).toEqual(session)
      world.issuer.behave({ mode: 'ok' })
      ahead = 31_000
      expect(await source.current(never)).toMatchObject(renewed)
      expect(source.renewalTrouble()).toBeUndefined()
    },
  )

  it('T-R8: an issuer that is gone altogether is refused, not signed out', async () => {
    const issuer = await startIssuer()
    await issuer.close()
    await using world = await createSessionWorld()
    const owner = { issuer: issuer.issuer, clientId: issuer.clientId }
    const { store } = await createTestStores({ dir: world.dir, owner }).choose()
    const now = new Date(Date.now() - 11 * hour * 1000)
    const session = await createTestSession({ subject: 1, studies: null, now, ...owner })
    await store.write(session)
    const error = await rejected(assembleSessions(world.dir, owner).source.current(never))
    expect(error.code).toBe('ISSUER_UNREACHABLE')
    expect(error.message).toContain('the connection was refused')
    expect(await store.read()).toEqual(session)
  })

  it('T-R6: a clock that is hours ahead is named and does not cost the session', async () => {
    await using world = await createSessionWorld()
    const session = await world.leave(10)
    let ahead = 12 * hour * 1000
    const now = (): Date => new Date(Date.now() + ahead)
    const { source } = assembleSessions(world.dir, world.owner, { now })
    const error = await rejected(source.current(never))
    expect(error.code).toBe('TOKEN_INVALID')
    expect(error.message).toMatch(/this computer's clock is 43\d{3} s ahead of JHE's/)
    const stored = await world.stored()
    expect(stored?.refresh_token).not.toBe(session.refresh_token)
    expect(stored?.id_token).toBe(session.id_token)
    ahead = 0
    expect(await source.current(never)).toMatchObject(before)
    expect(source.renewalTrouble()).toBeUndefined()
  })

  it('a refresh without an ID token keeps the rotated tokens and says what is missing', async () => {
    await using world = await createSessionWorld()
    const session = await world.leave(11 * hour)
    world.issuer.behave({ mode: 'no-id-token' })
    const { source } = assembleSessions(world.dir, world.owner)
    const error = await rejected(source.current(never))
    expect(error.code).toBe('ISSUER_FAILED')
    expect(error.message).toContain('no ID token')
    expect((await world.stored())?.refresh_token).not.toBe(session.refresh_token)
    world.issuer.behave({ mode: 'ok' })
    expect(await source.current(never)).toMatchObject(renewed)
  })

  it('a refresh that speaks of another person is refused and nothing of it is stored', async () => {
    await using world = await createSessionWorld({ people: [{ subject: 10003 }, mary] })
    const stranger = await world.issuer.issueRefreshToken(10003)
    const session = { ...(await world.leave(2 * hour)), refresh_token: stranger }
    const { store } = await createTestStores({ dir: world.dir, owner: world.owner }).choose()
    await store.write(session)
    const { source } = assembleSessions(world.dir, world.owner)
    const error = await rejected(source.current(never))
    expect(error.code).toBe('TOKEN_INVALID')
    expect(error.message).toContain('another person')
    expect(await world.stored()).toEqual(session)
  })

  it('no token shows in the lease, the file names or the errors of a failed refresh', async () => {
    await using world = await createSessionWorld()
    const session = await world.leave(11 * hour)
    const letGo = world.issuer.hold()
    const { source } = assembleSessions(world.dir, world.owner)
    const arrived = world.issuer.tokenRequest()
    const answer = source.current(never)
    await arrived
    const [lease = ''] = (await readdir(world.dir)).filter((name) => name.endsWith('.lease'))
    const text = await readFile(join(world.dir, lease), 'utf8')
    for (const secret of [session.access_token, session.refresh_token, session.id_token])
      expect(text).not.toContain(secret)
    letGo()
    await answer
  })
})
