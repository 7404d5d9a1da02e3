import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { databaseChecks } from '../../../src/doctor/checks/database.js'
import { createContext } from '../../../src/doctor/context.js'
import { rejected } from '../../support/caught.js'
import { createToolCaller } from '../../support/clients/tool-caller.js'
import { type Cluster } from '../../support/database/cluster.js'
import { canReplicate } from '../../support/database/postgres-binaries.js'
import {
  addressOf,
  kindOf,
  openStreamingPair,
  patient,
  type StreamingPair,
} from '../../support/database/streaming-pair.js'
import { people } from '../../support/worlds/jhe/people.js'
import { testCommand } from '../../support/worlds/runtime.js'

const never = new AbortController().signal

// those from npm lack pg_basebackup
describe.skipIf(!canReplicate())('a primary and a standby that streams from it', () => {
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
          return await kindOf(pair.connect(hosts, { query }))
        } catch {
          return 'none'
        }
      }),
    )
    expect(seen).toEqual(expected)
  })

  it('is only the primary where no lag is allowed', async () => {
    expect(await kindOf(pair.connect([standby, primary], { maxLag: 0 }))).toBe('primary')
    const { code, message } = await rejected(kindOf(pair.connect([standby], { maxLag: 0 })))
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
    await kindOf(pair.connect([standby], { metrics }))
    await kindOf(pair.connect([primary], { metrics }))
    expect(lags).toEqual([0, 0])
    expect(new Set(pools)).toEqual(new Set(['active', 'idle', 'waiting']))
  })

  it('is told by doctor, with its lag', async () => {
    const look = async (hosts: readonly Cluster[]) => {
      const check = databaseChecks.find(({ id }) => id === 'db.connect')
      const { runtime } = testCommand({ env: { JHE_DB_CONN: addressOf(hosts) } })
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
    const one = createToolCaller(pair.connect([standby], options))
    const both = createToolCaller(pair.connect([standby, primary], options))
    const { userId } = people.coordinator
    const count = async (caller: typeof one) => {
      const outcome = await caller.call(userId, 'get_study_count')
      return 'value' in outcome ? outcome.value : outcome
    }
    const before = await count(one)
    expect(before).not.toHaveProperty('code')
    expect(await count(both)).toEqual(before)

    await pair.onStandby('select pg_wal_replay_pause()')
    onTestFinished(async () => {
      await pair.onStandby('select pg_wal_replay_resume()')
    })
    await pair.write(
      `create table taken as select m.* from core_practitionerorganization as m
       join core_practitioner as p on p.id = m.practitioner_id where p.jhe_user_id = ${userId}`,
    )
    await pair.write('delete from core_practitionerorganization where id in (select id from taken)')
    await vi.waitFor(async () => {
      const [seen] = await pair.onStandby<{ late: boolean }>(
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

    await pair.onStandby('select pg_wal_replay_resume()')
    await pair.caughtUp()
    clock += 1_001
    expect(await count(one)).toEqual(after)
    await pair.write(
      'insert into core_practitionerorganization select * from taken; drop table taken',
    )
    await pair.caughtUp()
    clock += 1_001
    expect(await count(one)).toEqual(before)
  })

  it('F55: a standby whose primary is gone is as old as its last transaction', async () => {
    let clock = 0
    const connection = pair.connect([standby], { maxLag: 0.2, now: () => clock })
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
      await pair.reconnect()
    }
    await vi.waitFor(async () => {
      clock += 1_001
      expect(await kindOf(connection)).toBe('standby')
    }, patient)
  })
})
