import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { refresh } from '../support/broker/oauth-client.js'
import { connectSse, sseClientKinds } from '../support/clients/sse-clients.js'
import { httpClientKinds, connectHttp } from '../support/serve/clients.js'
import { keepCalling, type Calling } from '../support/serve/keep-calling.js'
import { countOf } from '../support/serve/metrics.js'
import { proxyKinds } from '../support/serve/proxy.js'
import { callRaw } from '../support/serve/raw-mcp.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { newKey } from '../support/state/states.js'
import { people } from '../support/worlds/jhe/people.js'

/** How long a test looks for what comes by itself, on a machine that is busy too. */
const eventually = { timeout: 60_000, interval: 50 } as const

/** Calls between two steps. */
const some = 12

describe.each(proxyKinds)('three replicas behind %s', (proxy) => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({
      proxy,
      // calls that wait for a lock have the time to
      env: { JHE_STATEMENT_TIMEOUT: '60000', JHE_DB_POOL: '24', JHE_CONCURRENCY: '23' },
    })
  })
  afterAll(async () => {
    await world.close()
  })

  const startCalling = async (token: string): Promise<Calling> =>
    keepCalling(
      await Promise.all(
        httpClientKinds.map(async (kind) => await connectHttp(kind, world.publicUrl, token)),
      ),
    )
  const restartAll = async (calling: Calling, change: Readonly<Record<string, string>> = {}) => {
    for (const index of world.replicas.keys()) {
      expect(await world.restart(index, change)).toBe(0)
      await calling.times(some)
    }
  }

  it('F1: no call of any client fails while all of them are restarted', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const calling = await startCalling(access)
    await calling.times(some)
    await restartAll(calling)
    const { count, failures } = await calling.stop()
    expect(failures).toEqual([])
    expect(count).toBeGreaterThanOrEqual(4 * some)
  })

  it('F46: nobody signs in again while the keys are changed', async () => {
    const { clientId, ...tokens } = await signInServed(world, people.coordinator.userId)
    const { publicUrl, issuer, env } = world
    const signIns = issuer.grants.length
    const calling = await startCalling(tokens.access)
    const old = env['JHE_SERVE_KEYS'] ?? ''
    const next = newKey()
    let latest = tokens.refresh
    const refreshOnce = async (): Promise<void> => {
      const { status, body } = await refresh(publicUrl, clientId, latest)
      expect([status, body]).toMatchObject([200, {}])
      latest = String(body['refresh_token'])
      const answer = await callRaw(publicUrl, String(body['access_token']))
      expect(answer).toMatchObject({ status: 200, isError: false })
    }
    // every replica can read what the new key seals before one seals with it
    for (const keys of [`${old},${next}`, `${next},${old}`]) {
      for (const index of world.replicas.keys()) {
        expect(await world.restart(index, { JHE_SERVE_KEYS: keys })).toBe(0)
        await calling.times(some)
        await refreshOnce()
        await refreshOnce()
      }
    }
    expect((await calling.stop()).failures).toEqual([])
    expect(issuer.grants).toHaveLength(signIns)
  })

  it('F44: 50 calls under way in replicas that are told to end get 50 answers', async () => {
    const { publicUrl, database, replicas } = world
    const { access } = await signInServed(world, people.coordinator.userId)
    await database.sql('begin')
    await database.sql('lock table core_study in access exclusive mode')
    const calls = Array.from({ length: 50 }, async () => await callRaw(publicUrl, access))
    const underWay = async (): Promise<number> => {
      const waiting = await database.sql<{ count: string }>(
        `select count(*) from pg_locks where not granted and relation = 'core_study'::regclass`,
      )
      const queued = await Promise.all(
        replicas.map(async (replica) => await countOf(replica, 'jhe_mcp_queue_depth')),
      )
      return queued.reduce((sum, depth) => sum + depth, Number(waiting[0]?.count))
    }
    await vi.waitFor(async () => {
      expect(await underWay()).toBe(50)
    }, eventually)
    for (const { child } of replicas) child.kill('SIGTERM')
    await vi.waitFor(async () => {
      const ready = await Promise.all(
        replicas.map(async (_replica, index) => {
          const response = await fetch(`${world.addressOf(index)}/ready`).catch(() => undefined)
          return response?.status ?? 'closed'
        }),
      )
      expect(ready).not.toContain(200)
    }, eventually)
    await database.sql('rollback')
    const answers = await Promise.all(calls)
    expect(answers.filter(({ status, isError }) => status !== 200 || isError)).toEqual([])
    expect(await Promise.all(replicas.map(async ({ exit }) => await exit))).toEqual([0, 0, 0])
    for (const index of replicas.keys()) await world.startAgain(index)
  })

  it('F1: legacy clients of both majors go on after the restart of all of them', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const clients = await Promise.all(
      sseClientKinds.map(
        async (kind) => await connectSse(kind, world.publicUrl, `Bearer ${access}`),
      ),
    )
    const calling = keepCalling(clients, 200)
    await calling.times(some)
    await restartAll(calling)
    const { failures } = await calling.stop()
    // what is sent between the end of a stream and the beginning of the next one is lost: usually
    // one call, and two where the machine is busy
    expect(failures.filter((failure) => !failure.includes('404'))).toEqual([])
    for (const index of clients.keys())
      expect(
        failures.filter((failure) => failure.startsWith(`client ${index}:`)).length,
      ).toBeLessThanOrEqual(2 * world.replicas.length)
  })
})
