import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startCluster, type Cluster } from '../support/database/cluster.js'
import { connectHttp, httpClientKinds } from '../support/serve/clients.js'
import { keepCalling } from '../support/serve/keep-calling.js'
import { proxyKinds } from '../support/serve/proxy.js'
import { askKept, callRaw, type CallOutcome } from '../support/serve/raw-mcp.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'

/** How long a test looks for what comes by itself, on a machine that is busy too. */
const eventually = { timeout: 60_000, interval: 100 } as const

const isGood = ({ status, isError }: CallOutcome): boolean => status === 200 && !isError

describe.each(proxyKinds)('three replicas behind %s whose state is lost', (proxy) => {
  let state: Cluster
  let world: ReplicatedWorld
  beforeAll(async () => {
    state = await startCluster()
    const stateUrl = `postgresql://postgres@127.0.0.1:${state.port}/postgres`
    world = await openReplicatedWorld({ proxy, stateUrl })
  })
  afterAll(async () => {
    await world.close()
    await state.stop()
  })

  it('F13: who is known goes on, others are told to come back, and it heals', async () => {
    const { publicUrl, replicas } = world
    const known = await signInServed(world, people.coordinator.userId)
    for (const index of replicas.keys())
      expect(isGood(await callRaw(world.addressOf(index), known.access))).toBe(true)
    const unknown = await signInServed(world, people.member.userId)
    state.halt()
    const ready = async () =>
      await Promise.all(
        replicas.map(async (_replica, index) => {
          const { status } = await fetch(`${world.addressOf(index)}/ready`)
          return status
        }),
      )
    await vi.waitFor(async () => {
      expect(await ready()).toEqual([503, 503, 503])
    }, eventually)
    if (proxy === 'haproxy')
      await vi.waitFor(() => {
        expect(world.proxy.log()).toContain("backend 'jhe_mcp' has no server available")
      }, eventually)
    for (let n = 0; n < 12; n += 1) {
      const stranger = await fetch(`${publicUrl}/mcp`, {
        method: 'POST',
        headers: { authorization: `Bearer ${unknown.access}`, 'content-type': 'application/json' },
        body: '{}',
      })
      const { status, headers } = stranger
      expect([status, headers.get('retry-after'), headers.get('www-authenticate')]).toEqual([
        503,
        '5',
        null,
      ])
      expect(await callRaw(publicUrl, known.access)).toMatchObject({ status: 200, isError: false })
    }
    state.restart()
    await vi.waitFor(async () => {
      expect(await ready()).toEqual([200, 200, 200])
      expect(isGood(await callRaw(publicUrl, unknown.access))).toBe(true)
    }, eventually)
    expect(isGood(await callRaw(publicUrl, known.access))).toBe(true)
  })
})

/** The limits of the proxy in seconds, so that a frozen replica is given up while a test waits. */
const givingUpAfter = (seconds: number) => (printed: string) =>
  printed
    .replace(/proxy_read_timeout \d+s;/, `proxy_read_timeout ${seconds}s;`)
    .replace(/timeout server \d+s/, `timeout server ${seconds}s`)

describe.each(proxyKinds)('three replicas behind %s of which some are lost', (proxy) => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy, change: givingUpAfter(10) })
  })
  afterAll(async () => {
    await world.close()
  })

  // haproxy closes a kept connection of a client without an answer where the replica dies while it
  // answers on it; nginx asks the next one
  const lostByKill = proxy === 'haproxy' ? 1 : 0

  it('no call fails when one is killed, but those that it was answering behind haproxy', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const clients = await Promise.all(
      httpClientKinds.map(async (kind) => await connectHttp(kind, world.publicUrl, access)),
    )
    const calling = keepCalling(clients)
    await calling.times(6)
    const lost: number[] = []
    for (const index of world.replicas.keys()) {
      const before = calling.failures.length
      world.replica(index).child.kill('SIGKILL')
      await calling.times(12)
      await world.startAgain(index)
      lost.push(calling.failures.length - before)
    }
    const { failures } = await calling.stop()
    expect(failures.filter((line) => !line.endsWith('fetch failed'))).toEqual([])
    expect(failures).toHaveLength(lost.reduce((sum, one) => sum + one, 0))
    expect(Math.max(...lost)).toBeLessThanOrEqual(lostByKill * clients.length)
  })

  it('calls go on while one is frozen and one is killed, and when they are back', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const answers = async (count: number) =>
      await Promise.all(
        Array.from({ length: count }, async () => await callRaw(world.publicUrl, access)),
      )
    const bad = (outcomes: readonly CallOutcome[]) => outcomes.filter((one) => !isGood(one))
    expect(bad(await answers(9))).toEqual([])
    world.replica(0).child.kill('SIGSTOP')
    world.replica(1).child.kill('SIGKILL')
    await world.replica(1).exit
    expect(bad(await answers(9))).toEqual([])
    expect(bad(await answers(9))).toEqual([])
    world.replica(0).child.kill('SIGCONT')
    await world.startAgain(1)
    expect(bad(await answers(9))).toEqual([])
  })
})

describe('two replicas behind haproxy', () => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy: 'haproxy', count: 2 })
  })
  afterAll(async () => {
    await world.close()
  })

  it('F8: kept connections are not closed under a call after a pause', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const agents = Array.from({ length: 5 }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
    const burst = async (): Promise<readonly number[]> => {
      const statuses = await Promise.all(
        agents.map(async (agent) => {
          const own: number[] = []
          for (let n = 0; n < 20; n += 1)
            own.push(await askKept(`${world.publicUrl}/mcp`, access, agent))
          return own
        }),
      )
      return statuses.flat()
    }
    const all = [...(await burst())]
    // Node.js itself would end a connection after 5 s
    for (const ms of [4_900, 5_000, 5_100, 6_000]) {
      await pause(ms)
      all.push(...(await burst()))
    }
    agents.forEach((agent) => {
      agent.destroy()
    })
    expect(all).toEqual(Array(500).fill(200))
  })
})
