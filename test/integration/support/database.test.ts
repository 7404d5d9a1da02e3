import { existsSync, statSync } from 'node:fs'

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

import { startCluster } from '../../support/database/cluster.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { loadDump } from '../../support/database/load-dump.js'
import { describeRealJhe, realFile } from '../../support/database/real-jhe.js'
import {
  readStatements,
  type LoggedStatement,
} from '../../support/database/statements/statement-log.js'

const withSession = async <T>(
  config: pg.ClientConfig,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client(config)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

describe('createDatabase', () => {
  let one: TestDatabase
  let other: TestDatabase

  beforeAll(async () => {
    ;[one, other] = await Promise.all([createDatabase('blank'), createDatabase('blank')])
  })

  afterAll(async () => {
    await Promise.all([one.drop(), other.drop()])
  })

  it('gives each caller a database of its own', async () => {
    await one.sql('create table mark ()')
    const marks = `select from pg_tables where tablename = 'mark'`
    expect(await one.sql(marks)).toHaveLength(1)
    expect(await other.sql(marks)).toHaveLength(0)
  })

  it.skipIf(process.platform === 'win32')('is reached through a unix socket too', async () => {
    const { socketFolder, port } = inject('cluster')
    const config = { host: socketFolder ?? '', port, user: 'postgres', database: one.name }
    const { rows } = await withSession(config, (client) =>
      client.query('select current_database()'),
    )
    expect(rows).toEqual([{ current_database: one.name }])
  })
})

const statementsIn = async (database: string, start: number) => {
  const found: LoggedStatement[] = []
  for await (const statement of readStatements(inject('cluster').logFile, start)) {
    if (statement.database === database) found.push(statement)
  }
  return found
}

describe('readStatements', () => {
  it('lists what a database was sent, each text exactly, and nothing of the side door', async () => {
    const { size } = statSync(inject('cluster').logFile)
    const database = await createDatabase('blank')
    await withSession(
      { connectionString: database.url, application_name: 'somebody' },
      async (client) => {
        await client.query('select 1;\n\tselect 2')
        await client.query('select $1::text as "a|b: c",\n  2', ['a value'])
        await client.query({ name: 'kept', text: 'select 3', values: [] })
      },
    )
    await database.sql('select 4')
    const sent = { application: 'somebody', database: database.name }
    expect(await statementsIn(database.name, size)).toEqual([
      { ...sent, protocol: 'statement', text: 'select 1;\n\tselect 2' },
      { ...sent, protocol: 'execute', text: 'select $1::text as "a|b: c",\n  2' },
      { ...sent, protocol: 'execute', text: 'select 3' },
    ])
    await database.drop()
  })
})

describe('startCluster', () => {
  it('leaves nothing behind when it is stopped', async () => {
    const cluster = await startCluster()
    const config = { host: '127.0.0.1', port: cluster.port, user: 'postgres' }
    await withSession(config, (client) => client.query('select'))
    await cluster.stop()
    expect(existsSync(cluster.logFile)).toBe(false)
    await expect(withSession(config, (client) => client.query('select'))).rejects.toThrow(
      'ECONNREFUSED',
    )
  })
})

describeRealJhe('loadDump', () => {
  it.each([
    { version: '0011', violations: 0, observations: 14, indexes: 93 },
    { version: '0045', violations: 3, observations: 45_309, indexes: 149 },
  ])('restores core.$version whole', async ({ version, violations, observations, indexes }) => {
    const database = await createDatabase('blank')
    await withSession({ connectionString: database.url }, async (client) => {
      expect(await loadDump(client, realFile(`jhe-${version}.sql.gz`))).toBe(violations)
    })
    expect(
      await database.sql(`select (select count(*)::int from core_observation) as observations,
        (select count(*)::int from pg_indexes where schemaname = 'public') as indexes`),
    ).toEqual([{ observations, indexes }])
    await database.drop()
  })
})
