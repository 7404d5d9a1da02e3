import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Connection } from '../../../src/db/connection.js'
import {
  countingConnection,
  type CountingConnection,
} from '../../support/database/statements/counting-connection.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { connectRaw, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { people } from '../../support/worlds/jhe/people.js'
import { isThere } from '../../support/tools/newer-jhe.js'
import { guardedRows } from '../../tools/registry.js'

interface Plans {
  readonly name: string
  readonly generic_plans: number
  readonly custom_plans: number
}

const never = new AbortController().signal
const { userId } = people.coordinator

describe.each(['0011', '0045'] as const)('a question on core.%s', (version) => {
  let database: TestDatabase
  let raw: Connection
  let connection: CountingConnection
  let caller: ToolCaller

  beforeAll(async () => {
    database = await createDatabase(`jhe_${version}`)
    raw = connectRaw(database.url)
    connection = countingConnection(raw)
    caller = createToolCaller(connection)
    await caller.call(userId, 'get_study_count')
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  /** What this JHE does not have makes jhe-mcp look at the schema anew. */
  const rows = guardedRows.filter(({ tool }) => isThere(tool, version))

  it('is one statement, and one way to the database and back', async () => {
    for (const { tool, args } of rows) {
      const before = connection.sent.length
      await caller.call(userId, tool, args)
      expect([tool, connection.sent.length - before]).toEqual([tool, 1])
    }
  })

  it('is planned once in a session, for whatever values', async () => {
    const plans = async () =>
      await raw.query<Plans>(
        `select name, generic_plans::int, custom_plans::int from pg_catalog.pg_prepared_statements
         where name like 'jhe_mcp_%' order by name`,
        [],
        never,
      )
    for (const { tool, args } of rows) await caller.call(userId, tool, args)
    const before = await plans()
    for (const { tool, args } of rows) await caller.call(userId, tool, args)
    const after = await plans()
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name))
    expect(after.map(({ custom_plans }) => custom_plans)).toEqual(after.map(() => 0))
    const used = after.reduce((sum, { generic_plans }) => sum + generic_plans, 0)
    const usedBefore = before.reduce((sum, { generic_plans }) => sum + generic_plans, 0)
    // each call, and the look at the statements itself
    expect(used - usedBefore).toBe(rows.length + 1)
  })
})
