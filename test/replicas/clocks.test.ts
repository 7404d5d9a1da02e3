import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { refresh } from '../support/broker/oauth-client.js'
import { callRaw } from '../support/serve/raw-mcp.js'
import { clockOf } from '../support/processes/wrong-clock.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { signInServed } from '../support/serve/sign-in.js'
import { people } from '../support/worlds/jhe/people.js'

describe('three replicas whose clocks differ', () => {
  let world: ReplicatedWorld
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy: 'nginx' })
    await world.restart(1, clockOf(45))
    await world.restart(2, clockOf(-45))
  })
  afterAll(async () => {
    await world.close()
  })

  it('F45: sign-ins, tokens and refreshes of any pass at all', async () => {
    const { publicUrl, replicas } = world
    for (const { userId } of [people.coordinator, people.member, people.viewer]) {
      const { clientId, access, refresh: first } = await signInServed(world, userId)
      const tokens = [access]
      let latest: unknown = first
      for (const index of replicas.keys()) {
        const { status, body } = await refresh(world.addressOf(index), clientId, latest)
        expect([status, body['error']]).toEqual([200, undefined])
        latest = body['refresh_token']
        tokens.push(String(body['access_token']))
      }
      const [, right = 0, fast = 0, slow = 0] = tokens.map((token) => decodeJwt(token).iat)
      expect([fast - right > 40, right - slow > 40]).toEqual([true, true])
      for (const token of tokens)
        for (const index of replicas.keys())
          expect(await callRaw(world.addressOf(index), token)).toMatchObject({
            status: 200,
            isError: false,
          })
      expect(await callRaw(publicUrl, access)).toMatchObject({ status: 200, isError: false })
    }
  })
})
