import { once } from 'node:events'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { ask, connectTo } from '../../support/loopback.js'
import { callRaw, listenPost, openRaw, sseGet } from '../../support/serve/raw-mcp.js'
import { openServedWorld, type ServedWorld } from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

describe('jhe-mcp serve with nothing under way', () => {
  let database: TestDatabase
  let world: ServedWorld
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    world = await openServedWorld({ databaseUrl: database.url, env: { JHE_DRAIN: '0s/600s' } })
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
  })

  it('is held by no connection when it is told to end', async () => {
    const replica = await world.start()
    const { publicUrl, publicPort } = world
    const { access } = await signInServed(world, people.coordinator.userId)
    // what fetch keeps, what a balancer opens in advance, and headers that never end
    expect(await callRaw(publicUrl, access)).toMatchObject({ status: 200, isError: false })
    const silent = await connectTo(publicPort)
    const half = await connectTo(publicPort, 'GET /live HTTP/1.1\r\nHost: localhost\r\n')
    const kept = await connectTo(publicPort, 'GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(kept, 'data')
    const inside = await connectTo(replica.internalPort)
    const metrics = await ask(`http://127.0.0.1:${replica.internalPort}/metrics`)
    expect(metrics.status).toBe(200)
    const sse = await openRaw(`${publicUrl}/sse`, sseGet(access))
    await sse.next(/event: endpoint/)
    const listen = await openRaw(`${publicUrl}/mcp`, listenPost(access))
    await listen.next(/acknowledged/)
    replica.child.kill('SIGTERM')
    expect(await replica.exit).toBe(0)
    for (const socket of [silent, half, kept, inside]) socket.destroy()
  })
})
