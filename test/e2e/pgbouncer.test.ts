import { randomBytes } from 'node:crypto'

import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { roleScript } from '../../src/sql-scripts/role-script.js'
import type { Connection } from '../../src/db/connection.js'
import { permissionRows } from '../tools/registry.js'
import { lockTable } from '../support/database/backends.js'
import { rejected } from '../support/caught.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras } from '../support/clients/mcp-clients.js'
import {
  startPgBouncer,
  type PgBouncer,
  type PgBouncerOptions,
} from '../support/database/pgbouncer.js'
import { signInAs } from '../support/worlds/signed-in.js'
import { connectRaw, connectTo, createToolCaller } from '../support/clients/tool-caller.js'
import { patients } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

const never = new AbortController().signal
const observations = { patient_id: patients.ana }

let database: TestDatabase
let role: string

beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  role = `reader_${randomBytes(6).toString('hex')}`
  await database.sql(roleScript(role))
})
afterAll(async () => {
  await database.sql(`drop owned by ${role}`)
  await database.sql(`drop role ${role}`)
  await database.drop()
})

const through = (bouncer: PgBouncer, user = role) =>
  `postgresql://${user}@127.0.0.1:${bouncer.port}/${database.name}`

describe.each([
  ['refuses startup options', {}],
  ['drops startup options', { ignore_startup_parameters: 'options,extra_float_digits' }],
] as const)('PgBouncer in transaction mode that %s', (_how, settings) => {
  let bouncer: PgBouncer
  let connection: Connection
  const start = async (options: Partial<PgBouncerOptions> = {}) => {
    bouncer = await startPgBouncer({ users: ['postgres', role], settings, ...options })
    connection = connectTo(through(bouncer))
  }
  beforeEach(async () => {
    await start()
  })
  afterEach(async () => {
    await connection.close()
    await bouncer.stop()
  })

  const onServer = async <Row extends pg.QueryResultRow>(what: string) =>
    await database.sql<Row>(
      `select ${what} from pg_stat_activity where datname = $1 and usename = $2 order by pid`,
      [database.name, role],
    )

  /** Somebody else who shares the server connections. */
  const neighbour = async () => {
    const client = new pg.Client(through(bouncer))
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  it('T-D15: every question is answered as without it, by several processes at once', async () => {
    const pooled = [1, 2, 3].map(() => createToolCaller(connectTo(through(bouncer))))
    const direct = createToolCaller(connectTo(database.url.replace('//postgres@', `//${role}@`)))
    for (const { tool, args } of permissionRows) {
      const { userId } = people.coordinator
      const expected = await direct.call(userId, tool, args)
      const outcomes = await Promise.all(
        pooled.map(async (caller) => await caller.call(userId, tool, args)),
      )
      for (const outcome of outcomes) expect(outcome).toEqual(expected)
    }
    expect((await onServer('pid')).length).toBeLessThanOrEqual(3)
    await Promise.all(
      [direct, ...pooled].map(async (caller) => {
        await caller.close()
      }),
    )
  })

  it('T-D15: no setting of a neighbour reaches a statement, and none of ours reaches them', async () => {
    await bouncer.stop()
    await start({ poolSize: 1 })
    const other = await neighbour()
    await other.query(`set TimeZone = 'Pacific/Chatham'; set DateStyle = 'SQL, DMY';
      set default_transaction_read_only = off; set statement_timeout = 7000; set jit = on;
      set search_path = public; set extra_float_digits = -3`)
    const raw = connectRaw(through(bouncer))
    const shown = async (names: readonly string[]) =>
      await raw.query(
        'select current_setting(n) as value from unnest(cast($1 as text[])) as n',
        [names],
        never,
      )
    const names = ['TimeZone', 'DateStyle', 'transaction_read_only', 'statement_timeout', 'jit']
    expect(await shown([...names, 'search_path', 'extra_float_digits'])).toEqual(
      ['UTC', 'ISO, MDY', 'on', '15s', 'off', 'pg_catalog', '1'].map((value) => ({ value })),
    )
    const { rows } = await other.query(`select current_setting('TimeZone') as zone,
      current_setting('transaction_read_only') as readonly, current_setting('statement_timeout') as time,
      current_setting('search_path') as path, (select count(*)::int from pg_prepared_statements) as prepared`)
    expect(rows).toEqual([
      { zone: 'Pacific/Chatham', readonly: 'off', time: '7s', path: 'public', prepared: 0 },
    ])
    await raw.close()
    await other.end()
  })

  it('T-D1: a text is one statement, and cannot write', async () => {
    const owner = connectRaw(through(bouncer, 'postgres'))
    for (const [text, code] of [
      ["update public.core_observation set status = 'x'", '25006'],
      ['create table public.mine ()', '25006'],
      ['select 1; truncate public.core_observation cascade', '42601'],
    ] as const) {
      const { cause } = await rejected(owner.query(text, [], never))
      expect(cause).toMatchObject({ code })
    }
    await owner.close()
  })

  it('T-D4: a statement that takes too long is stopped by the server, and the next one works', async () => {
    const hasty = connectRaw(through(bouncer), 2_000)
    const { code } = await rejected(hasty.query('select pg_sleep(600)', [], never))
    expect(code).toBe('QUERY_TIMEOUT')
    expect(await hasty.query('select 1 as one', [], never)).toEqual([{ one: 1 }])
    expect(await onServer("coalesce(state, '') as state")).toEqual([{ state: 'idle' }])
    await hasty.close()
  })

  it('T-S9: a cancelled call stops its statement, and nobody else’s', async () => {
    const caller = createToolCaller(connection)
    const { userId } = people.coordinator
    await caller.call(userId, 'get_study_count')
    const release = await lockTable(database.url, 'core_observation')
    const [one, two] = [new AbortController(), new AbortController()]
    const [first, second] = [one, two].map(
      async ({ signal }) =>
        await caller.call(userId, 'get_patient_observations', observations, { signal }),
    )
    first?.catch(() => undefined)
    const waiting = async (count: number) => {
      await vi.waitFor(
        async () => {
          const rows = await onServer("pid, wait_event_type = 'Lock' as waits")
          expect(rows.filter(({ waits }) => waits === true)).toHaveLength(count)
        },
        { timeout: 20_000, interval: 20 },
      )
    }
    await waiting(2)
    one.abort(new Error('changed their mind'))
    await expect(first).rejects.toThrow('changed their mind')
    await waiting(1)
    await release()
    expect(await second).toMatchObject({ value: { truncated: false } })
    await waiting(0)
    const busy = async () =>
      (await onServer<{ state: string }>('state')).filter(({ state }) => state !== 'idle')
    await expect.poll(busy).toEqual([])
  })

  it('T-S10: a server connection that is lost costs nothing', async () => {
    const caller = createToolCaller(connection)
    const ask = async () => await caller.call(people.coordinator.userId, 'get_study_count')
    expect(await ask()).toMatchObject({ value: { count: 3 } })
    await database.sql(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1',
      [role],
    )
    expect(await ask()).toMatchObject({ value: { count: 3 } })
  })

  it('says that it has no connection to spare, and works again when it has', async () => {
    await bouncer.stop()
    await start({ settings: { ...settings, max_client_conn: 2 } })
    const others = [await neighbour(), await neighbour()]
    const caller = createToolCaller(connectTo(through(bouncer)))
    const ask = async () => await caller.call(people.coordinator.userId, 'get_study_count')
    const outcome = await ask()
    expect(outcome).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(JSON.stringify(outcome)).toContain('no connection to spare')
    for (const other of others) await other.end()
    expect(await ask()).toMatchObject({ value: { count: 3 } })
    await caller.close()
  })

  it('says that it could not get through to the database in time', async () => {
    await bouncer.stop()
    await start({ poolSize: 1, settings: { ...settings, query_wait_timeout: 1 } })
    const holder = await neighbour()
    await holder.query('begin')
    const caller = createToolCaller(connection)
    const ask = async () => await caller.call(people.coordinator.userId, 'get_study_count')
    expect(await ask()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await holder.query('rollback')
    expect(await ask()).toMatchObject({ value: { count: 3 } })
    await holder.end()
  })

  it.each(eras)(
    'the program itself works through it, with a safe role demanded (%s)',
    async (era) => {
      const signedIn = await signInAs(people.coordinator.userId, through(bouncer))
      const host = await connectHost(era, { env: { ...signedIn.env, JHE_REQUIRE_SAFE_ROLE: '1' } })
      expect(await host.call('get_study_count')).toMatchObject({ value: { count: 3 } })
      expect(await host.call('get_patient_observations', observations)).toMatchObject({
        isError: false,
      })
      await host.close()
      signedIn.remove()
    },
  )
})
