import { randomBytes } from 'node:crypto'

import pg from 'pg'

import { rlsScript } from '../../../src/sql-scripts/rls-script.js'
import { roleScript } from '../../../src/sql-scripts/role-script.js'
import { createDatabase, type TestDatabase } from '../database/database.js'
import type { Template } from '../database/templates.js'

/** A database under row-level security, where people have roles of their own. */
export interface RlsWorld {
  readonly database: TestDatabase
  /** The role whose members the policies are for. */
  readonly group: string
  /** Address of a role that stands for a user; without one it stands for nobody. */
  readonly addressOf: (userId?: number) => Promise<string>
  /** What a hand-written statement of such a role gives. */
  readonly ask: <Row extends pg.QueryResultRow>(text: string, userId?: number) => Promise<Row[]>
  readonly close: () => Promise<void>
}

/**
 * Runs both scripts in a database of the test's own, as an administrator would.
 * @param before what is done to the database first
 */
export async function createRlsWorld(
  template: Template,
  before?: (database: TestDatabase) => Promise<void>,
): Promise<RlsWorld> {
  const database = await createDatabase(template)
  await before?.(database)
  const mark = randomBytes(6).toString('hex')
  const group = `readers_${mark}`
  await database.sql(roleScript(group))
  await database.sql(rlsScript(group))
  const roles = new Map<number | undefined, string>()

  const addressOf = async (userId?: number): Promise<string> => {
    const known = roles.get(userId)
    const role = known ?? `reader_${mark}_${userId ?? 'nobody'}`
    if (known === undefined) {
      roles.set(userId, role)
      await database.sql(`create role ${role} login in role ${group}`)
      if (userId !== undefined) {
        await database.sql('insert into jhe_mcp_rls.reader values ($1, $2)', [role, userId])
      }
    }
    return database.url.replace('//postgres@', `//${role}@`)
  }

  return {
    database,
    group,
    addressOf,
    ask: async <Row extends pg.QueryResultRow>(text: string, userId?: number) => {
      const client = new pg.Client(await addressOf(userId))
      await client.connect()
      try {
        return (await client.query<Row>(text)).rows
      } finally {
        await client.end()
      }
    },
    close: async () => {
      for (const role of [...roles.values(), group]) {
        await database.sql(`drop owned by ${role}`)
        await database.sql(`drop role ${role}`)
      }
      await database.drop()
    },
  }
}
