import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { freePort, holdPort } from '../support/loopback.js'
import { connectHost, eras, type CallResult, type Host } from '../support/clients/mcp-clients.js'
import { callMessage, initialize, startRawHost } from '../support/clients/raw-host.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import { createTestFolder } from '../support/worlds/stores.js'
import { patients, studies } from '../support/worlds/jhe/ids.js'
import { people } from '../support/worlds/jhe/people.js'

/** The error of a failed call. */
const errorOf = ({ isError, text, error }: CallResult) => {
  expect(isError).toBe(true)
  expect(text).toMatch(/^[A-Z_]+: /)
  if (error === undefined) throw new Error('no error is told')
  return error
}

describe.each(eras)('errors for a client of %s', (era) => {
  let database: TestDatabase
  let signedIn: SignedIn
  let host: Host
  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    signedIn = await signInAs(people.coordinator.userId, database.url)
    host = await connectHost(era, { env: signedIn.env })
  })
  afterAll(async () => {
    await host.close()
    signedIn.remove()
    await database.drop()
  })

  const ana = { patient_id: patients.ana }

  it.each([
    ['a wrong type', 'get_study_metadata', { study_id: '0x7531' }, 'INPUT_INVALID', 'study_id'],
    ['SQL', 'get_study_metadata', { study_id: '1; drop table core_study' }, 'INPUT_INVALID', ''],
    ['nothing', 'get_study_metadata', {}, 'NEEDS_INPUT', 'study_id'],
    ['an unknown field', 'list_studies', { Limit: 1 }, 'INPUT_INVALID', 'Limit'],
    ['too much', 'get_patient_observations', { ...ana, limit: 1001 }, 'INPUT_INVALID', 'limit'],
    ['a wrong cursor', 'get_patient_observations', { ...ana, cursor: 'x' }, 'INPUT_INVALID', ''],
    [
      'an unknown type',
      'get_patient_observations',
      { ...ana, data_type: 'x' },
      'INPUT_INVALID',
      '',
    ],
    ['a foreign study', 'get_study_metadata', { study_id: studies.clocks }, 'NOT_VISIBLE', 'study'],
    [
      'a missing study',
      'get_study_metadata',
      { study_id: studies.missing },
      'NOT_VISIBLE',
      'study',
    ],
    ['a foreign patient', 'get_patient_observations', { patient_id: 40006 }, 'NOT_VISIBLE', ''],
  ])('%s sent to %s is answered in our words', async (_what, tool, args, code, named) => {
    const error = errorOf(await host.call(tool, args))
    expect(error.code).toBe(code)
    expect(error.message).toContain(named)
  })

  it('of what is foreign and what is missing are the same, byte for byte', async () => {
    for (const [tool, foreign, missing] of [
      ['get_study_metadata', { study_id: studies.clocks }, { study_id: studies.missing }],
      ['get_patient_demographics', { study_id: studies.clocks }, { study_id: studies.missing }],
      ['get_patient_observations', { patient_id: 40006 }, { patient_id: patients.missing }],
    ] as const) {
      expect(await host.call(tool, foreign)).toEqual(await host.call(tool, missing))
    }
  })

  it('of an unknown tool are of the protocol: -32602', async () => {
    await expect(host.call('drop_everything')).rejects.toMatchObject({ code: -32_602 })
  })

  it('leave the server as it was', async () => {
    expect(await host.call('get_study_count')).toMatchObject({
      isError: false,
      value: { count: 3 },
    })
  })

  it.each([
    [{}, 'CONFIG_INVALID', 'JHE_'],
    [{ JHE_BASE_URL: 'http://localhost:8000' }, 'CONFIG_INVALID', 'JHE_CLIENT_ID'],
  ])('T-S6: with the settings %j say which is missing', async (env, code, named) => {
    const other = await connectHost(era, { env })
    const error = errorOf(await other.call('get_study_count'))
    expect(error.code).toBe(code)
    expect(error.message).toContain(named)
    await other.close()
  })

  it.each([
    ['JHE_BASE_URL', 'ftp://example.org', []],
    ['JHE_DB_CONN', 'mysql://planted@h/d', []],
    ['JHE_MAX_ROWS', '1e9', []],
    ['JHE_PERMISSIONS', 'planted', []],
    ['JHE_TOKEN_STORE', '${user_config.planted}', []],
    ['JHE_AUDIT_LOG', '%PLANTED%', []],
    ['JHE_LOG_LEVEL', 'planted', []],
    ['--max-rows', 'planted', ['--max-rows', 'planted']],
    ['JHE_CONSENT', 'planted', ['demo', '--stdio']],
  ])(
    'with a wrong %s (%s) name it, whatever is asked, after the handshake',
    async (name, value, args) => {
      await using home = await createTestFolder()
      const env = {
        ...signedIn.env,
        JHE_TOKEN_DIR: join(signedIn.home, '.jhe_mcp'),
        HOME: home.path,
        USERPROFILE: home.path,
        ...(name.startsWith('JHE_') ? { [name]: value } : {}),
      }
      const other = await connectHost(era, { env, args })
      expect(await other.listTools()).toEqual(await host.listTools())
      for (const tool of ['get_study_count', 'describe_schema', 'get_server_status']) {
        const error = errorOf(await other.call(tool))
        expect(error.code).toBe('CONFIG_INVALID')
        expect(error.message).toContain(name)
        expect(JSON.stringify(error)).not.toMatch(/planted/i)
      }
      const read = other.catalog.readResource({ uri: 'jhe://studies' })
      await expect(read).rejects.toThrow(name)
      const ref = { type: 'ref/prompt', name: 'study_overview' } as const
      const completed = other.catalog.complete({ ref, argument: { name: 'study_id', value: '' } })
      expect(await completed).toMatchObject({ completion: { values: [] } })
      expect(await other.catalog.listResources()).toBeDefined()
      await other.close()
    },
  )

  it('T-S6: before anybody has signed in say how to', async () => {
    await using home = await createTestFolder()
    const env = { ...signedIn.env, HOME: home.path, USERPROFILE: home.path }
    const other = await connectHost(era, { env })
    const error = errorOf(await other.call('get_study_count'))
    expect(error.code).toBe('SIGN_IN_REQUIRED')
    expect(error.hint).toContain('`node bin/jhe-mcp.js login`')
    await other.close()
  })

  it('are told apart by who asks and what is wrong with the database', async () => {
    const port = await freePort()
    for (const [subject, url, code] of [
      [people.cora.userId, database.url, 'ACCOUNT_INACTIVE'],
      [people.coordinator.userId, `postgresql://x@127.0.0.1:${port}/x`, 'DATABASE_UNAVAILABLE'],
      [people.coordinator.userId, `${database.url}?sslmode=planted`, 'CONFIG_INVALID'],
    ] as const) {
      const other = await signInAs(subject, url)
      const there = await connectHost(era, { env: other.env })
      expect(errorOf(await there.call('get_study_count')).code).toBe(code)
      await there.close()
      other.remove()
    }
  })

  it('T-S1: of a database that never answers do not keep the tools from being listed', async () => {
    let connections = 0
    const port = await freePort()
    const silent = await holdPort(
      createServer(() => (connections += 1)),
      port,
      '127.0.0.1',
    )
    await using home = await createTestFolder()
    const env = { ...signedIn.env, HOME: home.path, USERPROFILE: home.path }
    const other = await connectHost(era, {
      env: {
        ...env,
        JHE_DB_CONN: `postgresql://x@127.0.0.1:${port}/x`,
        // from Node 22 on there would be what Node compiled
        NODE_DISABLE_COMPILE_CACHE: '1',
      },
    })
    expect((await other.listTools()).length).toBeGreaterThanOrEqual(5)
    expect(connections).toBe(0)
    expect(existsSync(join(home.path, '.jhe_mcp'))).toBe(false)
    expect(readdirSync(home.path)).toEqual([])
    await other.close()
    await silent.close()
  })
})

