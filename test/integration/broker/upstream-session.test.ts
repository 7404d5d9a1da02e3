import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { UpstreamPort } from '../../../src/broker/upstream-port.js'
import type { GrantWithSession } from '../../../src/state/store.js'
import {
  connect,
  openConsentWorld,
  type ConsentWorld,
  type WorldOptions,
} from '../../support/broker/world.js'

let world: ConsentWorld

const open = async (options: WorldOptions = {}): Promise<void> => {
  world = await openConsentWorld(options)
}
afterEach(async () => {
  await world.close()
})

/** The grant of a person who has just signed in. */
const signIn = async (subject = 10002): Promise<GrantWithSession> => {
  await connect(world.browser(), world, subject)
  const grant = [...world.state.rows.values()].at(-1)
  if (grant === undefined) throw new Error('nobody signed in')
  return grant
}

const refreshes = () => world.issuer.grants.filter((grant) => grant.grant_type === 'refresh_token')
const asked = (path: string) => world.issuer.requests.filter((line) => line.endsWith(path)).length

describe('a session at JHE with the claim', () => {
  beforeEach(async () => {
    await open()
  })

  it('serves for an hour without a question to JHE', async () => {
    const grant = await signIn()
    const before = world.issuer.requests.length
    world.pass(3500)
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'live', grant })
    expect(world.issuer.requests.length).toBe(before)
  })

  it('is renewed after an hour and stored before it is used', async () => {
    const grant = await signIn()
    world.pass(3601)
    const renewed = await world.upstream.renewIfDue(grant)
    const stored = world.state.rows.get(grant.id)
    expect(renewed).toEqual({ kind: 'live', grant: stored })
    expect(stored?.session.refreshToken).not.toBe(grant.session.refreshToken)
    expect(stored?.session.studies).toEqual([30001])
    expect(refreshes().map(({ outcome }) => outcome)).toEqual(['success'])
    // somebody who holds the grant as it was asks JHE nothing
    expect(await world.replica().renewIfDue(grant)).toMatchObject({ kind: 'live', grant: stored })
    expect(refreshes().length).toBe(1)
  })

  it('F12: 20 at once over 3 replicas are one refresh, and nobody is signed out', async () => {
    const grant = await signIn()
    world.pass(3601)
    const replicas = [world.replica(), world.replica(), world.replica()]
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => await replicas[n % 3]?.renewIfDue(grant)),
    )
    expect(new Set(answers.map((answer) => answer?.kind))).toEqual(new Set(['live']))
    expect(refreshes().map(({ outcome }) => outcome)).toEqual(['success'])
    world.pass(3601)
    expect((await world.upstream.renewIfDue(grant)).kind).toBe('live')
  })

  it('ends with the grant when JHE no longer knows the refresh token', async () => {
    const grant = await signIn()
    world.pass(3601)
    world.issuer.behave({ mode: 'error:invalid_grant' })
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'ended' })
    expect(world.state.rows.has(grant.id)).toBe(false)
    expect(world.events.at(-1)).toMatchObject({
      event: 'revoke',
      code: 'invalid_grant',
      subject: 10002,
      grantId: grant.id,
    })
    expect(await world.replica().renewIfDue(grant)).toEqual({ kind: 'ended' })
  })

  it.each(['html-502', 'drop', 'json-500', '429', 'dot-401'] as const)(
    'F13: goes on while JHE answers with %s, until its ID token ends; then it is our trouble',
    async (mode) => {
      const grant = await signIn()
      world.pass(3601)
      world.issuer.behave({ mode })
      expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'live', grant })
      const tries = asked('/o/token/')
      expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'live', grant })
      expect(asked('/o/token/')).toBe(tries)
      world.pass(9.1 * 3600)
      expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'unavailable' })
      expect(world.state.rows.has(grant.id)).toBe(true)
    },
  )

  it('is asked again 10 seconds after a failure', async () => {
    const grant = await signIn()
    world.pass(3601)
    world.issuer.behave({ mode: 'drop' })
    await world.upstream.renewIfDue(grant)
    world.issuer.behave({ mode: 'ok' })
    world.pass(9)
    await world.upstream.renewIfDue(grant)
    expect(refreshes()).toEqual([])
    world.pass(2)
    expect((await world.upstream.renewIfDue(grant)).kind).toBe('live')
    expect(refreshes().map(({ outcome }) => outcome)).toEqual(['success'])
  })

  it('keeps the rotated token when the new ID token is not there', async () => {
    const grant = await signIn()
    world.pass(3601)
    world.issuer.behave({ mode: 'no-id-token' })
    expect((await world.upstream.renewIfDue(grant)).kind).toBe('live')
    const kept = world.state.rows.get(grant.id)?.session
    expect(kept?.refreshToken).not.toBe(grant.session.refreshToken)
    expect(kept?.idToken).toBe(grant.session.idToken)
    world.issuer.behave({ mode: 'ok' })
    world.pass(11)
    expect((await world.upstream.renewIfDue(grant)).kind).toBe('live')
    expect(refreshes().map(({ outcome }) => outcome)).toEqual(['success', 'success'])
  })

  it('the trouble of one session does not hold up another', async () => {
    const mary = await signIn()
    const noah = await signIn(10003)
    world.pass(3601)
    world.issuer.behave({ mode: 'no-id-token' })
    await world.upstream.renewIfDue(mary)
    world.issuer.behave({ mode: 'ok' })
    const answer = await world.upstream.renewIfDue(noah)
    expect(answer).toMatchObject({ kind: 'live', grant: { subject: 10003 } })
    expect(world.state.rows.get(noah.id)?.session.confirmedAt).toBeGreaterThan(
      noah.session.confirmedAt,
    )
  })

  it('ends when JHE answers for somebody else', async () => {
    const grant = await signIn()
    const refreshToken = await world.issuer.issueRefreshToken(10003)
    await world.state.grants.end(grant.id)
    await world.state.grants.create(
      { ...grant, session: { ...grant.session, refreshToken } },
      { lifetime: 9e6, idle: 9e6 },
    )
    world.pass(3601)
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'ended' })
    expect(world.state.rows.has(grant.id)).toBe(false)
  })

  it('F13: goes on when the state is not reached, and is our trouble later', async () => {
    const grant = await signIn()
    world.pass(3601)
    Object.assign(world.state.grants, {
      renew: async () => await Promise.reject(new Error('no connection')),
    })
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'live', grant })
    world.pass(10 * 3600)
    expect(await world.upstream.renewIfDue(grant)).toEqual({ kind: 'unavailable' })
  })
})

