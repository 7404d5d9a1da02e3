import { describe, expect, it } from 'vitest'

import { createLiveGrants } from '../../../src/broker/tokens/live-grants.js'
import { createLog } from '../../../src/log.js'
import type { GrantWithSession } from '../../../src/state/store.js'

const noon = Date.parse('2026-11-30T12:00:00Z')
const at = new Date(noon)
const grant: GrantWithSession = {
  id: 'grant',
  subject: 10002,
  clientId: 'client',
  clientName: 'A host',
  redirectHost: 'localhost',
  createdAt: at,
  usedAt: at,
  session: {
    issuer: 'http://localhost:8000/o',
    accessToken: '',
    refreshToken: null,
    idToken: '',
    accessEndsAt: 0,
    idTokenEndsAt: 0,
    confirmedAt: 0,
    studies: null,
  },
}

const open = () => {
  const world = { found: [grant], looks: 0, time: noon, isDown: false }
  const live = createLiveGrants({
    grants: {
      find: async () => {
        world.looks += 1
        await Promise.resolve()
        if (world.isDown) throw new Error('the state is out of reach')
        return world.found[0]
      },
    },
    uses: {
      note: () => undefined,
      flush: async () => {
        await Promise.resolve()
      },
    },
    renewIfDue: async (known) => await Promise.resolve({ kind: 'live', grant: known }),
    now: () => new Date(world.time),
    log: createLog('error', () => undefined),
  })
  return { world, live }
}

describe('whether a grant lives', () => {
  it('F54: is looked up every 30 s for requests, and every 15 s for streams', async () => {
    const { world, live } = open()
    await live.find('grant')
    world.found = []
    world.time += 14_999
    expect(await live.find('grant', 15_000)).toMatchObject({ kind: 'live' })
    expect(await live.find('grant')).toMatchObject({ kind: 'live' })
    expect(world.looks).toBe(1)
    world.time += 1
    expect(await live.find('grant', 15_000)).toEqual({ kind: 'ended' })
    expect(await live.find('grant')).toEqual({ kind: 'ended' })
    expect(world.looks).toBe(2)
  })

  it('F13: is not known after 5 min without the state, which is no end', async () => {
    const { world, live } = open()
    await live.find('grant')
    world.isDown = true
    world.time += 299_000
    expect(await live.find('grant')).toMatchObject({ kind: 'live' })
    world.time += 2_000
    expect(await live.find('grant')).toEqual({ kind: 'unknown' })
  })
})
