import pg from 'pg'

import { indexStatements } from '../../src/sql-scripts/index-script.js'
import { roleScript } from '../../src/sql-scripts/role-script.js'
import { schemaProfiles } from '../../src/db/profile.js'
import { indexes, tables } from '../../src/demo/schema.js'
import { createWorld } from '../../src/demo/world/create-world.js'
import type { BenchContext } from './results/section.js'

/** The demo's invented world, half a year up to today, in a real PostgreSQL. */
export interface BenchDatabase {
  /** Address for a role that can only read, made by the product's own script. */
  readonly url: string
}

/** Can only read; made by the product's own script. */
export const role = 'jhe_mcp_reader'
const name = 'bench_demo'

/** A session of the superuser, ended after its use. */
export const withSuperuser = async <T>(
  port: number,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client(`postgresql://postgres@127.0.0.1:${port}/${database}`)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** JHE's tables with the demo's world in them. */
export async function fillWithDemo(client: pg.Client): Promise<void> {
  await client.query(tables)
  await client.query('begin')
  const today = new Date().toISOString().slice(0, 10)
  for (const [table, rows] of Object.entries(createWorld(today))) {
    await client.query(
      `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    )
  }
  await client.query('commit')
  await client.query(indexes)
}

/** The indexes that the product advises. */
export async function createIndexes(client: pg.Client): Promise<void> {
  const [newest] = schemaProfiles
  for (const text of newest === undefined ? [] : indexStatements(newest)) await client.query(text)
}

const fill = async (client: pg.Client): Promise<void> => {
  await fillWithDemo(client)
  await client.query('vacuum (analyze, freeze)')
  await client.query(roleScript(role))
}

/** Makes the database, once for each run. */
export async function openBenchDatabase({
  cluster,
  note,
}: Pick<BenchContext, 'cluster' | 'note'>): Promise<BenchDatabase> {
  const { port } = await cluster()
  await withSuperuser(port, 'postgres', async (admin) => {
    const found = await admin.query('select from pg_database where datname = $1', [name])
    if (found.rowCount !== 0) return
    note('filling a database with the demo world')
    await admin.query(`create database ${name}`)
    await withSuperuser(port, name, fill)
  })
  return { url: `postgresql://${role}@127.0.0.1:${port}/${name}` }
}
