import { chownSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startCluster, type Cluster } from '../../support/database/cluster.js'
import { openGateway, type Gateway } from '../../support/issuer/gateway.js'
import { freePort } from '../../support/loopback.js'
import { fillTemplate } from '../../support/database/templates.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'

const ofAna = { patient_id: patients.ana }

const openAdmin = async ({ port }: Cluster) => {
  const client = new pg.Client(`postgresql://postgres@127.0.0.1:${port}/postgres`)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const withAdmin = async <T>(cluster: Cluster, use: (admin: pg.Client) => Promise<T>) => {
  const admin = await openAdmin(cluster)
  try {
    return await use(admin)
  } finally {
    await admin.end()
  }
}

/** Restarts a server as a hot standby, which reads and cannot write. */
const makeStandby = (cluster: Cluster) => {
  const path = join(cluster.data, 'standby.signal')
  const { uid, gid } = statSync(cluster.data)
  writeFileSync(path, '')
  if (process.platform !== 'win32') chownSync(path, uid, gid)
  cluster.restart()
}

describe('two servers, of which one stands by', () => {
  let primary: Cluster
  let standby: Cluster
  let gateway: Gateway
  let caller: ToolCaller

  beforeAll(async () => {
    primary = await startCluster()
    standby = await startCluster()
    for (const cluster of [primary, standby]) {
      await withAdmin(cluster, async (admin) => {
        await fillTemplate(admin, 'jhe_0045')
        await admin.query('checkpoint')
      })
    }
    makeStandby(standby)
    gateway = await openGateway(primary.port)
    caller = createToolCaller(connectTo(`postgresql://postgres@127.0.0.1:${gateway.port}/postgres`))
  })
  afterAll(async () => {
    await caller.close()
    gateway.close()
    await primary.stop()
    await standby.stop()
  })

  const ask = async () =>
    await caller.call(people.coordinator.userId, 'get_patient_observations', ofAna)
  const answered = { value: { truncated: false } }
  const working = `select pid from pg_stat_activity
    where application_name like 'jhe-mcp/%' and wait_event_type = 'Lock'`

  it('T-S10: a restart in the middle of statements costs a second attempt', async () => {
    expect(await ask()).toMatchObject(answered)
    const holder = await openAdmin(primary)
    await holder.query('begin; lock table public.core_observation in access exclusive mode')
    const answers = [ask(), ask(), ask()]
    await vi.waitFor(
      async () => {
        const waiting = await withAdmin(primary, async (admin) => await admin.query(working))
        expect(waiting.rowCount).toBe(3)
      },
      { timeout: 20_000, interval: 20 },
    )
    primary.restart()
    await holder.end().catch(() => undefined)
    for (const answer of answers) expect(await answer).toMatchObject(answered)
    const left = await withAdmin(primary, async (admin) => await admin.query(working))
    expect(left.rowCount).toBe(0)
  })

  it('T-S10: a failover to a read-only standby costs nothing', async () => {
    const before = await ask()
    expect(before).toMatchObject(answered)
    gateway.lead(standby.port)
    gateway.cut()
    expect(await ask()).toEqual(before)
    const { rows: seen } = await withAdmin(
      standby,
      async (admin) =>
        await admin.query(`select pg_is_in_recovery() as recovering, count(*)::int as n
          from pg_stat_activity where application_name like 'jhe-mcp/%'`),
    )
    expect(seen).toEqual([{ recovering: true, n: 1 }])
  })

  it('N4: a server that is down is said to be, and may come back', async () => {
    gateway.lead(await freePort())
    gateway.cut()
    expect(await ask()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    gateway.lead(primary.port)
    expect(await ask()).toMatchObject(answered)
  })
})