describe('T-S13: a failure that nobody foresaw', () => {
  const canary = /canary|SELECT|select |core_|22P02|42883|postgres|127\.0\.0\.1|node_modules/

  it('tells the client nothing of rows, tables and SQL, and stderr neither', async () => {
    const database = await createDatabase('jhe_0045')
    await database.sql('alter table core_datasource rename to core_canary')
    await database.sql("update core_canary set name = 'canary-row'")
    await database.sql(`create view core_datasource as
      select cast(name as integer) + id as id, name, type from core_canary`)
    const signedIn = await signInAs(people.coordinator.userId, database.url)
    const host = startRawHost({ env: { ...signedIn.env, JHE_LOG_LEVEL: 'debug' } })
    host.send(initialize)
    const calls = [
      callMessage(1, 'get_study_metadata', { study_id: studies.pressure }),
      callMessage(2, 'get_patient_observations', { patient_id: patients.ana }),
    ]
    for (const call of calls) host.send(call)
    for (const id of [1, 2]) {
      const { result } = await host.answerTo(id)
      expect(result).toMatchObject({ isError: true })
      expect(JSON.stringify(result)).toContain('INTERNAL')
      expect(JSON.stringify(result)).not.toMatch(canary)
    }
    await host.end()
    expect(host.stderr()).toContain('22P02')
    expect(host.stderr()).not.toMatch(/canary|select |core_/)
    signedIn.remove()
    await database.drop()
  })

  it('T-D7: tells nobody the connection string', async () => {
    const port = await freePort()
    const url = `postgresql://canary-user:canary-pass@127.0.0.1:${port}/canary-name`
    for (const address of [url, `${url}?sslmode=canary`, `${url}?canary=1`, `x${url}`]) {
      const signedIn = await signInAs(people.coordinator.userId, address)
      const host = startRawHost({ env: { ...signedIn.env, JHE_LOG_LEVEL: 'debug' } })
      host.send(initialize)
      host.send(callMessage(1, 'get_study_count'))
      const said = await host.answerTo(1).then(JSON.stringify, String)
      expect(said).not.toMatch(/canary/)
      expect(said).toMatch(/DATABASE_UNAVAILABLE|JHE_DB_CONN/)
      await host.end()
      expect(host.stderr()).not.toMatch(/canary/)
      signedIn.remove()
    }
  })
})
