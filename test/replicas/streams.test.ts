import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { connectSse, sseClientKinds } from '../support/clients/sse-clients.js'
import { countOf, listenStreams, sseStreams } from '../support/serve/metrics.js'
import { proxyKinds } from '../support/serve/proxy.js'
import { listenPost, openRaw, sseGet, type RawAnswer } from '../support/serve/raw-mcp.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'

/** How long a test looks for what comes by itself, on a machine that is busy too. */
const eventually = { timeout: 60_000, interval: 100 } as const
/** The same where a heartbeat must not be what helps. */
const soon = { timeout: 13_000, interval: 100 } as const

const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2024-11-05',
    capabilities: {},
    clientInfo: { name: 'raw-host', version: '1.0.0' },
  },
})

/** The path at which a new stream takes messages. */
const endpointOf = async (stream: RawAnswer): Promise<string> =>
  (await stream.next(/data: \/messages\S+/)).slice('data: '.length)

const post = async (url: string, token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: initialize })
  await response.text()
  return response.status
}

describe.each(proxyKinds)('legacy streams of three replicas behind %s', (proxy) => {
  let world: ReplicatedWorld
  let access: string
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy })
    access = (await signInServed(world, people.coordinator.userId)).access
  })
  afterAll(async () => {
    await world.close()
  })

  it('F2: 300 calls of clients of both majors, whichever replica takes them', async () => {
    const clients = await Promise.all(
      sseClientKinds.map(
        async (kind) => await connectSse(kind, world.publicUrl, `Bearer ${access}`),
      ),
    )
    const answers = await Promise.all(
      clients.map(async (client) => {
        const got: string[] = []
        for (let n = 0; n < 150; n += 1) got.push(await client.call('list_studies'))
        await client.close()
        return got
      }),
    )
    const all = answers.flat()
    expect(all).toHaveLength(300)
    expect(new Set(all).size).toBe(1)
    expect(all[0]).toContain('"total":3')
    const forwarded = await Promise.all(
      world.replicas.map(
        async (replica) => await countOf(replica, 'jhe_mcp_peer_forward_total{outcome="ok"}'),
      ),
    )
    expect(forwarded.reduce((sum, count) => sum + count)).toBeGreaterThan(0)
  })

  it('F5: a stream that its client leaves ends in its replica too', async () => {
    const stream = await openRaw(`${world.publicUrl}/sse`, sseGet(access))
    await endpointOf(stream)
    const open = async () =>
      await Promise.all(world.replicas.map(async (replica) => await countOf(replica, sseStreams)))
    await vi.waitFor(async () => {
      expect((await open()).toSorted()).toEqual([0, 0, 1])
    }, eventually)
    stream.leave()
    await vi.waitFor(async () => {
      expect(await open()).toEqual([0, 0, 0])
    }, soon)
  })

  it('F3: the replica of a stream is killed: its id is not known, and a new stream works', async () => {
    const { publicUrl } = world
    const stream = await openRaw(`${publicUrl}/sse`, sseGet(access))
    const endpoint = await endpointOf(stream)
    const counts = await Promise.all(
      world.replicas.map(async (replica) => await countOf(replica, sseStreams)),
    )
    const owner = counts.indexOf(1)
    world.replica(owner).child.kill('SIGKILL')
    await world.replica(owner).exit
    expect(await post(`${publicUrl}${endpoint}`, access)).toBe(404)
    const next = await openRaw(`${publicUrl}/sse`, sseGet(access))
    expect(await post(`${publicUrl}${await endpointOf(next)}`, access)).toBe(202)
    await next.next(/"serverInfo"/)
    next.leave()
    await world.startAgain(owner)
  })
})

describe('streams of two replicas behind an nginx that buffers and cuts quiet answers', () => {
  let world: ReplicatedWorld
  let access: string
  beforeAll(async () => {
    world = await openReplicatedWorld({
      proxy: 'nginx',
      count: 2,
      change: (printed) =>
        printed
          .replace(/proxy_buffering off;/, '')
          .replace(/proxy_read_timeout \d+s;/, 'proxy_read_timeout 20s;'),
    })
    access = (await signInServed(world, people.coordinator.userId)).access
  })
  afterAll(async () => {
    await world.close()
  })

  it('F6, F7: events arrive while the stream lasts, and a quiet stream lives on', async () => {
    const sse = await openRaw(`${world.publicUrl}/sse`, sseGet(access))
    const listen = await openRaw(`${world.publicUrl}/mcp`, listenPost(access))
    await listen.next(/acknowledged/)
    const endpoint = await endpointOf(sse)
    for (const { headers } of [sse, listen])
      expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
    const beats = async (stream: RawAnswer): Promise<void> => {
      await stream.next(/^: ?keep-?alive$/m)
      await stream.next(/^: ?keep-?alive$/m)
    }
    // the second is due 30 s after the beginning
    await Promise.all([beats(sse), beats(listen)])
    expect(await post(`${world.publicUrl}${endpoint}`, access)).toBe(202)
    await sse.next(/"serverInfo"/)
    sse.leave()
    listen.leave()
    await vi.waitFor(async () => {
      for (const replica of world.replicas)
        expect([await countOf(replica, sseStreams), await countOf(replica, listenStreams)]).toEqual(
          [0, 0],
        )
    }, eventually)
  })
})
