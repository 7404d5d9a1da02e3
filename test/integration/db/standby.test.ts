import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { databaseChecks } from '../../../src/doctor/checks/database.js'
import { createContext } from '../../../src/doctor/context.js'
import type { Connection } from '../../../src/db/connection.js'
import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { connectPg, type PgOptions } from '../../../src/db/postgres/pg-connection.js'
import { createToolCaller } from '../../support/clients/tool-caller.js'
import { startCluster, startStandby, type Cluster } from '../../support/database/cluster.js'
import { canReplicate } from '../../support/database/postgres-binaries.js'
import { rawApplication } from '../../support/database/statements/statement-log.js'
import { fillTemplate } from '../../support/database/templates.js'
import { rejected } from '../../support/caught.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { people } from '../../support/worlds/jhe/people.js'

const never = new AbortController().signal
const patient = { timeout: 30_000, interval: 20 }

const connectAdmin = async ({ port }: Cluster): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    options: '-c log_statement=none',
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

// those from npm lack pg_basebackup
describe.skipIf(!canReplicate())('a primary and a standby that streams from it', () => {
  let primary: Cluster
  let standby: Cluster
  let writer: pg.Client
  const opened: Connection[] = []

  beforeAll(async () => {
    primary = await startCluster()
    writer = await connectAdmin(primary)
    await fillTemplate(writer, 'jhe_0045')
    await writer.query('checkpoint')
    standby = await startStandby(primary, 'max_standby_streaming_delay = 0\n')
    await caughtUp()
    // a standby knows the time of what it replayed since its start only
    await writer.query('create table warm (); drop table warm')
    await caughtUp()
  })
  afterEach(async () => {
    for (const connection of opened.splice(0)) await connection.close()
  })
  afterAll(async () => {
    await writer.end()
    await standby.stop()
    await primary.stop()
  })

  const onStandby = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> => {
    const client = await connectAdmin(standby)
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }

  /** Until the standby has replayed all that the primary wrote. */
  const caughtUp = async () => {
    const { rows } = await writer.query<{ at: string }>('select pg_current_wal_lsn()::text as at')
    await vi.waitFor(async () => {
      const [seen] = await onStandby<{ done: boolean }>(
        `select pg_last_wal_replay_lsn() >= '${rows[0]?.at ?? ''}'::pg_lsn as done`,
      )
      expect(seen?.done).toBe(true)
    }, patient)
  }

  const address = (hosts: readonly Cluster[], query = '') =>
    `postgresql://postgres@${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}/postgres${query}`

  const connect = (
    hosts: readonly Cluster[],
    { query = '', ...options }: Partial<PgOptions> & { readonly query?: string } = {},
  ): Connection => {
    const connection = connectPg({
      target: parseConnectionUrl(address(hosts, query), () => ''),
      statementTimeout: 15_000,
      applicationName: rawApplication,
      ...options,
    })
    opened.push(connection)
    return connection
  }

  const kindOf = async (connection: Connection): Promise<string> => {
    const rows = await connection.query<{ standby: boolean }>(
      'select pg_is_in_recovery() as standby',
      [],
      never,
    )
    return rows[0]?.standby === true ? 'standby' : 'primary'
  }

  it.each([
    ['', ['standby', 'standby', 'standby', 'primary']],
    ['?target_session_attrs=prefer-standby', ['standby', 'standby', 'standby', 'primary']],
    ['?target_session_attrs=any', ['primary', 'standby', 'standby', 'primary']],
    ['?target_session_attrs=primary', ['primary', 'primary', 'none', 'primary']],
    ['?target_session_attrs=read-write', ['primary', 'primary', 'none', 'primary']],
    ['?target_session_attrs=standby', ['standby', 'standby', 'standby', 'none']],
    ['?target_session_attrs=read-only', ['standby', 'standby', 'standby', 'none']],
    ['?load_balance_hosts=random', ['standby', 'standby', 'standby', 'primary']],
  ])('is asked as %s says', async (query, expected) => {
    const lists = [[primary, standby], [standby, primary], [standby], [primary]]
    const seen = await Promise.all(
      lists.map(async (hosts) => {
        try {
          return await kindOf(connect(hosts, { query }))
        } catch {
          return 'none'
        }
      }),
    )
    expect(seen).toEqual(expected)
  })

  it('is only the primary where no lag is allowed', async () => {
    expect(await kindOf(connect([standby, primary], { maxLag: 0 }))).toBe('primary')
    const { code, message } = await rejected(kindOf(connect([standby], { maxLag: 0 })))
    expect(code).toBe('DATABASE_UNAVAILABLE')
    expect(message).toBe(
      'The JHE database cannot be asked: it is a standby, and JHE_DB_MAX_LAG=0s allows the primary only.',
    )
  })

  it('is measured, and its lag and connections are told', async () => {
    const lags: number[] = []
    const pools: string[] = []
    const metrics = {
      databaseLag: (seconds: number) => void lags.push(seconds),
      databasePool: (state: string) => void pools.push(state),
    }
    await kindOf(connect([standby], { metrics }))
    await kindOf(connect([primary], { metrics }))
    expect(lags).toEqual([0, 0])
    expect(new Set(pools)).toEqual(new Set(['active', 'idle', 'waiting']))
  })

  it('is told by doctor, with its lag', async () => {
    const look = async (hosts: readonly Cluster[]) => {
      const check = databaseChecks.find(({ id }) => id === 'db.connect')
      const { runtime } = testCommand({ env: { JHE_DB_CONN: address(hosts) } })
      const context = createContext(runtime, { flags: {}, offline: false })
      try {
        return await check?.run(context, never)
      } finally {
        await context.close()
      }
    }
    const ofStandby = await look([standby])
    expect(ofStandby).toMatchObject({ data: { standby: true, lag: 0 } })
    expect(ofStandby?.seen).toMatch(/^PostgreSQL \d+, a standby 0 s behind its primary$/)
    const ofPrimary = await look([primary])
    expect(ofPrimary).toMatchObject({ data: { standby: false, lag: null } })
    expect(ofPrimary?.seen).toMatch(/^PostgreSQL \d+, primary$/)
  })

  it('F55: a standby that lags shows nobody what was taken from them', async () => {
    let clock = 0
    const options = { maxLag: 0.5, now: () => clock, applicationName: 'jhe-mcp/test' }
    const one = createToolCaller(connect([standby], options))
    const both = createToolCaller(connect([standby, primary], options))
    const { userId } = people.coordinator
    const count = async (caller: typeof one) => {
      const outcome = await caller.call(userId, 'get_study_count')
      return 'value' in outcome ? outcome.value : outcome
    }
    const before = await count(one)
    expect(before).not.toHaveProperty('code')
    expect(await count(both)).toEqual(before)

    await onStandby('select pg_wal_replay_pause()')
    onTestFinished(async () => {
      await onStandby('select pg_wal_replay_resume()')
    })
    await writer.query(
      `create table taken as select m.* from core_practitionerorganization as m
       join core_practitioner as p on p.id = m.practitioner_id where p.jhe_user_id = ${userId}`,
    )
    await writer.query(
      'delete from core_practitionerorganization where id in (select id from taken)',
    )
    await vi.waitFor(async () => {
      const [seen] = await onStandby<{ late: boolean }>(
        `select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()
         and clock_timestamp() - pg_last_xact_replay_timestamp() > '0.6 s' as late`,
      )
      expect(seen?.late).toBe(true)
    }, patient)
    clock += 1_001
    const refused = await one.call(userId, 'get_study_count')
    expect(refused.code).toBe('DATABASE_UNAVAILABLE')
    expect('message' in refused ? refused.message : '').toMatch(
      /^The JHE database cannot be asked: it is a standby [\d.]+ s behind its primary, and JHE_DB_MAX_LAG allows 0\.5 s\.$/,
    )
    const after = await count(both)
    expect(after).not.toHaveProperty('code')
    expect(after).not.toEqual(before)

    await onStandby('select pg_wal_replay_resume()')
    await caughtUp()
    clock += 1_001
    expect(await count(one)).toEqual(after)
    await writer.query(
      'insert into core_practitionerorganization select * from taken; drop table taken',
    )
    await caughtUp()
    clock += 1_001
    expect(await count(one)).toEqual(before)
  })

  it('F55: a standby whose primary is gone is as old as its last transaction', async () => {
    let clock = 0
    const connection = connect([standby], { maxLag: 0.2, now: () => clock })
    expect(await kindOf(connection)).toBe('standby')
    primary.halt()
    try {
      await vi.waitFor(async () => {
        clock += 1_001
        const { message } = await rejected(kindOf(connection))
        expect(message).toContain('behind its primary')
      }, patient)
    } finally {
      primary.restart()
      writer = await connectAdmin(primary)
    }
    await vi.waitFor(async () => {
      clock += 1_001
      expect(await kindOf(connection)).toBe('standby')
    }, patient)
  })

  it('a conflict with what a standby replays is answered by the other host', async () => {
    const asleep = `select pg_is_in_recovery() as standby, count(*)::int as n,
      case when pg_is_in_recovery() then pg_sleep(120)::text end as slept from public.core_study`
    const connection = connect([standby, primary], { statementTimeout: 60_000 })
    expect(await kindOf(connection)).toBe('standby')
    const answer = connection.query(asleep, [], never)
    await sleeping()
    await writer.query('begin; lock table public.core_study in access exclusive mode; commit')
    expect(await answer).toMatchObject([{ standby: false, slept: null }])
    // a conflict says nothing against the host
    expect(await kindOf(connection)).toBe('standby')
  })

  it('and where there is no other, by the same one', async () => {
    const asleep = `select pg_is_in_recovery() as standby, count(*)::int as n,
      case when pg_catalog.to_regclass('public.marker') is null then pg_sleep(120)::text end as slept
      from public.core_study`
    const connection = connect([standby], { statementTimeout: 60_000 })
    const answer = connection.query(asleep, [], never)
    await sleeping()
    await writer.query(
      'begin; create table public.marker (); lock table public.core_study in access exclusive mode; commit',
    )
    expect(await answer).toMatchObject([{ standby: true, slept: null }])
    await writer.query('drop table public.marker')
    await caughtUp()
  })

  /** Until a statement of the product sleeps on the standby. */
  const sleeping = async () => {
    await vi.waitFor(async () => {
      const rows = await onStandby(
        `select from pg_stat_activity where wait_event = 'PgSleep' and application_name like 'jhe-mcp/%'`,
      )
      expect(rows.length).toBe(1)
    }, patient)
  }

  it('T-S10: a standby that dies in the middle of statements costs a second attempt', async () => {
    let clock = 0
    const connection = connect([standby, primary], { now: () => clock })
    expect(await kindOf(connection)).toBe('standby')
    await writer.query('begin; lock table public.core_study in access exclusive mode')
    const count = 'select pg_is_in_recovery() as standby from public.core_study limit 1'
    await vi.waitFor(async () => {
      const rows = await onStandby(
        `select from pg_locks where relation = 'public.core_study'::regclass and mode = 'AccessExclusiveLock'`,
      )
      expect(rows.length).toBe(1)
    }, patient)
    const answers = [1, 2, 3].map(async () => await connection.query(count, [], never))
    await vi.waitFor(async () => {
      const rows = await onStandby(
        `select from pg_stat_activity where application_name like 'jhe-mcp/%' and wait_event_type = 'Lock'`,
      )
      expect(rows.length).toBe(3)
    }, patient)
    standby.halt()
    await writer.query('commit')
    for (const answer of answers) expect(await answer).toEqual([{ standby: false }])
    expect(await kindOf(connection)).toBe('primary')

    standby.restart()
    await caughtUp()
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
      const { code, message } = await rejected(kindOf(connect([primary, standby], { query })))
      expect(code).toBe('DATABASE_UNAVAILABLE')
      expect(message).toBe(
        'The JHE database cannot be asked: host 1 of JHE_DB_CONN: it is a primary, and target_session_attrs asks for a standby; host 2 of JHE_DB_CONN: the connection was refused.',
      )
    } finally {
      standby.restart()
      await caughtUp()
    }
  })

  it('T-S10: a standby that is promoted is asked as the primary', async () => {
    const other = await startStandby(primary)
    try {
      const query = '?target_session_attrs=primary'
      const connection = connect([primary, other], { query })
      expect(await kindOf(connection)).toBe('primary')
      const admin = await connectAdmin(other)
      primary.halt()
      await admin.query('select pg_promote()')
      await admin.end()
      expect(await kindOf(connection)).toBe('primary')
    } finally {
      primary.restart()
      await other.stop()
      writer = await connectAdmin(primary)
    }
  })
})
