import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { AuditEntry } from '../../../src/audit/event.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { makeIndexes } from '../../support/database/make-indexes.js'
import { connectTo, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { isThere } from '../../support/tools/newer-jhe.js'
import { hiddenRows, isHidden } from '../../support/worlds/jhe/hidden.js'
import { patients, studies } from '../../support/worlds/jhe/ids.js'
import { hiddenRecords, recordRows } from '../../support/worlds/jhe/records.js'
import { people } from '../../support/worlds/jhe/people.js'
import { shortCalls } from '../../tools/registry.js'
import { calls, guardedNames, type Call } from './withheld-calls.js'

type Version = '0011' | '0045'

/** Studies ask for clinical records: one type is declined, one not answered, nobody agreed to any. */
const askForRecords = async (database: TestDatabase): Promise<void> => {
  await database.sql(`insert into core_codeableconcept (id, coding_system, coding_code, text)
    select 51000 + n, 'http://hl7.org/fhir/resource-types', name, name
    from unnest(array['Condition', 'Encounter']) with ordinality as t(name, n)`)
  await database.sql(`insert into core_studyscoperequest (study_id, scope_code_id, scope_actions)
    select s, c, 'rs' from unnest(array[${studies.devices}, ${studies.sugar}]) as s, unnest(array[51001, 51002]) as c`)
  await database.sql(`insert into core_studypatientscopeconsent
      (study_patient_id, scope_code_id, scope_actions, consented, consented_time)
    select id, 51001, 'rs', false, '2026-01-01' from core_studypatient where study_id = ${studies.devices}`)
}

/** Some of the same people, who differ only in what nobody may read. */
interface Side {
  readonly database: TestDatabase
  readonly caller: ToolCaller
}

const addHidden = async (database: TestDatabase, version: Version): Promise<void> => {
  if (version === '0045') {
    const records = recordRows(hiddenRecords)
    const names = Object.keys(records[0] ?? {}).join(', ')
    await database.sql(
      `insert into core_fhirauxresource (${names}) select ${names}
       from jsonb_populate_recordset(null::core_fhirauxresource, $1)`,
      [JSON.stringify(records)],
    )
  }
  const rows = hiddenRows(
    version === '0011' ? 'value_attachment_data' : 'omh_data',
    version === '0045',
  )
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].join(', ')
  await database.sql(
    `insert into core_observation (${columns}) select ${columns}
     from jsonb_populate_recordset(null::core_observation, $1)`,
    [JSON.stringify(rows)],
  )
}

/** As seeded; with nothing hidden; with very much of it. */
const arrangements: readonly ((database: TestDatabase, version: Version) => Promise<void>)[] = [
  async () => {
    await Promise.resolve()
  },
  async (database, version) => {
    if (version === '0045') await database.sql('delete from core_fhirauxresource')
    await database.sql(`delete from core_observationidentifier as i using core_observation as o
      where o.id = i.observation_id and ${isHidden}`)
    await database.sql(`delete from core_observation as o where ${isHidden}`)
  },
  addHidden,
]

const openSide = async (
  version: Version,
  isIndexed: boolean,
  arrange: (typeof arrangements)[number],
): Promise<Side> => {
  const database = await createDatabase(`jhe_${version}`)
  if (version === '0045') await askForRecords(database)
  await arrange(database, version)
  if (isIndexed) await makeIndexes(database)
  await database.sql('analyze')
  return { database, caller: createToolCaller(connectTo(database.url)) }
}

interface Trace {
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
  readonly code: string | undefined
}

/** All that a call leaves behind: the answer to the byte, or the error, and the line of the trail. */
const traceOf = async ({ caller }: Side, { who, tool, args, settings }: Call): Promise<Trace> => {
  const lines: AuditEntry[] = []
  const outcome = await caller.call(people[who].userId, tool, args, {
    ...settings,
    audit: (line) => lines.push(line),
  })
  const audit = lines.map((line) => ({ ...line, id: '', at: '', ms: 0 }))
  const value = outcome.code === undefined ? outcome.value : {}
  return { text: JSON.stringify({ outcome, audit }), value, code: outcome.code }
}

/** Asks every side the same, page after page. @returns the answer to the first page */
const expectSame = async (sides: readonly Side[], call: Call, pages = 3): Promise<Trace> => {
  const [first, ...others] = await Promise.all(sides.map(async (side) => await traceOf(side, call)))
  if (first === undefined) throw new Error('no side')
  for (const other of others) expect(other.text).toBe(first.text)
  const { next_cursor: cursor } = first.value
  if (typeof cursor === 'string' && pages > 0) {
    await expectSame(sides, { ...call, args: { ...call.args, cursor } }, pages - 1)
  }
  return first
}

/** A call that is answered, wherever the tool is there: few of the others have arguments that fit. */
const plainCall = (tool: string): Call => ({
  ...{ who: 'coordinator', tool, args: { ...shortCalls[tool] }, settings: {} },
})

/** A third of them on other majors of PostgreSQL: what differs there are plans, not rules. */
const numRuns = process.env['JHE_TEST_MAJOR'] === undefined ? 120 : 40

