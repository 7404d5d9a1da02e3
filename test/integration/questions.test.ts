import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { connectPglite } from '../../src/db/pglite-connection.js'
import { openDemo } from '../../src/demo/open-demo.js'
import { demoPerson } from '../../src/demo/people.js'
import { tools } from '../../src/tools/registry.js'
import { asker, benchQuestions } from '../bench/questions.js'
import { createToolCaller, type ToolCaller } from '../support/tool-caller.js'
import { today } from './questions/facts.js'
import { observationQuestions } from './questions/observations.js'
import { patientQuestions } from './questions/patients.js'
import type { Step } from './questions/question.js'
import { serverQuestions, statisticQuestions } from './questions/statistics.js'
import { studyQuestions } from './questions/studies.js'

const questions = [
  ...studyQuestions,
  ...patientQuestions,
  ...observationQuestions,
  ...statisticQuestions,
  ...serverQuestions,
]

const titled = questions.map((question) => [`${question.as}: ${question.ask}`, question] as const)

const folder = mkdtempSync(join(tmpdir(), 'jhe-mcp-questions-'))
const world: { caller?: ToolCaller } = {}
const now = new Date(`${today}T12:00:00Z`)

beforeAll(async () => {
  const demo = await openDemo({ cacheDir: folder, today, version: '0.0.0-test' })
  world.caller = createToolCaller(await connectPglite(demo))
})

afterAll(async () => {
  await world.caller?.close()
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

  it('cost a model what the README says', async () => {
    const costs = []
    for (const { name, tool, args } of benchQuestions) {
      const reply = replySchema.parse(await call(asker, { tool, args, answer: {} }))
      const structured = JSON.stringify(reply.value).length
      costs.push({ answer: name, text: reply.text.length, structured, bytes: reply.bytes })
    }
    await expect(`${JSON.stringify(costs, null, 2)}\n`).toMatchFileSnapshot('questions/costs.json')
  })

  it('are at least 40, each asked once', () => {
    const asked = new Set(titled.map(([title]) => title))
    expect(asked.size).toBe(questions.length)
    expect(asked.size).toBeGreaterThanOrEqual(40)
  })

  it('use every tool', () => {
    const used = new Set(questions.flatMap(({ calls }) => calls.map(({ tool }) => tool)))
    expect([...used].toSorted()).toEqual(tools.map(({ name }) => name).toSorted())
  })
})
