import { randomBytes } from 'node:crypto'

import pg from 'pg'
import { inject } from 'vitest'

import { templates, type Template } from './templates.js'

export interface TestDatabase {
  /** Superuser's address. */
  readonly url: string
  readonly name: string
  /** The side door for arranging; the product never uses it. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

const urlOf = (database: string): string =>
  `postgresql://postgres@127.0.0.1:${inject('cluster').port}/${database}`

const connect = async (database: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: urlOf(database) })
  await client.connect()
  return client
}

const buildLock = 8765

/** Builds a template once per cluster, whichever worker comes first. */
const ensureTemplate = async (admin: pg.Client, template: Template): Promise<string> => {
  const name = `template_${template}`
  await admin.query('select pg_advisory_lock($1)', [buildLock])
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount !== 0) return name
    await admin.query(`create database ${name}_building`)
    const client = await connect(`${name}_building`)
    try {
      await templates[template](client)
    } finally {
      await client.end()
    }
    await admin.query(`alter database ${name}_building rename to ${name}`)
    return name
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [buildLock])
  }
}

/** A database of the test's own, cloned from a template. */
export async function createDatabase(template: Template): Promise<TestDatabase> {
  const admin = await connect('postgres')
  const source = await ensureTemplate(admin, template)
  const name = `test_${template}_${randomBytes(6).toString('hex')}`
  await admin.query('select pg_advisory_lock($1)', [buildLock])
  await admin.query(`create database ${name} template ${source}`)
  await admin.query('select pg_advisory_unlock($1)', [buildLock])
  const client = await connect(name)
  return {
    url: urlOf(name),
    name,
    sql: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    drop: async () => {
      await client.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
