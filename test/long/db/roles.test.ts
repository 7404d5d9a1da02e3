import { randomBytes } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { roleScript } from '../../../src/sql-scripts/role-script.js'
import { viewerOf } from '../../../src/permissions/viewer.js'
import { createQueryExecutor } from '../../../src/query/query-executor.js'
import { countStudies } from '../../../src/query/studies/studies.js'
import { countingConnection } from '../../support/database/statements/counting-connection.js'
import { rejected } from '../../support/caught.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { connectRaw, connectTo, createToolCaller } from '../../support/clients/tool-caller.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { permissionRows } from '../../tools/registry.js'
import { everything } from '../../../src/permissions/grant.js'

const never = new AbortController().signal
const viewer = viewerOf(
  { subject: people.coordinator.userId, issuer: 'test', studies: null },
  { permissions: 'auto', consent: 'enforce' },
  everything,
)

describe.each(['0011', '0045'] as const)('a database role on core.%s', (version) => {
  let database: TestDatabase
  let role: string

  beforeEach(async () => {
    database = await createDatabase(`jhe_${version}`)
    role = `reader_${randomBytes(6).toString('hex')}`
    await database.sql(roleScript(role))
  })
  // The role goes with the cluster: one that writes in all databases is given rights in those of
  // other tests too, by the script that runs there at the same time, and could not be dropped.
  afterEach(async () => {
    await database.drop()
  })

  const urlAs = (user: string) => database.url.replace('//postgres@', `//${user}@`)

  /** Asks as the role; what was warned of, and the answer. */
  const ask = async (requireSafeRole: boolean, times = 1) => {
    const warnings: string[] = []
    const options = { requireSafeRole, warn: (sentence: string) => warnings.push(sentence) }
    const connection = countingConnection(connectTo(urlAs(role)))
    const asker = createQueryExecutor(connection, options)
    try {
      for (let i = 1; i < times; i += 1) await asker.ask(viewer, countStudies, {}, never)
      const answer = await asker.ask(viewer, countStudies, {}, never)
      return { warnings, answer, sent: connection.sent }
    } finally {
      await asker.close()
    }
  }

  it('made by the script is enough for every question, and gives the same answers', async () => {
    const [reader, owner] = [urlAs(role), database.url].map((url) =>
      createToolCaller(connectTo(url)),
    )
    const askers = [people.coordinator, people.analyst, people.oddball, people.ana, people.stranger]
    // the status tells of the role itself
    for (const { tool, args } of permissionRows.filter((one) => one.tool !== 'get_server_status')) {
      for (const { userId } of askers) {
        const outcome = await reader?.call(userId, tool, args)
        expect(outcome).toEqual(await owner?.call(userId, tool, args))
        expect(outcome?.code).not.toBe('DATABASE_DENIED')
      }
    }
    await Promise.all([reader?.close(), owner?.close()])
  })

  it('made by the script is safe, and nothing is said of it', async () => {
    expect(await ask(true)).toMatchObject({ warnings: [], answer: { count: 3 } })
  })

  it.each([
    ['get_patient_demographics', 'core_patient', 'birth_date', { study_id: studies.pressure }],
    ['get_study_metadata', 'core_study', 'description', { study_id: studies.pressure }],
    ['get_patient_observations', 'core_observation', 'status', { patient_id: patients.ana }],
  ])('T-D7: %s names the column it may not read: %s.%s', async (tool, table, column, args) => {
    await database.sql(`revoke select (${column}) on ${table} from ${role}`)
    const caller = createToolCaller(connectTo(urlAs(role)))
    const outcome = await caller.call(people.coordinator.userId, tool, args)
    expect(outcome).toMatchObject({
      code: 'DATABASE_DENIED',
      message: `The database role may not read ${table}.${column}.`,
    })
    // and reads it as soon as it may, without being started again
    await database.sql(`grant select (${column}) on ${table} to ${role}`)
    expect((await caller.call(people.coordinator.userId, tool, args)).code).toBeUndefined()
    await caller.close()
  })

  it.each([
    ['is a superuser', 'alter role R superuser'],
    ['is a superuser', 'grant postgres to R'],
    ['bypasses row-level security', 'alter role R bypassrls'],
    ['may make roles or databases', 'alter role R createrole'],
    ['may make roles or databases', 'alter role R createdb'],
    ['may copy the whole server by replication', 'alter role R replication'],
    ['owns tables', 'alter table core_study owner to R'],
    ['owns tables', 'create sequence mine; alter sequence mine owner to R'],
    ['owns the database, a schema or a function', 'alter schema public owner to R'],
    ['owns the database, a schema or a function', 'alter database DB owner to R'],
    ['may reach files or programs of the server', 'grant pg_read_server_files to R'],
    ['may reach files or programs of the server', 'grant pg_execute_server_program to R'],
    [
      'may reach files or programs of the server',
      'grant execute on function pg_read_file(text) to R',
    ],
    ['belongs to an administrative role of the server', 'grant pg_signal_backend to R'],
    ['belongs to an administrative role of the server', 'grant pg_read_all_data to R'],
    ['may write', 'grant insert on core_observation to R'],
    ['may write', 'grant update (name) on core_study to R'],
    ['may write', 'grant truncate on django_session to R'],
    ['may write', 'grant pg_write_all_data to R'],
    ['may write', 'create schema other; create table other.t (); grant delete on other.t to R'],
    ['may write', 'create sequence mine; grant usage on sequence mine to R'],
    ['may write', 'select lo_create(4711); grant update on large object 4711 to R'],
    ['may write', 'grant insert on core_study to public'],
    ['may create tables or schemas', 'grant create on schema public to R'],
    ['may create tables or schemas', 'grant create on database DB to R'],
    ['may create temporary tables', 'grant temporary on database DB to public'],
    [
      'may read password hashes, OAuth tokens, sessions or settings',
      'grant select (password) on core_jheuser to R',
    ],
    [
      'may read password hashes, OAuth tokens, sessions or settings',
      'grant select on all tables in schema public to R',
    ],
  ])('T-D3: that %s is refused or warned of: %s', async (what, sql) => {
    await database.sql(sql.replace(/\bR\b/, role).replace('DB', database.name))
    const { warnings, answer, sent } = await ask(false, 3)
    expect(answer).toMatchObject({ count: 3 })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(what)
    expect(warnings[0]).toContain('jhe-mcp sql --role')
    expect(warnings[0]).not.toContain(role)
    expect(sent.filter((text) => text.includes('rolsuper'))).toHaveLength(1)
    const refusal = await rejected(ask(true))
    expect(refusal.code).toBe('DATABASE_ROLE_UNSAFE')
    expect(refusal.message).toContain(what)
  })

  it('T-D3: is judged by what it may turn into as well', async () => {
    const writer = `writer_${randomBytes(6).toString('hex')}`
    await database.sql(`create role ${writer} nologin; grant insert on core_study to ${writer}`)
    await database.sql(`alter role ${role} noinherit; grant ${writer} to ${role}`)
    try {
      expect((await ask(false)).warnings).toEqual([expect.stringContaining('it may write.')])
      // and the script takes it back
      await database.sql(roleScript(role))
      expect((await ask(true)).warnings).toEqual([])
    } finally {
      await database.sql(`drop owned by ${writer}; drop role ${writer}`)
    }
  })

  it('is made safe again by the script, whatever it was given before', async () => {
    await database.sql(`grant select, insert on all tables in schema public to ${role};
      grant all on all sequences in schema public to ${role};
      grant all on schema public to ${role};
      grant temporary, create on database ${database.name} to ${role};
      alter role ${role} superuser createdb createrole replication bypassrls`)
    await database.sql(roleScript(role))
    expect(await ask(true)).toMatchObject({ warnings: [], answer: { count: 3 } })
  })

  it('that owns something is not taken for a reader by the script', async () => {
    await database.sql(`alter table core_study owner to ${role}`)
    await expect(database.sql(roleScript(role))).rejects.toThrow('owns something')
    await database.sql('rollback')
  })
})

