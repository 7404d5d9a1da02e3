import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { indexStatements } from '../../src/sql-scripts/index-script.js'
import { connectPglite } from '../../src/db/pglite-connection.js'
import { schemaProfiles } from '../../src/db/profile.js'
import { openDemo } from '../../src/demo/open-demo.js'
import { demoPeople, demoPerson } from '../../src/demo/people.js'
import { showTour } from '../../src/cli/demo-tour.js'
import { tourStops } from '../../src/cli/demo-stops.js'
import { createQueryExecutor } from '../../src/query/query-executor.js'
import { tools } from '../../src/tools/registry.js'
import { countOwn, readTables } from '../support/answers/own-statistics.js'
import { createTestApp, signedInAs, testCaller } from '../support/clients/app.js'
import { askStatistics } from '../support/clients/ask-statistics.js'
import { asker, benchQuestions, questionsOfSets } from '../bench/questions.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectTo, createToolCaller, type ToolCaller } from '../support/clients/tool-caller.js'
import { today } from '../support/tools/demo-facts.js'
import { coordinatorQuestions } from '../support/tools/coordinator-questions.js'
import type { Step } from '../support/tools/demo-question.js'
import { demoQuestions } from '../tools/registry.js'

const titled = [...demoQuestions, ...coordinatorQuestions].map(
  (question) => [`${question.as}: ${question.ask}`, question] as const,
)

let database: TestDatabase
let postgres: ToolCaller
const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-questions-'))
const world: { demo?: PGlite; caller?: ToolCaller } = {}
const now = new Date(`${today}T12:00:00Z`)

beforeAll(async () => {
  world.demo = await openDemo({ cacheDir: folder, today, version: '0.0.0-test' })
  world.caller = createToolCaller(await connectPglite(world.demo))
  database = await createDatabase('demo')
  postgres = createToolCaller(connectTo(database.url))
})

