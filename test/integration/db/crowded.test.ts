import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startCluster, type Cluster } from '../../support/database/cluster.js'
import { fillTemplate } from '../../support/database/templates.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { people } from '../../support/worlds/jhe/people.js'

describe('a server whose connections are all taken', () => {
  let cluster: Cluster
  let caller: ToolCaller
  const others: pg.Client[] = []

  const connect = async (user: string): Promise<pg.Client> => {
    const client = new pg.Client(`postgresql://${user}@127.0.0.1:${cluster.port}/postgres`)
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  /** Takes what the server has to give, but for what it keeps for superusers. */
  const crowd = async (): Promise<void> => {
    for (;;) {
      try {
        others.push(await connect('reader'))
      } catch {
        return
      }
    }
  }

  beforeAll(async () => {
    cluster = await startCluster('max_connections = 8\nsuperuser_reserved_connections = 3\n')
    const admin = await connect('postgres')
    await fillTemplate(admin, 'jhe_0045')
    await admin.query('create role reader login')
    await admin.query('grant select on all tables in schema public to reader')
    await admin.end()
    caller = createToolCaller(connectTo(`postgresql://reader@127.0.0.1:${cluster.port}/postgres`))
  })
  afterAll(async () => {
    await caller.close()
    await cluster.stop()
  })

  const count = async () => await caller.call(people.coordinator.userId, 'get_study_count')
  const leave = async (): Promise<void> => {
    for (const client of others.splice(0)) await client.end()
  }

  it('says that it has none to spare, and works when it has', async () => {
    await crowd()
    expect(others).toHaveLength(5)
    const crowded = await count()
    expect(crowded).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(JSON.stringify(crowded)).toContain('no connection to spare')
    await leave()
    await vi.waitFor(async () => {
      expect(await count()).toMatchObject({ value: { count: 3 } })
    }, 20_000)
  })
})
