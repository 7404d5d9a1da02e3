import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { backendsOf, lockTable, waitingBackends } from '../../support/database/backends.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { callPost, type Post } from '../../support/serve/raw-mcp.js'
import {
  abandonAll,
  lookAt,
  openListenStream,
  openMany,
  tellingHeap,
} from '../../support/serve/idle-streams.js'
import { countOf, listenStreams } from '../../support/serve/metrics.js'
import {
  openServedWorld,
  type Replica,
  type ServedWorld,
} from '../../support/serve/served-world.js'
import { signInServed } from '../../support/serve/sign-in.js'
import { people } from '../../support/worlds/jhe/people.js'

/** This machine may be busy. */
const patient = { timeout: 30_000, interval: 10 }

const legacyCall = (token: string): Post => {
  const { method, headers } = callPost(token)
  const { authorization = '', accept = '' } = headers
  const params = { name: 'list_studies', arguments: {} }
  return {
    method,
    headers: { authorization, accept, 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  }
}

describe('a server whose clients leave, and whose garbage was collected meanwhile', () => {
  let database: TestDatabase
  let world: ServedWorld
  let replica: Replica
  let token: string
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    world = await openServedWorld({
      databaseUrl: database.url,
      env: { JHE_STREAMS: '100/100', JHE_RATE: '9999/min', JHE_STATEMENT_TIMEOUT: '600000' },
    })
    replica = await world.start(tellingHeap)
    token = (await signInServed(world, people.coordinator.userId)).access
  })
  afterAll(async () => {
    await world.close()
    await database.drop()
  })

  const collectGarbage = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) await lookAt(replica)
  }

  it('F4: gives the place of a stream back at once', async () => {
    // often enough that V8 compiles what keeps a request only as long as it is used
    for (let round = 0; round < 4; round += 1) {
      const openOne = async () => await openListenStream(replica.port, token)
      const streams = await openMany(100, openOne)
      await collectGarbage()
      await abandonAll(streams)
      await expect.poll(async () => await countOf(replica, listenStreams), patient).toBe(0)
    }
  })

  it.each([
    ['2025', legacyCall],
    ['2026-07-28', callPost],
  ])('%s: ends a call in the database', async (_era, postOf) => {
    const release = await lockTable(database.url, 'core_study')
    const gone = new AbortController()
    const asked = fetch(`${world.publicUrl}/mcp`, { ...postOf(token), signal: gone.signal }).catch(
      () => undefined,
    )
    await waitingBackends(database, 1)
    await collectGarbage()
    gone.abort()
    await asked
    // before the next sign of life, which a stream that nobody reads ends with
    const waits = async () => (await backendsOf(database)).filter((one) => one.waits)
    await expect.poll(waits, { timeout: 10_000, interval: 10 }).toEqual([])
    await release()
  })
})
