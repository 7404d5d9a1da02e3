import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { indexStatements } from '../../../src/cli/index-script.js'
import { roleScript } from '../../../src/cli/role-script.js'
import { resolveProfile, type SchemaProfile } from '../../../src/db/profile.js'
import { timeIndex } from '../../../src/db/time-index.js'
import { countingConnection, type CountingConnection } from '../../support/counting-connection.js'
import { createDatabase, type TestDatabase } from '../../support/database.js'
import { connectRaw, createToolCaller, type ToolCaller } from '../../support/tool-caller.js'
import { patients as ids } from '../../support/world/ids.js'
import { people } from '../../support/world/people.js'

const profileOf = async (database: TestDatabase): Promise<SchemaProfile> => {
  const columns = await database.sql<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public'`,
  )
  return resolveProfile(new Set(columns.map(({ name }) => name)))
}

const makeIndexes = async (database: TestDatabase): Promise<void> => {
  for (const text of indexStatements(await profileOf(database))) await database.sql(text)
}

const nextCursor = (value: unknown): string | undefined =>
  typeof value === 'object' &&
  value !== null &&
  'value' in value &&
  typeof value.value === 'object' &&
  value.value !== null &&
  'next_cursor' in value.value &&
  typeof value.value.next_cursor === 'string'
    ? value.value.next_cursor
    : undefined

describe.each(['0011', '0045'] as const)('the advised indexes on core.%s', (version) => {
  let plain: TestDatabase
  let indexed: TestDatabase
  let without: ToolCaller
  let connection: CountingConnection
  let withIndexes: ToolCaller
  let patients: readonly number[]
  let types: readonly string[]

  beforeAll(async () => {
    plain = await createDatabase(`jhe_${version}`)
    indexed = await createDatabase(`jhe_${version}`)
    await makeIndexes(indexed)
    await makeIndexes(indexed)
    without = createToolCaller(connectRaw(plain.url))
    connection = countingConnection(connectRaw(indexed.url))
    withIndexes = createToolCaller(connection)
    patients = (
      await plain.sql<{ id: number }>(
        'select distinct subject_patient_id::int as id from core_observation order by 1',
      )
    ).map(({ id }) => id)
    types = (
      await plain.sql<{ code: string }>(
        'select distinct coding_code as code from core_codeableconcept order by 1',
      )
    ).map(({ code }) => code)
  })

  afterAll(async () => {
    await without.close()
    await withIndexes.close()
    await plain.drop()
    await indexed.drop()
  })

  const both = async (subject: number, args: object) => {
    const limits = { maxBytes: 20_000_000 }
    const [a, b] = await Promise.all(
      [without, withIndexes].map(
        async (caller) => await caller.call(subject, 'get_patient_observations', args, limits),
      ),
    )
    return [a, b] as const
  }

  it('answer every question as it is answered without them, page by page', async () => {
    const day = fc
      .integer({ min: 0, max: 24 * 900 })
      .map((hour) => new Date(Date.UTC(2024, 9) + hour * 3_600_000).toISOString())
    const question = fc.record(
      {
        patient_id: fc.constantFrom(...patients),
        order: fc.constantFrom('newest', 'oldest'),
        format: fc.constantFrom('slim', 'fhir'),
        limit: fc.integer({ min: 1, max: 40 }),
        data_type: fc.constantFrom(...types),
        window: fc.uniqueArray(day, { minLength: 1, maxLength: 2 }),
        until: fc.boolean(),
      },
      { requiredKeys: ['patient_id', 'order', 'format', 'limit'] },
    )
    const anybody = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(people.analyst.userId, people.coordinator.userId) },
      { weight: 1, arbitrary: fc.constantFrom(...Object.values(people).map((p) => p.userId)) },
    )
    let answered = 0
    await fc.assert(
      fc.asyncProperty(anybody, question, async (subject, asked) => {
        const { window = [], until, ...rest } = asked
        const [first, second] = window.toSorted()
        const from = second === undefined && until === true ? undefined : first
        const to = second ?? (until === true ? first : undefined)
        const args = {
          ...rest,
          ...(from === undefined ? {} : { start: from }),
          ...(to === undefined ? {} : { end: to }),
        }
        let cursor: string | undefined
        for (let pages = 0; pages < 8; pages += 1) {
          const [a, b] = await both(subject, cursor === undefined ? args : { ...args, cursor })
          expect(b).toEqual(a)
          answered += a?.code === undefined ? 1 : 0
          cursor = nextCursor(a)
          if (cursor === undefined) break
        }
      }),
      { numRuns: 200 },
    )
    expect(answered).toBeGreaterThan(50)
  })

  it('are what the statements go by, once they are whole and of this definition', async () => {
    const text = connection.sent.find((sent) => sent.includes('"page_row"'))
    expect(text).toContain(timeIndex.start)
    await indexed.sql(`comment on index ${timeIndex.byTime} is 'of another version'`)
    const other = countingConnection(connectRaw(indexed.url))
    const caller = createToolCaller(other)
    await caller.call(people.analyst.userId, 'get_patient_observations', {
      patient_id: patients[0],
    })
    await caller.close()
    await makeIndexes(indexed)
    expect(other.sent.find((sent) => sent.includes('"page_row"'))).not.toContain(timeIndex.start)
  })

  it('let the role that can only read use them', async () => {
    await indexed.sql(roleScript('jhe_mcp_index_reader'))
    const url = new URL(indexed.url)
    url.username = 'jhe_mcp_index_reader'
    const own = countingConnection(connectRaw(url.href))
    const caller = createToolCaller(own)
    const outcome = await caller.call(people.analyst.userId, 'get_patient_observations', {
      patient_id: ids.fay,
    })
    await caller.close()
    expect(outcome.code).toBeUndefined()
    expect(own.sent.find((sent) => sent.includes('"page_row"'))).toContain(timeIndex.start)
  })
})