afterAll(async () => {
  await world.caller?.close()
  await postgres.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const call = async (subject: number, { tool, args }: Step, cursor?: string): Promise<unknown> => {
  const { caller } = world
  if (caller === undefined) throw new Error('the demo is not open')
  const asked = cursor === undefined ? args : { ...args, cursor }
  return await caller.call(subject, tool, asked, { now })
}

const rows = z.array(z.looseObject({ id: z.int() }))
const page = z.object({
  value: z.looseObject({ next_cursor: z.string().nullable(), truncated: z.boolean() }),
})

const replySchema = z.object({ value: z.unknown(), text: z.string(), bytes: z.int() })

const follow = async (subject: number, step: Step, list: string): Promise<unknown> => {
  const ids: number[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const { value } = page.parse(await call(subject, step, cursor))
    expect(value.truncated).toBe(value.next_cursor !== null)
    ids.push(...rows.parse(value[list]).map(({ id }) => id))
    pages += 1
    cursor = value.next_cursor ?? undefined
  } while (cursor !== undefined)
  return { pages, ids }
}

describe('questions to the demo world', () => {
  it.each(titled)('%s', async (_title, { as, calls }) => {
    const { userId } = demoPerson(as)
    for (const step of calls) {
      const answer =
        step.follow === undefined
          ? await call(userId, step)
          : await follow(userId, step, step.follow)
      expect(answer).toMatchObject(step.answer)
    }
  })

  it('are answered by PostgreSQL as by the embedded database', async () => {
    for (const { as, calls } of demoQuestions) {
      const { userId } = demoPerson(as)
      for (const step of calls) {
        const expected = await call(userId, step)
        const given = await postgres.call(userId, step.tool, step.args, { now })
        if (step.tool === 'get_server_status') expect(given).toHaveProperty('value.database')
        else expect(given).toEqual(expected)
      }
    }
  })

  const statisticsAre = async (caller: ToolCaller, demo: PGlite) => {
    const tables = await readTables(async (text) => (await demo.query<object>(text)).rows)
    for (const { name, userId } of demoPeople.filter((one) => one.name !== 'inactive')) {
      const counted = countOwn(tables, { userId, enforcesConsent: true })
      expect(await askStatistics(caller, { userId }), name).toEqual(counted)
    }
  }

  it('about all that one may read are answered as counting row by row does', async () => {
    const { demo, caller } = world
    if (demo === undefined || caller === undefined) throw new Error('the demo is not open')
    await statisticsAre(caller, demo)
    await statisticsAre(postgres, demo)
  })

  it('of the tour show visits and a session that is held to one study, as they are', async () => {
    const { caller: opened } = world
    if (opened === undefined) throw new Error('the demo is not open')
    const app = createTestApp({ database: opened.database, now: () => now })
    const { userId: subject } = demoPerson()
    const identity = { subject, issuer: 'https://demo.invalid/o', studies: null }
    const said: string[] = []
    const stdout = { write: (text: string) => void said.push(text), columns: 120 }
    const { signal: interrupted } = new AbortController()
    const caller = testCaller(app, signedInAs(identity))
    await showTour({ app, caller }, { stdout, now: () => now, interrupted })
    const stops = said.join('').split('\n> ').slice(1)
    expect(stops).toHaveLength(tourStops(now).length)
    const silent = stops.find((stop) => stop.includes('list_patient_summaries'))
    expect(silent).toMatch(/^ +40018 +0 +0 /m)
    const cohort = stops.find((stop) => stop.includes('summarize_cohort'))
    expect(cohort).toMatch(/^70-79 +3 +3 +mmHg /m)
    const [visits, oneStudy, other] = [
      stops.find((stop) => stop.includes('get_clinical_records')),
      ...stops.filter((stop) => stop.includes('--study 30002')),
    ]
    expect(visits).toContain('--tools clinical --demo')
    expect(visits).toMatch(/^Encounter .* planned /m)
    expect(oneStudy).toContain('This session is limited to one study.')
    expect(oneStudy).toContain('total: 1')
    expect(other).toContain('NOT_VISIBLE')
    for (const { question } of tourStops(now)) expect(said.join('')).toContain(`> ${question}\n`)
  })

  it('are answered alike with the advised indexes, in the embedded database too', async () => {
    const { demo } = world
    const [newest] = schemaProfiles
    if (demo === undefined || newest === undefined) throw new Error('the demo is not open')
    await demo.query('set default_transaction_read_only = off')
    for (const text of indexStatements(newest)) await demo.query(text)
    const connection = await connectPglite(demo)
    const options = { requireSafeRole: false, warn: () => undefined }
    const state = await createQueryExecutor(connection, options).inspect(
      AbortSignal.timeout(10_000),
    )
    expect(state).toHaveProperty('hasTimeIndex', true)
    const indexed = createToolCaller(connection)
    await statisticsAre(indexed, demo)
    for (const { as, calls } of demoQuestions) {
      const { userId } = demoPerson(as)
      for (const step of calls.filter(({ tool }) => tool !== 'get_server_status')) {
        expect(await indexed.call(userId, step.tool, step.args, { now })).toEqual(
          await call(userId, step),
        )
      }
    }
  })

  it('cost a model what the README says', async () => {
    const costs = []
    for (const { name, tool, args } of [...benchQuestions, ...questionsOfSets]) {
      const reply = replySchema.parse(await call(asker, { tool, args, answer: {} }))
      const structured = JSON.stringify(reply.value).length
      costs.push({ answer: name, text: reply.text.length, structured, bytes: reply.bytes })
    }
    await expect(`${JSON.stringify(costs, null, 2)}\n`).toMatchFileSnapshot('questions/costs.json')
  })

  it('are at least 40, each asked once', () => {
    const asked = new Set(titled.map(([title]) => title))
    expect(asked.size).toBe(titled.length)
    expect(asked.size).toBeGreaterThanOrEqual(40)
  })

  it('use every tool', () => {
    const used = new Set(demoQuestions.flatMap(({ calls }) => calls.map(({ tool }) => tool)))
    expect([...used].toSorted()).toEqual(tools.map(({ name }) => name).toSorted())
  })
})
