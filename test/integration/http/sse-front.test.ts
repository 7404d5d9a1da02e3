import { afterEach, describe, expect, it } from 'vitest'

import { createSse, type Sse } from '../../../src/http/sse/sse.js'
import { createLog } from '../../../src/log.js'
import { eventually } from '../../support/http/fixtures.js'
import { createTestApp, unlimited } from '../../support/clients/app.js'
import { connectSse, sseClientKinds } from '../../support/clients/sse-clients.js'
import { openRawStream } from '../../support/http/raw-stream.js'
import { startRoundRobin } from '../../support/http/round-robin.js'
import { testKeys } from '../../support/http/test-keys.js'
import { freePort } from '../../support/loopback.js'
import { people } from '../../support/worlds/jhe/people.js'
import {
  createTestBroker,
  openServedWorld,
  tokenOf,
  type ServedWorld,
} from '../../support/worlds/served-world.js'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(
    open.splice(0).map(async (each) => {
      await each.close()
    }),
  )
})

interface Served extends ServedWorld {
  readonly sse: Sse
}

/** A replica with all that stands in front of its streams. */
const serve = async (publicUrl: string): Promise<Served> => {
  const port = await freePort()
  const sse = createSse({
    app: createTestApp({}),
    granted: unlimited,
    broker: createTestBroker(),
    keys: testKeys('the key'),
    config: { publicUrl, streams: { person: 8, process: 2000 }, concurrency: 4 },
    log: createLog('error', () => undefined),
    self: `http://127.0.0.1:${port}`,
    now: () => new Date(),
  })
  const env = { JHE_PUBLIC_URL: publicUrl, JHE_INTERNAL_LISTEN: `127.0.0.1:${port}` }
  const world = await openServedWorld({ sse, internal: { peer: sse.peerHandler }, env })
  open.push(world)
  return { ...world, sse }
}

const startTwo = async () => {
  const balancer = await startRoundRobin()
  open.push({ close: balancer.close.bind(balancer) })
  const all = [await serve(balancer.url), await serve(balancer.url)] as const
  balancer.use(all.map(({ url }) => url))
  const ownerOf = (): readonly [Served, Served] => {
    const [first, second] = all
    return first.sse.open() === 1 ? [first, second] : [second, first]
  }
  return { balancer, url: balancer.url, ownerOf }
}

const authorization = `Bearer ${tokenOf(people.coordinator.userId)}`

describe('the legacy transport behind the front', () => {
  it.each(sseClientKinds)('F1, F2: an SDK %s client outlives its replica', async (kind) => {
    const { balancer, url, ownerOf } = await startTwo()
    const client = await connectSse(kind, url, authorization)
    const tools = await client.listTools()
    for (let call = 0; call < 20; call += 1) expect(await client.listTools()).toBe(tools)
    const [owner, other] = ownerOf()
    balancer.use([other.url])
    await owner.server.drain()
    expect(owner.sse.open()).toBe(0)
    await expect.poll(() => other.sse.open(), eventually).toBe(1)
    await expect.poll(async () => await client.listTools().catch(() => 0), eventually).toBe(tools)
    await client.close()
  })

  it('says once that it is deprecated, and by what it is replaced', async () => {
    const { url } = await startTwo()
    const stream = await openRawStream(url, authorization)
    expect(stream.headers['deprecation']).toBe('@1742947200')
    expect(stream.headers['link']).toMatch(/^<[^>]+\/mcp>; rel="successor-version"/)
    expect(stream.headers['x-content-type-options']).toBe('nosniff')
    stream.destroy()
  })

  it('F38: opens no stream for a web page of another origin', async () => {
    const { url } = await startTwo()
    const headers = { authorization, origin: 'https://evil.example' }
    expect((await fetch(`${url}/sse`, { headers })).status).toBe(403)
  })
})