describe('a session of the product', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createDatabase('jhe_0045')
  })
  afterEach(async () => {
    await database.drop()
  })

  const rows = async () =>
    await database.sql('select count(*)::int as count from core_observation where status <> $1', [
      'x',
    ])

  it('T-D1: takes one statement at a time, as a role that could do anything too', async () => {
    const connection = connectRaw(database.url)
    const before = await rows()
    for (const text of [
      "select 1; update public.core_observation set status = 'x'",
      'commit; begin read write; truncate public.core_observation cascade',
    ]) {
      const { cause } = await rejected(connection.query(text, [], never))
      expect(cause).toMatchObject({ code: '42601' })
    }
    expect(await rows()).toEqual(before)
    await connection.close()
  })

  it.each([
    "update public.core_observation set status = 'x'",
    'delete from public.core_studypatient',
    'create table public.mine ()',
    'drop table public.core_observation cascade',
    "select setval('public.core_study_id_seq', 1)",
  ])('T-D2: cannot write, as a role that could do anything too: %s', async (text) => {
    const connection = connectRaw(database.url)
    const { cause } = await rejected(connection.query(text, [], never))
    expect(cause).toMatchObject({ code: '25006' })
    await connection.close()
  })

  it('refuses a text that is not on the closed list before it is sent', async () => {
    const connection = countingConnection(connectTo(database.url))
    const asker = createQueryExecutor(connection, { requireSafeRole: false, warn: () => undefined })
    await asker.ask(viewer, countStudies, {}, never)
    const before = connection.sent.length
    const stranger = { ...countStudies, name: 'count_studies' }
    await expect(asker.ask(viewer, stranger, {}, never)).rejects.toThrow('closed list')
    expect(connection.sent.length).toBe(before)
    await asker.close()
  })
})
