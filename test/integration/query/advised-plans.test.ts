import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { indexChecks } from '../../../src/doctor/checks/indexes.js'
import { createContext } from '../../../src/doctor/context.js'
import { timeIndex } from '../../../src/db/time-index.js'
import { literal } from '../../support/literal.js'
import { makeIndexes } from '../../support/database/make-indexes.js'
import {
  recordingConnection,
  type RecordingConnection,
} from '../../support/database/statements/recording-connection.js'
import { createRlsWorld, type RlsWorld } from '../../support/worlds/rls-world.js'
import { testCommand } from '../../support/worlds/runtime.js'
import { connectRaw, createToolCaller, type ToolCaller } from '../../support/clients/tool-caller.js'
import { people } from '../../support/worlds/jhe/people.js'

const patient_id = 900_001
const study_id = 900_001
const history = 20_000

/** A patient with a long history among a thousand others, in a study of the analyst. */
const seed = `
insert into core_study (id, name, description, organization_id, last_updated)
  select ${study_id}, 'Long', '', m.organization_id, now() from core_practitionerorganization as m
  join core_practitioner as p on p.id = m.practitioner_id
  where p.jhe_user_id = ${people.analyst.userId} limit 1;
insert into core_patient (id, last_updated)
  select ${patient_id} + n, now() from generate_series(0, 200) as n;
insert into core_patientorganization (organization_id, patient_id)
  select s.organization_id, p.id from core_study as s cross join core_patient as p
  where s.id = ${study_id} and p.id >= ${patient_id};
insert into core_studypatient (id, study_id, patient_id)
  select id, ${study_id}, id from core_patient where id >= ${patient_id};
insert into core_studyscoperequest (study_id, scope_code_id)
  select ${study_id}, id from core_codeableconcept order by id limit 3;
insert into core_studypatientscopeconsent (consented, consented_time, scope_code_id, study_patient_id)
  select true, now(), r.scope_code_id, sp.id from core_studypatient as sp
  join core_studyscoperequest as r on r.study_id = sp.study_id where sp.study_id = ${study_id};
insert into core_observation (subject_patient_id, codeable_concept_id, status, last_updated, omh_data)
  select case when n <= ${history} then ${patient_id} else ${patient_id} + 1 + n % 200 end, c.id, 'final', now(),
    jsonb_build_object('body', jsonb_build_object('effective_time_frame', jsonb_build_object('date_time',
      to_char(timestamp '2026-01-01' - n * interval '10 minutes', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))))
  from generate_series(1, ${history} + 10000) as n
  join (select id, row_number() over (order by id) - 1 as k from core_codeableconcept order by id limit 3) as c on c.k = n % 3;`

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string | undefined
  readonly 'Index Name'?: string | undefined
  readonly 'CTE Name'?: string | undefined
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'Heap Fetches'?: number | undefined
  readonly Plans: readonly Node[]
}

const node: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'CTE Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Shared Hit Blocks': z.number(),
  'Shared Read Blocks': z.number(),
  'Heap Fetches': z.number().optional(),
  get Plans() {
    return z.array(node).default([])
  },
})
const explained = z.tuple([z.object({ Plan: node })])

const nodesOf = (top: Node): readonly Node[] => [top, ...top.Plans.flatMap(nodesOf)]

/** Asks as the product does, and explains what was asked. */
interface Session {
  readonly connection: RecordingConnection
  readonly caller: ToolCaller
  readonly explainer: pg.Client
}

const openSession = async (url: string): Promise<Session> => {
  const connection = recordingConnection(connectRaw(url))
  const explainer = new pg.Client(url)
  await explainer.connect()
  await explainer.query('set plan_cache_mode = force_generic_plan; set enable_memoize = off')
  return { connection, caller: createToolCaller(connection), explainer }
}

