import { execFileSync } from 'node:child_process'

import { describe, expect, it, onTestFinished } from 'vitest'

import { indexScript } from '../../../src/sql-scripts/index-script.js'
import { partitionScript } from '../../../src/sql-scripts/partition-script.js'
import { catalog } from '../../../src/db/catalog.js'
import { markOf, advisedIndexes, timeIndex } from '../../../src/db/time-index.js'
import { schemaProfiles } from '../../../src/db/profile.js'
import { connectTo, createToolCaller } from '../../support/clients/tool-caller.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import {
  recordingConnection,
  type RecordingConnection,
} from '../../support/database/statements/recording-connection.js'
import { literal } from '../../support/literal.js'
import { createRlsWorld } from '../../support/worlds/rls-world.js'
import { patients } from '../../support/worlds/jhe/ids.js'
import { people, type PersonName } from '../../support/worlds/jhe/people.js'
import { personNames } from '../../support/tools/permission-row.js'
import { permissionRows } from '../../tools/registry.js'

const newest = schemaProfiles[0]

const openDatabase = async (version: '0011' | '0045'): Promise<TestDatabase> => {
  const database = await createDatabase(`jhe_${version}`)
  onTestFinished(database.drop)
  return database
}

/** What every tool answers to people, at a fixed time. */
const answersOf = async (url: string, names: readonly PersonName[]): Promise<readonly string[]> => {
  const caller = createToolCaller(connectTo(url))
  try {
    const answers: string[] = []
    for (const { tool, args } of permissionRows) {
      if (tool === 'get_server_status') continue
      for (const name of names) {
        const settings = { maxBytes: 20_000_000 }
        const outcome = await caller.call(people[name].userId, tool, args, settings)
        answers.push(`${tool} ${JSON.stringify(args)} ${name} ${JSON.stringify(outcome)}`)
      }
    }
    return answers
  } finally {
    await caller.close()
  }
}

const hasPsql = (): boolean => {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const psql = (url: string, script: string) => {
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url], {
    input: script,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
}

const indexes = async (database: TestDatabase) =>
  await database.sql<{ usable: number; under_rls: boolean }>(catalog.usableIndexes, [
    advisedIndexes,
    newest === undefined ? '' : markOf(newest),
    [timeIndex.start, timeIndex.seconds],
  ])

describe('observations in hash partitions', () => {
  it.each(['0011', '0045'] as const)(
    'are answered as before on core.%s, to everybody',
    async (version) => {
      const database = await openDatabase(version)
      const before = await answersOf(database.url, personNames)
      const count = 'select count(*)::int as n from core_observation'
      const rows = await database.sql<{ n: number }>(count)
      await database.sql(partitionScript())
      expect(await database.sql(count)).toEqual(rows)
      const parts = await database.sql(
        `select from pg_inherits where inhparent = 'core_observation'::regclass`,
      )
      expect(parts).toHaveLength(8)
      expect(await answersOf(database.url, personNames)).toEqual(before)
    },
    240_000,
  )

  it('take new rows, and are not made twice', async () => {
    const database = await openDatabase('0045')
    const add = `insert into core_observation (subject_patient_id, status, last_updated)
      select subject_patient_id, status, last_updated from core_observation limit 1 returning id`
    const [first] = await database.sql<{ id: string }>(add)
    await database.sql(partitionScript())
    const [second] = await database.sql<{ id: string }>(add)
    expect(Number(second?.id)).toBe(Number(first?.id) + 1)
    await expect(database.sql(partitionScript())).rejects.toThrow('partitioned already')
    await database.sql('rollback')
  })

  /** The plan of the page of one patient's newest observations, as the product has it planned. */
  const planOf = async (database: TestDatabase, connection: RecordingConnection) => {
    const caller = createToolCaller(connection)
    const args = { patient_id: patients.ana }
    const { userId } = people.coordinator
    await caller.call(userId, 'get_patient_observations', args)
    await caller.close()
    const asked = connection.sent.findLast(({ text }) => text.includes('core_observation'))
    if (asked === undefined) throw new Error('nothing was asked')
    await database.sql('set plan_cache_mode = force_generic_plan')
    await database.sql(`prepare page as ${asked.text}`)
    const values = asked.values.map(literal).join(', ')
    const rows = await database.sql<{ 'QUERY PLAN': string }>(`explain execute page (${values})`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  it('of one patient are read from one partition', async () => {
    const database = await openDatabase('0045')
    await database.sql(partitionScript())
    const plan = await planOf(database, recordingConnection(connectTo(database.url)))
    expect(plan).toContain('Subplans Removed: 7')
    expect(new Set(plan.match(/core_observation_p\d/g)).size).toBe(1)
  })

  it.skipIf(!hasPsql())(
    'get the advised indexes of the script, once and again',
    async () => {
      const database = await openDatabase('0045')
      await database.sql(partitionScript())
      const before = await answersOf(database.url, ['coordinator', 'analyst'])
      psql(database.url, indexScript())
      expect(await indexes(database)).toEqual([{ usable: 3, under_rls: false }])
      // of an interrupted run
      await database.sql(`drop index ${timeIndex.byTime}`)
      await database.sql(
        'create index core_observation_p1_observation_by_time on core_observation_p1 (id)',
      )
      psql(database.url, indexScript())
      psql(database.url, indexScript())
      expect(await indexes(database)).toEqual([{ usable: 3, under_rls: false }])
      expect(await answersOf(database.url, ['coordinator', 'analyst'])).toEqual(before)
    },
    240_000,
  )

  it('show under row-level security what each person may see', async () => {
    const names = ['coordinator', 'analyst'] as const
    const plain = await openDatabase('0045')
    const world = await createRlsWorld('jhe_0045', async ({ sql }) => {
      await sql(partitionScript())
    })
    onTestFinished(world.close)
    for (const name of names) {
      const url = await world.addressOf(people[name].userId)
      expect(await answersOf(url, [name])).toEqual(await answersOf(plain.url, [name]))
    }
  }, 240_000)
})
