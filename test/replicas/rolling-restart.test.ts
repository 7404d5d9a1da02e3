import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { people } from '../support/worlds/jhe/people.js'
import { httpClientKinds, connectHttp } from '../support/serve/clients.js'
import { keepCalling } from '../support/serve/keep-calling.js'
import { proxyKinds } from '../support/serve/proxy.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { signInServed } from '../support/serve/sign-in.js'

describe.each(proxyKinds)('three replicas behind %s', (proxy) => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy })
  })
  afterAll(async () => {
    await world.close()
  })

  it('F1: no call of any client fails while all of them are restarted', async () => {
    const { access } = await signInServed(world, people.coordinator.userId)
    const clients = await Promise.all(
      httpClientKinds.map(async (kind) => await connectHttp(kind, world.publicUrl, access)),
    )
    const calling = keepCalling(clients)
    await calling.times(9)
    for (const index of world.replicas.keys()) {
      expect(await world.restart(index)).toBe(0)
      await calling.times(9)
    }
    const { failures, count } = await calling.stop()
    console.log(count)
    expect(failures).toEqual([])
  })
})
