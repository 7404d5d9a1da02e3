import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { createServeKeys } from '../../src/state/serve-keys.js'
import {
  attempt,
  loopbackClient,
  postForm,
  redeem,
  refresh,
  registerId,
} from '../support/broker/oauth-client.js'
import { proxyKinds } from '../support/serve/proxy.js'
import { callRaw } from '../support/serve/raw-mcp.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { authorizeServed, signInServed } from '../support/serve/sign-in.js'
import { stateAt } from '../support/state/states.js'
import { people } from '../support/worlds/jhe/people.js'

/** How long a test looks for what comes by itself, on a machine that is busy too. */
const eventually = { timeout: 60_000, interval: 50 } as const

const many = async <T>(count: number, work: (n: number) => Promise<T>): Promise<readonly T[]> =>
  await Promise.all(Array.from({ length: count }, async (_unused, n) => await work(n)))

/** Each test asks as other people, so that they can wait at the same time. */
describe.each(proxyKinds)('what three replicas behind %s share', (proxy) => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({
      proxy,
      env: { JHE_RATE: '120/min', JHE_AUDIT_LOG: '-' },
    })
  })
  afterAll(async () => {
    await world.close()
  })

  /** What all of them wrote to their audit trails about a person. */
  const auditLines = (subject: number): readonly string[] =>
    world.replicas
      .flatMap(({ stdout }) => stdout().split('\n'))
      .filter((line) => line.includes(`"subject":${subject},`))
  const statusesOf = async (token: string): Promise<readonly number[]> =>
    await many(world.replicas.length, async (index) => {
      const { status } = await callRaw(world.addressOf(index), token)
      return status
    })

  it.concurrent(
    'F10: refreshes at once all work, and the late use of an old token ends the grant',
    async () => {
      const { publicUrl } = world
      const subject = people.coordinator.userId
      const { clientId, refresh: first } = await signInServed(world, subject)
      const nine = await many(9, async () => await refresh(publicUrl, clientId, first))
      expect(nine.map(({ status }) => status)).toEqual(Array(9).fill(200))
      const successors = nine.map(({ body }) => body['refresh_token'])
      expect(new Set(successors).size).toBe(9)
      const next = await Promise.all(
        successors.map(async (token) => await refresh(publicUrl, clientId, token)),
      )
      expect(next.map(({ status }) => status)).toEqual(Array(9).fill(200))
      const access = String(next[0]?.body['access_token'])
      const late = await refresh(publicUrl, clientId, first)
      expect([late.status, late.body['error']]).toEqual([400, 'invalid_grant'])
      expect(await statusesOf(access)).toEqual([401, 401, 401])
      const after = await refresh(publicUrl, clientId, next[0]?.body['refresh_token'])
      expect([after.status, after.body['error']]).toEqual([400, 'invalid_grant'])
      for (const event of [
        '"event":"revoke"',
        '"event":"refused","name":null,"code":"invalid_grant"',
      ])
        await vi.waitFor(() => {
          expect(auditLines(subject).filter((line) => line.includes(event))).toHaveLength(1)
        }, eventually)
    },
  )

  it.concurrent('F10: of 30 redemptions of one code exactly one succeeds', async () => {
    const { publicUrl } = world
    const own = attempt(publicUrl, await registerId(publicUrl, loopbackClient))
    const back = await authorizeServed(world, own.url, people.director.userId)
    const code = back.searchParams.get('code') ?? ''
    const answers = await many(30, async () => await redeem(publicUrl, own, code))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, ...Array<number>(29).fill(400)])
  })

  it.concurrent(
    'F12: calls at once with an old claim ask JHE once, and sign nobody out',
    async () => {
      const subject = people.member.userId
      const { access } = await signInServed(world, subject)
      const state = stateAt(world.stateUrl, createServeKeys([world.env['JHE_SERVE_KEYS'] ?? '']))
      const [grant] = await state.grants.list(subject)
      await state.grants.renew(grant?.id ?? '', async ({ session }) => {
        const ended = { confirmedAt: 1_700_000_000, accessEndsAt: 1_700_003_600 }
        return await Promise.resolve({ kind: 'renewed', session: { ...session, ...ended } })
      })
      await state.close()
      const answers = await many(20, async () => await callRaw(world.publicUrl, access))
      expect(answers.filter(({ status, isError }) => status !== 200 || isError)).toEqual([])
      expect(await statusesOf(access)).toEqual([200, 200, 200])
      const refreshes = world.issuer.grants.filter(
        ({ grant_type }) => grant_type === 'refresh_token',
      )
      expect(refreshes.map(({ outcome }) => outcome)).toEqual(['success'])
    },
  )

  it.concurrent('F22: a limit of 120 a minute lets 120 to 160 of 600 calls pass', async () => {
    const minute = (): number => Math.floor(Date.now() / 60_000)
    // somebody else asks where a minute ended in between; of the last one each minute counts
    const askers = [people.viewer, people.loner, people.ana, people.ben]
    for (const person of askers) {
      const { access } = await signInServed(world, person.userId)
      const before = minute()
      const lanes = await many(60, async () => {
        const answers = []
        for (let n = 0; n < 10; n += 1) answers.push(await callRaw(world.publicUrl, access))
        return answers
      })
      const minutes = minute() - before + 1
      if (minutes > 1 && person !== askers.at(-1)) continue
      const answers = lanes.flat()
      const passed = answers.filter(({ isError }) => !isError).length
      expect(answers.map(({ status }) => status)).toEqual(Array(600).fill(200))
      const refused = answers.filter(({ isError }) => isError)
      expect(refused.filter(({ text }) => !text.includes('RATE_LIMITED'))).toEqual([])
      expect(passed).toBeGreaterThanOrEqual(120)
      expect(passed).toBeLessThanOrEqual(160 * minutes)
      return
    }
  })

  it.concurrent('F54: what is revoked at one ends at all within 30 s', async () => {
    const { clientId, access, refresh: token } = await signInServed(world, people.oddball.userId)
    expect(await statusesOf(access)).toEqual([200, 200, 200])
    const revoked = await postForm(`${world.addressOf(0)}/revoke`, { token, client_id: clientId })
    expect(revoked.status).toBe(200)
    expect((await callRaw(world.addressOf(0), access)).status).toBe(401)
    await vi.waitFor(
      async () => {
        expect(await statusesOf(access)).toEqual([401, 401, 401])
      },
      // the 30 s, and what the calls themselves take on a busy machine
      { timeout: 60_000, interval: 1_000 },
    )
  })

  it.concurrent('F54: who is no longer a member sees nothing with the next call', async () => {
    const { userId: subject } = people.analyst
    const { access } = await signInServed(world, subject)
    const totals = async () =>
      await many(3, async (index) => {
        const { value } = await callRaw(world.addressOf(index), access)
        return value?.['total']
      })
    expect(await totals()).not.toContain(0)
    await world.database.sql(
      `delete from core_practitionerorganization where practitioner_id in
         (select id from core_practitioner where jhe_user_id = $1)`,
      [subject],
    )
    expect(await totals()).toEqual([0, 0, 0])
  })
})
