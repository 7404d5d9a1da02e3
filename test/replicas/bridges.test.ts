import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { connectBridged, type BridgedKind } from '../support/connect/host/bridged-clients.js'
import { signInBridge, type BridgedPerson } from '../support/connect/served-bridge.js'
import { keepCalling, type Calling } from '../support/serve/keep-calling.js'
import { openReplicatedWorld, type ReplicatedWorld } from '../support/serve/replicated-world.js'
import { people } from '../support/worlds/jhe/people.js'

/** Calls between two steps. */
const some = 12
const kinds: readonly BridgedKind[] = ['first', 'legacy', 'pinned']

describe('three bridges to three replicas that are all restarted', () => {
  let world: ReplicatedWorld
  const persons: BridgedPerson[] = []
  beforeAll(async () => {
    world = await openReplicatedWorld({ proxy: 'nginx' })
  })
  afterEach(() => {
    for (const person of persons.splice(0)) person.remove()
  })
  afterAll(async () => {
    await world.close()
  })

  /** Three bridges of one person, one for each kind of client, that ask again and again. */
  const startCalling = async (
    path: '/mcp' | '/sse',
    transport: 'auto' | 'sse',
    between: number,
  ): Promise<Calling> => {
    const person = await signInBridge(world, people.coordinator.userId, path)
    persons.push(person)
    const options = { env: person.env, args: ['--transport', transport] }
    const clients = await Promise.all(
      kinds.map(async (kind) => await connectBridged(kind, `${world.publicUrl}${path}`, options)),
    )
    return keepCalling(
      clients.map((client) => ({
        call: async (tool: string) => {
          const { isError, text } = await client.call(tool)
          if (isError) throw new Error(text)
          return text
        },
        close: async () => {
          await client.close()
        },
      })),
      between,
    )
  }
  const restartAll = async (calling: Calling): Promise<void> => {
    await calling.times(some)
    for (const index of world.replicas.keys()) {
      expect(await world.restart(index)).toBe(0)
      await calling.times(some)
    }
  }

  it('F1: on /mcp no call fails, and nobody signs in again', async () => {
    const calling = await startCalling('/mcp', 'auto', 0)
    const signIns = world.issuer.grants.length
    await restartAll(calling)
    const { count, failures } = await calling.stop()
    expect(failures).toEqual([])
    expect(count).toBeGreaterThanOrEqual(4 * some)
    expect(world.issuer.grants).toHaveLength(signIns)
  })

  it('F1: over HTTP with SSE at most one call for each replica and bridge fails', async () => {
    const calling = await startCalling('/sse', 'sse', 200)
    const signIns = world.issuer.grants.length
    await restartAll(calling)
    const { failures } = await calling.stop()
    for (const index of kinds.keys())
      expect(
        failures.filter((failure) => failure.startsWith(`client ${index}:`)).length,
        failures.join('\n'),
      ).toBeLessThanOrEqual(world.replicas.length)
    expect(world.issuer.grants).toHaveLength(signIns)
  })
})
