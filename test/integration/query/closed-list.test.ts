import { statSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

import { closedList } from '../../../src/sql-scripts/closed-list.js'
import { lockTable, waitingBackends } from '../../support/database/backends.js'
import {
  countingConnection,
  type CountingConnection,
} from '../../support/database/statements/counting-connection.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  readStatements,
  type LoggedStatement,
} from '../../support/database/statements/statement-log.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people } from '../../support/worlds/jhe/people.js'
import { permissionRows } from '../../tools/registry.js'

const names = new Map(closedList().map(({ text, name }) => [text, name]))

/** What the fixed tools send, and what goes before and after it. */
const usual = [
  ...['columns', 'role', 'isOwnSession', 'count_studies', 'list_studies', 'study_metadata'],
  ...['list_patients', 'newest_observations', 'oldest_observations'],
  ...['newest_observations_fhir', 'oldest_observations_fhir'],
]

const clinical = ['get_clinical_records', 'count_clinical_records']

describe.each(['0011', '0045'] as const)('what the tools send on core.%s', (version) => {
  let database: TestDatabase
  let connection: CountingConnection
  let caller: ToolCaller
  let logged: number
  beforeAll(async () => {
    logged = statSync(inject('cluster').logFile).size
    database = await createDatabase(`jhe_${version}`)
    connection = countingConnection(connectTo(database.url))
    caller = createToolCaller(connection)
  })
  afterAll(async () => {
    await caller.close()
    await database.drop()
  })

  const ofGus = { patient_id: patients.gus, data_type: 'heart-rate', limit: 3 }
  const askEverything = async () => {
    for (const { userId } of [people.coordinator, people.analyst, people.ana, people.stranger]) {
      for (const { tool, args } of permissionRows) await caller.call(userId, tool, args)
    }
    const { userId } = people.analyst
    for (const order of ['newest', 'oldest']) {
      for (const format of ['slim', 'fhir']) {
        const args = { ...ofGus, order, format, start: '2026-02-02' }
        await caller.call(userId, 'get_patient_observations', args)
      }
    }
  }

  const cancelOne = async () => {
    const release = await lockTable(database.url, 'core_observation')
    const controller = new AbortController()
    const { userId } = people.analyst
    const cancelled = caller
      .call(userId, 'get_patient_observations', ofGus, { signal: controller.signal })
      .catch(() => undefined)
    await waitingBackends(database, 1)
    controller.abort()
    await cancelled
    await release()
  }

  it('is on the closed list, word for word, and in the extended protocol', async () => {
    await askEverything()
    await cancelOne()
    const sent: LoggedStatement[] = []
    for await (const statement of readStatements(inject('cluster').logFile, logged)) {
      const { application } = statement
      if (statement.database === database.name && application.startsWith('jhe-mcp/')) {
        sent.push(statement)
      }
    }
    expect(sent.length).toBeGreaterThan(permissionRows.length)
    expect(sent.filter(({ text }) => !names.has(text))).toEqual([])
    expect(sent.filter(({ protocol }) => protocol === 'statement')).toEqual([])
    // and the questions got far enough to prove it
    const used = sent.map(({ text }) => names.get(text))
    expect(used).toEqual(expect.arrayContaining([...usual]))
  })

  it('costs at most one statement a call, after the first', async () => {
    const { userId } = people.analyst
    await caller.call(userId, 'get_study_count')
    // the status also looks at the database itself; a table that is missing is looked for again
    const looking = ['get_server_status', ...(version === '0011' ? clinical : [])]
    for (const { tool, args } of permissionRows.filter((one) => !looking.includes(one.tool))) {
      const before = connection.sent.length
      await caller.call(userId, tool, args)
      expect(connection.sent.length - before).toBeLessThanOrEqual(1)
    }
  })
})