describe('a session at JHE without the claim', () => {
  const renew = async (grant: GrantWithSession, by: UpstreamPort = world.upstream) =>
    await by.renewIfDue(grant)

  it('is confirmed once an hour by asking who it is', async () => {
    await open({ accessTokenSeconds: 14 * 86_400 })
    const grant = await signIn(10003)
    expect(grant.session.studies).toBeNull()
    world.pass(3601)
    expect((await renew(grant)).kind).toBe('live')
    expect([refreshes().length, asked('/o/userinfo/')]).toEqual([0, 1])
    expect((await renew(grant)).kind).toBe('live')
    expect(asked('/o/userinfo/')).toBe(1)
  })

  it('is refreshed once its access token has ended', async () => {
    await open({ accessTokenSeconds: 3600 })
    const grant = await signIn(10003)
    world.pass(3601)
    expect((await renew(grant)).kind).toBe('live')
    expect([refreshes().length, asked('/o/userinfo/')]).toEqual([1, 0])
  })

  it('ends when JHE refuses the access token', async () => {
    await open({ accessTokenSeconds: 14 * 86_400 })
    const grant = await signIn(10003)
    await world.upstream.revoke(grant.session)
    world.pass(3601)
    expect(await renew(grant)).toEqual({ kind: 'ended' })
    expect(world.state.rows.has(grant.id)).toBe(false)
  })

  it('does without a refresh token as long as its access token lives', async () => {
    await open({ accessTokenSeconds: 14 * 86_400 })
    const grant = await signIn(10003)
    const session = { ...grant.session, refreshToken: null }
    await world.state.grants.end(grant.id)
    await world.state.grants.create({ ...grant, session }, { lifetime: 9e6, idle: 9e6 })
    // longer than the ID token: JHE has said who it is within the hour
    world.pass(11 * 3600)
    expect((await renew({ ...grant, session })).kind).toBe('live')
  })
})
