import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { connectPg, type PgOptions } from '../../../src/db/postgres/pg-connection.js'
import { rejected } from '../../support/caught.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { rawApplication } from '../../support/database/statements/statement-log.js'
import { freePort } from '../../support/loopback.js'

const never = new AbortController().signal

describe('several hosts', () => {
  let database: TestDatabase
  let live: number
  beforeAll(async () => {
    database = await createDatabase('blank')
    live = Number(new URL(database.url).port)
  })
  afterAll(async () => {
    await database.drop()
  })

  const connect = (ports: readonly number[], query = '', options: Partial<PgOptions> = {}) => {
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',')
    const address = `postgresql://postgres@${hosts}/${database.name}${query}`
    const connection = connectPg({
      target: parseConnectionUrl(address, () => ''),
      statementTimeout: 15_000,
      applicationName: rawApplication,
      ...options,
    })
    onTestFinished(async () => {
      await connection.close()
    })
    return async (text: string) => await connection.query(text, [], never)
  }

  it('are asked in their order until one answers', async () => {
    const ask = connect([await freePort(), live, await freePort()])
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }])
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('are all named by their position when none answers', async () => {
    const { code, message, hint } = await rejected(
      connect([await freePort(), await freePort()])('select 1'),
    )
    expect(code).toBe('DATABASE_UNAVAILABLE')
    expect(message).toBe(
      'The JHE database cannot be reached: host 1 of JHE_DB_CONN: the connection was refused; host 2 of JHE_DB_CONN: the connection was refused.',
    )
    expect(hint).toContain('Check the host and port in JHE_DB_CONN')
  })

  it('end with the first that refuses the person rather than the connection', async () => {
    const ask = connect([live, live], '?dbname=nothing')
    const { message } = await rejected(ask('select 1'))
    expect(message).toBe(
      'The JHE database cannot be reached: host 1 of JHE_DB_CONN: it has no database of that name.',
    )
  })

  it.each([2, 6])('get at most %i connections, as set', async (poolSize) => {
    const seen: number[] = []
    const metrics = {
      databaseLag: () => undefined,
      databasePool: (state: string, connections: number) => {
        if (state === 'active') seen.push(connections)
      },
    }
    const ask = connect([await freePort(), live], '', { poolSize, metrics })
    const pids = `select pg_backend_pid() as pid from pg_sleep(0.05)`
    const rows = await Promise.all(Array.from({ length: 20 }, async () => await ask(pids)))
    expect(rows).toHaveLength(20)
    expect(Math.max(...seen)).toBe(poolSize)
    expect(new Set(rows.map(([row]) => JSON.stringify(row))).size).toBeLessThanOrEqual(poolSize)
  })
})
