import { createServer } from 'node:http'

import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import type { Session } from '../../../src/auth/session/session.js'
import { assembleSessions } from '../../support/worlds/assemble-sessions.js'
import { rejected } from '../../support/caught.js'
import { freePort, holdPort } from '../../support/loopback.js'
import {
  createSessionWorld,
  hour,
  mary,
  type SessionWorld,
} from '../../support/worlds/session-world.js'
import { writeTestSession } from '../../support/worlds/stores.js'
import {
  createTestKey,
  createTestSession,
  signIdToken,
  testKey,
} from '../../support/issuer/tokens.js'

const never = new AbortController().signal
const forger = await createTestKey('forged-key')
const namesake = await createTestKey(testKey.kid)

const recordSchema = z.record(z.string(), z.unknown())

const claimsOf = ({ id_token }: Session): Record<string, unknown> => {
  const [, payload = ''] = id_token.split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return recordSchema.parse(claims)
}

/** The file of somebody who would like to be Mary: tokens and keys are their own. */
const forge = async (
  { owner, dir }: Pick<SessionWorld, 'owner' | 'dir'>,
  key = forger,
  change: Readonly<Record<string, unknown>> = {},
): Promise<Session> => {
  const honest = await createTestSession({ ...owner, subject: mary.subject, studies: [1] })
  const id_token = await signIdToken({ ...claimsOf(honest), ...change }, key)
  const session = { ...honest, id_token, jwks: key.jwks }
  await writeTestSession(dir, session)
  return session
}

describe('a session file that another program wrote', () => {
  it.each([
    ['of its own name', forger],
    ['of the name of JHE’s', namesake],
  ])('with a key %s is refused while the issuer answers', async (_name, key) => {
    await using world = await createSessionWorld()
    await forge(world, key)
    const { source } = assembleSessions(world.dir, world.owner)
    for (let time = 0; time < 3; time += 1) {
      const error = await rejected(source.current(never))
      expect(error.code).toBe('TOKEN_INVALID')
      expect(error.message).toContain('not signed with a key that JHE publishes')
      expect(error.hint).toContain('jhe-mcp login')
    }
  })

  it('is refused in a process that has answered to the real one', async () => {
    await using world = await createSessionWorld()
    await world.leave(10)
    const { source } = assembleSessions(world.dir, world.owner)
    await source.current(never)
    await forge(world)
    expect((await rejected(source.current(never))).code).toBe('TOKEN_INVALID')
  })

  it('is refused as soon as the issuer is back', async () => {
    await using world = await createSessionWorld()
    await forge(world)
    let ahead = 0
    let isDown = true
    const { source } = assembleSessions(world.dir, world.owner, {
      now: () => new Date(Date.now() + ahead),
      fetch: async (url, init) => {
        if (isDown) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
        return await fetch(url, init)
      },
    })
    expect((await source.current(never)).subject).toBe(mary.subject)
    isDown = false
    ahead = 31_000
    expect((await rejected(source.current(never))).code).toBe('TOKEN_INVALID')
  })

  it.each([
    ['an ID token until 2099', { exp: Date.UTC(2099, 0, 1) / 1000 }, /longer than a day/],
    [
      'an ID token of two days',
      { exp: Math.floor(Date.now() / 1000) + 48 * hour },
      /longer than a day/,
    ],
  ])('with %s is refused without the issuer too', async (_what, change, says) => {
    const port = await freePort()
    const owner = { issuer: `http://127.0.0.1:${port}/o`, clientId: 'jhe-mcp' }
    await using world = await createSessionWorld()
    const { dir } = world
    await forge({ owner, dir }, forger, change)
    const error = await rejected(assembleSessions(dir, owner).source.current(never))
    expect(error.code).toBe('TOKEN_INVALID')
    expect(error.message).toMatch(says)
  })

  it('with an access token beyond JHE’s 14 days is refused', async () => {
    await using world = await createSessionWorld()
    const session = await world.leave(10)
    await writeTestSession(world.dir, { ...session, expires_at: Date.UTC(2099, 0, 1) / 1000 })
    const error = await rejected(assembleSessions(world.dir, world.owner).source.current(never))
    expect(error.code).toBe('TOKEN_INVALID')
    expect(error.message).toContain('14 days')
  })
})

describe('the keys of the issuer', () => {
  it('are asked for once in the life of a process', async () => {
    await using world = await createSessionWorld()
    await world.leave(10)
    const { source } = assembleSessions(world.dir, world.owner)
    await Promise.all([source.current(never), source.current(never)])
    await source.current(never)
    expect(world.issuer.requests).toEqual([
      'GET /o/.well-known/openid-configuration',
      'GET /o/.well-known/jwks.json',
    ])
    expect(source.renewalTrouble()).toBeUndefined()
  })

  it('keep nobody waiting where the issuer is silent, and the trouble shows', async () => {
    const port = await freePort()
    const silent = await holdPort(createServer(), port, '127.0.0.1')
    const owner = { issuer: `http://127.0.0.1:${port}/o`, clientId: 'jhe-mcp' }
    await using world = await createSessionWorld()
    const person = { ...owner, subject: mary.subject, studies: [1] }
    await writeTestSession(world.dir, await createTestSession(person))
    const { source } = assembleSessions(world.dir, owner, {}, { keysLimitMs: 100 })
    expect(await source.current(never)).toMatchObject({ subject: mary.subject })
    expect(source.renewalTrouble()).toMatchObject({ code: 'ISSUER_UNREACHABLE' })
    expect(source.renewalTrouble()?.message).toContain('slow to answer')
    await silent.close()
  })

  it('replace those in the file, so that the next start without the issuer knows them', async () => {
    await using world = await createSessionWorld()
    const session = await world.leave(10)
    const wider = { keys: [...session.jwks.keys, ...forger.jwks.keys] }
    await writeTestSession(world.dir, { ...session, jwks: wider })
    await assembleSessions(world.dir, world.owner).source.current(never)
    expect((await world.stored())?.jwks.keys.map(({ kid }) => kid)).toEqual([testKey.kid])
  })

  it('refuse a token of a key that JHE has withdrawn, with the way out', async () => {
    await using world = await createSessionWorld({ hasOwnKey: true })
    await world.leave(10)
    const error = await rejected(assembleSessions(world.dir, world.owner).source.current(never))
    expect(error.message).toContain('JHE has changed its key')
    expect(error.hint).toContain('jhe-mcp login')
  })
})