describe('with the advised indexes', () => {
  let world: RlsWorld
  let owner: Session
  let person: Session
  let prepared = 0

  beforeAll(async () => {
    world = await createRlsWorld('jhe_0045')
    const { database } = world
    await database.sql(seed)
    await makeIndexes(database)
    await database.sql('vacuum (analyze) core_observation')
    owner = await openSession(database.url)
    person = await openSession(await world.addressOf(people.analyst.userId))
  })
  afterAll(async () => {
    for (const { caller, explainer } of [owner, person]) {
      await caller.close()
      await explainer.end()
    }
    await world.close()
  })

  /** The plan of the statement that a tool sends, as it was run. */
  const planOf = async (
    tool: string,
    args: object,
    { caller, connection, explainer }: Session = owner,
  ): Promise<readonly Node[]> => {
    const outcome = await caller.call(people.analyst.userId, tool, args)
    expect(outcome.code).toBeUndefined()
    const { text, values } = connection.sent.at(-1) ?? { text: '', values: [] }
    prepared += 1
    await explainer.query(`prepare plan_${prepared} as ${text}`)
    const { rows } = await explainer.query<{ 'QUERY PLAN': unknown }>(
      `explain (analyze, buffers, format json) execute plan_${prepared}(${values.map(literal).join(', ')})`,
    )
    const [{ Plan }] = explained.parse(rows[0]?.['QUERY PLAN'])
    return nodesOf(Plan)
  }

  const onObservations = (nodes: readonly Node[]) =>
    nodes.filter((one) => one['Relation Name'] === 'core_observation')
  const rowsOf = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, one) => sum + one['Actual Rows'] * one['Actual Loops'], 0)
  /** What is read once for each of 200 patients, and not once for all of them. */
  const readAgain = (nodes: readonly Node[]): readonly unknown[] =>
    nodes
      .filter((one) => one['Node Type'] === 'CTE Scan' && rowsOf([one]) >= 5_000)
      .map((one) => one['CTE Name'])
  const buffersOf = ([top]: readonly Node[]): number =>
    (top?.['Shared Hit Blocks'] ?? Number.NaN) + (top?.['Shared Read Blocks'] ?? Number.NaN)

  const window = { start: '2025-09-01', end: '2025-11-20' }
  it.each([
    { order: 'newest' },
    { order: 'oldest' },
    { order: 'newest', ...window },
    { order: 'oldest', ...window },
  ])('a page reads and sorts no more than a page of each data type: %j', async (args) => {
    const nodes = await planOf('get_patient_observations', { patient_id, ...args })
    const found = onObservations(nodes)
    expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
    expect(rowsOf(found)).toBeLessThanOrEqual(50)
    const sorts = nodes.filter((one) => one['Node Type'].includes('Sort'))
    expect(Math.max(...sorts.map((one) => rowsOf([one])))).toBeLessThanOrEqual(50)
    expect(buffersOf(nodes)).toBeLessThan(300)
  })

  it('a study is counted from the index alone', async () => {
    const found = onObservations(await planOf('get_study_metadata', { study_id }))
    expect(found.map((one) => [one['Node Type'], one['Index Name'], one['Heap Fetches']])).toEqual([
      ['Index Only Scan', timeIndex.byType, 0],
    ])
  })

  it.each([
    ['get_observation_trend', { bucket: 'day' }],
    ['summarize_observations', {}],
  ])('%s reads the rows of its window, and the first of each bucket', async (tool, more) => {
    const start = '2025-12-10'
    const end = '2025-12-13'
    const args = { patient_id, data_type: 'blood-pressure', start, end, ...more }
    const found = onObservations(await planOf(tool, args))
    expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
    // four days of a reading every half hour
    expect(rowsOf(found)).toBeLessThanOrEqual(192 + 30)
  })

  it('cohort 10: a cohort is read by ranges of the index, and its members are looked up by hashes', async () => {
    const where = [{ data_type: 'blood-pressure', stat: 'days', op: '>=', number: 1 }]
    const args = { study_id, data_type: 'blood-pressure', stat: 'count', where, ...window }
    const nodes = await planOf('summarize_cohort', args)
    const found = onObservations(nodes)
    expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
    expect(readAgain(nodes)).toEqual([])
  })

  it.each([
    { order: 'mean', ...window },
    { order: 'days', ...window },
    { order: 'share', low: 100, ...window },
    // somebody of whom nothing lies in the window is looked up by one row
    { order: 'last_seen', start: '2026-06-01' },
  ])(
    'cohort 10: patients one by one are read by ranges of the index, with the last row of who was silent: %j',
    async (args) => {
      const where = [{ data_type: 'blood-pressure', stat: 'count', op: '>=', number: 0 }]
      const asked = { study_id, data_type: 'blood-pressure', where, limit: 5, ...args }
      const nodes = await planOf('list_patient_summaries', asked)
      const found = onObservations(nodes)
      expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
      expect(readAgain(nodes)).toEqual([])
      if (args.order === 'last_seen') expect(rowsOf(found)).toBeLessThanOrEqual(3 * 201)
    },
  )

  it.each([
    ['get_observation_trend', { bucket: 'month' }, 50],
    // which knows its 81 days
    ['summarize_observations', {}, 100],
  ])(
    '%s counts the rows of its window without keeping or sorting them',
    async (tool, more, most) => {
      const args = { patient_id, data_type: 'blood-pressure', ...more, ...window }
      const nodes = await planOf(tool, args)
      expect(rowsOf(onObservations(nodes))).toBeGreaterThan(3_000)
      const kept = nodes.filter((one) => /Sort|CTE Scan|Materialize|Hash$/.test(one['Node Type']))
      expect(Math.max(...kept.map((one) => rowsOf([one])))).toBeLessThanOrEqual(most)
    },
  )

  it('the activity of a study reads a row for each bucket and each day that has any', async () => {
    const args = { study_id, bucket: 'week', start: '2025-12-01', end: '2025-12-28' }
    const found = onObservations(await planOf('get_study_activity', args))
    expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
    // three data types of the one patient with rows then
    expect(rowsOf(found)).toBeLessThanOrEqual(3 * (4 + 28))
  })

  describe('and row-level security', () => {
    it('a page looks at the history of its patient, and sorts no more than a page', async () => {
      const nodes = await planOf('get_patient_observations', { patient_id }, person)
      const found = onObservations(nodes)
      expect(found.map((one) => one['Node Type'])).not.toContain('Seq Scan')
      expect(rowsOf(found)).toBeLessThan(history / 20)
      const sorts = nodes.filter((one) => one['Node Type'].includes('Sort'))
      expect(Math.max(...sorts.map((one) => rowsOf([one])))).toBeLessThanOrEqual(50)
    })

    it('a study is counted from the index alone', async () => {
      const found = onObservations(await planOf('get_study_metadata', { study_id }, person))
      expect(found.map((one) => [one['Node Type'], one['Index Name']])).toEqual([
        ['Index Only Scan', timeIndex.byType],
      ])
    })

    it.each([
      ['says which of them are used', () => person, /under row-level security .* counts alone/],
      ['is content with them elsewhere', () => owner, /and the advised ones/],
    ])('doctor %s', async (_what, sessionOf, seen) => {
      const database = async () => await Promise.resolve(sessionOf().connection)
      const options = { flags: {}, offline: false, parts: { database } }
      const context = createContext(testCommand({}).runtime, options)
      const [check] = indexChecks
      const found = await check?.run(context, new AbortController().signal)
      expect(found?.is).toBe('pass')
      expect(found?.seen).toMatch(seen)
    })
  })
})
