import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { rejected } from '../../support/caught.js'
import { startStandby, type Cluster } from '../../support/database/cluster.js'
import { canReplicate } from '../../support/database/postgres-binaries.js'
import {
  connectAdmin,
  kindOf,
  openStreamingPair,
  patient,
  type StreamingPair,
} from '../../support/database/streaming-pair.js'

const never = new AbortController().signal

// those from npm lack pg_basebackup
describe.skipIf(!canReplicate())('a standby that fails', () => {
  let pair: StreamingPair
  let primary: Cluster
  let standby: Cluster

  beforeAll(async () => {
    pair = await openStreamingPair()
    primary = pair.primary
    standby = pair.standby
  })
  afterEach(async () => {
    await pair.disconnect()
  })
  afterAll(async () => {
    await pair.close()
  })

  it('a conflict with what a standby replays is answered by the other host', async () => {
    const asleep = `select pg_is_in_recovery() as standby, count(*)::int as n,
      case when pg_is_in_recovery() then pg_sleep(120)::text end as slept from public.core_study`
    const connection = pair.connect([standby, primary], { statementTimeout: 60_000 })
    expect(await kindOf(connection)).toBe('standby')
    const answer = connection.query(asleep, [], never)
    await sleeping()
    await pair.write('begin; lock table public.core_study in access exclusive mode; commit')
    expect(await answer).toMatchObject([{ standby: false, slept: null }])
    // a conflict says nothing against the host
    expect(await kindOf(connection)).toBe('standby')
  })

  it('and where there is no other, by the same one', async () => {
    const asleep = `select pg_is_in_recovery() as standby, count(*)::int as n,
      case when pg_catalog.to_regclass('public.marker') is null then pg_sleep(120)::text end as slept
      from public.core_study`
    const connection = pair.connect([standby], { statementTimeout: 60_000 })
    const answer = connection.query(asleep, [], never)
    await sleeping()
    await pair.write(
      'begin; create table public.marker (); lock table public.core_study in access exclusive mode; commit',
    )
    expect(await answer).toMatchObject([{ standby: true, slept: null }])
    await pair.write('drop table public.marker')
    await pair.caughtUp()
  })

  /** Until a statement of the product sleeps on the standby. */
  const sleeping = async () => {
    await vi.waitFor(async () => {
      const rows = await pair.onStandby(
        `select from pg_stat_activity where wait_event = 'PgSleep' and application_name like 'jhe-mcp/%'`,
      )
      expect(rows.length).toBe(1)
    }, patient)
  }

  it('T-S10: a standby that dies in the middle of statements costs a second attempt', async () => {
    let clock = 0
    const connection = pair.connect([standby, primary], { now: () => clock })
    expect(await kindOf(connection)).toBe('standby')
    await pair.write('begin; lock table public.core_study in access exclusive mode')
    const count = 'select pg_is_in_recovery() as standby from public.core_study limit 1'
    await vi.waitFor(async () => {
      const rows = await pair.onStandby(
        `select from pg_locks where relation = 'public.core_study'::regclass and mode = 'AccessExclusiveLock'`,
      )
      expect(rows.length).toBe(1)
    }, patient)
    const answers = [1, 2, 3].map(async () => await connection.query(count, [], never))
    await vi.waitFor(async () => {
      const rows = await pair.onStandby(
        `select from pg_stat_activity where application_name like 'jhe-mcp/%' and wait_event_type = 'Lock'`,
      )
      expect(rows.length).toBe(3)
    }, patient)
    standby.halt()
    await pair.write('commit')
    for (const answer of answers) expect(await answer).toEqual([{ standby: false }])
    expect(await kindOf(connection)).toBe('primary')

    standby.restart()
    await pair.caughtUp()
    expect(await kindOf(connection)).toBe('primary')
    // half a minute later the standby is taken again
    await vi.waitFor(async () => {
      clock += 30_001
      expect(await kindOf(connection)).toBe('standby')
    }, patient)
  })

  it('names every host by its position when all fail', async () => {
    standby.halt()
    try {
      const query = '?target_session_attrs=standby'
      const { code, message } = await rejected(kindOf(pair.connect([primary, standby], { query })))
      expect(code).toBe('DATABASE_UNAVAILABLE')
      expect(message).toBe(
        'The JHE database cannot be asked: host 1 of JHE_DB_CONN: it is a primary, and target_session_attrs asks for a standby; host 2 of JHE_DB_CONN: the connection was refused.',
      )
    } finally {
      standby.restart()
      await pair.caughtUp()
    }
  })

  it('T-S10: a standby that is promoted is asked as the primary', async () => {
    const other = await startStandby(primary)
    try {
      const query = '?target_session_attrs=primary'
      const connection = pair.connect([primary, other], { query })
      expect(await kindOf(connection)).toBe('primary')
      const admin = await connectAdmin(other)
      primary.halt()
      await admin.query('select pg_promote()')
      await admin.end()
      expect(await kindOf(connection)).toBe('primary')
    } finally {
      primary.restart()
      await other.stop()
      await pair.reconnect()
    }
  })
})