describe.each(
  (['0011', '0045'] as const).flatMap((version) =>
    [false, true].map((isIndexed) => ({ version, isIndexed })),
  ),
)('what is not shared on core.$version, with the advised indexes: $isIndexed', (world) => {
  const { version, isIndexed } = world
  let sides: readonly Side[] = []
  beforeAll(async () => {
    sides = await Promise.all(
      arrangements.map(async (arrange) => await openSide(version, isIndexed, arrange)),
    )
  })
  afterAll(async () => {
    for (const { caller, database } of sides) {
      await caller.close()
      await database.drop()
    }
  })

  it.each(guardedNames)(
    'leaves no trace in %s: the same bytes whatever of it there is',
    async (tool) => {
      const kinds = new Set<string>()
      await fc.assert(
        fc.asyncProperty(calls(tool), async (call) => {
          kinds.add((await expectSame(sides, call)).code ?? 'answered')
        }),
        { numRuns, examples: [[plainCall(tool)]] },
      )
      expect(kinds).toContain(isThere(tool, version) ? 'answered' : 'SCHEMA_UNSUPPORTED')
    },
  )

  it('cannot be found by bisecting the window, as the ends of a declined sleep could', async () => {
    const asked = { patient_id: patients.ben, data_type: 'blood-pressure' }
    const tools = [
      ['get_patient_observations', asked],
      ['summarize_observations', asked],
      ['get_observation_trend', { ...asked, bucket: 'hour' }],
    ] as const
    for (const [tool, args] of tools) {
      const seen = new Set<string>()
      // Ben's only blood pressure lies at 09:00:00 of this day: halves of a window around it
      let [from, to] = [Date.parse('2026-02-26T00:00:00Z'), Date.parse('2026-03-04T00:00:00Z')]
      while (to - from > 500) {
        const middle = (from + to) / 2
        for (const [first, last] of [
          [from, middle],
          [middle, to],
        ] as const) {
          const [start, end] = [new Date(first).toISOString(), new Date(last).toISOString()]
          const call = { who: 'coordinator', tool, settings: {} } as const
          const { value } = await expectSame(sides, { ...call, args: { ...args, start, end } })
          // the window that was asked for is told again
          seen.add(JSON.stringify({ ...value, window: null }))
        }
        ;[from, to] = middle > Date.parse('2026-03-01T09:00:00Z') ? [from, middle] : [middle, to]
      }
      expect(seen.size).toBe(1)
      expect([...seen][0]).toContain('declined_or_withdrawn')
    }
  })

  it('is named by data type and reason where nothing was ever measured', async () => {
    const ask = async (tool: string, args: object): Promise<unknown> =>
      (await expectSame(sides, { who: 'coordinator', tool, args: { ...args }, settings: {} }))
        .value['withheld']
    const [pressure, rate] = ['omh:blood-pressure:4.0', 'omh:heart-rate:2.0']
    const ofBen = [
      { data_type: pressure, reason: 'declined_or_withdrawn' },
      { data_type: rate, reason: 'not_answered' },
    ]
    const ben = { patient_id: patients.ben }
    expect(await ask('get_patient_observations', ben)).toEqual(ofBen)
    expect(await ask('get_patient_observations', { ...ben, limit: 1, format: 'fhir' })).toEqual(
      ofBen,
    )
    expect(await ask('summarize_observations', { ...ben, end: '1950-01-01' })).toEqual(ofBen)
    expect(await ask('get_observation_trend', { ...ben, data_type: rate, bucket: 'day' })).toEqual([
      ofBen[1],
    ])
    // of a study with the number of its patients
    const inStudy = { study_id: studies.pressure }
    expect(await ask('summarize_observations', inStudy)).toEqual(
      ofBen.map((entry) => ({ ...entry, patients: 1 })),
    )
    const devices = { study_id: studies.devices, data_type: 'oxygen-saturation', bucket: 'day' }
    expect(await ask('get_observation_trend', devices)).toEqual([
      { data_type: 'omh:oxygen-saturation:2.0', reason: 'not_answered', patients: 2 },
    ])
  })

  it('is what no study within the question lets the person read', async () => {
    const ask = async (args: object) => {
      const all = { patient_id: patients.ana, data_type: 'blood-pressure', ...args }
      const call = { who: 'coordinator', tool: 'get_patient_observations', settings: {} } as const
      return (await expectSame(sides, { ...call, args: all })).value
    }
    // Ana agreed in one study and declined in the other
    expect(await ask({})).toMatchObject({ observations: [{}, {}, {}], withheld: [] })
    expect(await ask({ study_id: studies.pressure })).toMatchObject({ withheld: [] })
    expect(await ask({ study_id: studies.devices })).toMatchObject({
      observations: [],
      withheld: [{ data_type: 'omh:blood-pressure:4.0', reason: 'declined_or_withdrawn' }],
    })
  })

  it('is read where consent is off, as in JHE itself', async () => {
    const numbers = sides.map(async ({ caller }) => {
      const args = { patient_id: patients.ben, limit: 1000 }
      const settings = { consent: 'off', maxBytes: 10_000_000 } as const
      const { userId } = people.coordinator
      const outcome = await caller.call(userId, 'get_patient_observations', args, settings)
      if (outcome.code !== undefined) throw new Error(outcome.code)
      expect(outcome.value['withheld']).toEqual([])
      const { observations } = outcome.value
      return Array.isArray(observations) ? observations.length : undefined
    })
    // the worlds do differ
    expect(await Promise.all(numbers)).toEqual([3, 0, 3 + 2 * 32])
  })
})
