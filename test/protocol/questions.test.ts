import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { demoPerson } from '../../src/demo/people.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'
import type { Step } from '../support/tools/demo-question.js'
import { demoQuestions } from '../tools/registry.js'
import {
  connectTo,
  createToolCaller,
  type Outcome,
  type ToolCaller,
} from '../support/clients/tool-caller.js'

let database: TestDatabase
let caller: ToolCaller
beforeAll(async () => {
  database = await createDatabase('demo')
  caller = createToolCaller(connectTo(database.url))
})
afterAll(async () => {
  await caller.close()
  await database.drop()
})

const inProcess = async (subject: number, { tool, args }: Step, now: Date): Promise<Outcome> =>
  await caller.call(subject, tool, args, { now })

/** What hosts see of an outcome. */
const onTheWire = (outcome: Outcome): object => {
  if (outcome.code === undefined) {
    return { isError: false, text: outcome.text, value: outcome.value }
  }
  const { code, message, hint } = outcome
  const text = `${code}: ${message} ${hint}`
  return { isError: true, text, value: undefined, error: { code, message, hint } }
}

const tools = [...new Set(demoQuestions.flatMap(({ calls }) => calls.map(({ tool }) => tool)))]
/** Tells of the server and not of the world. */
const ofTheWorld = tools.filter((tool) => tool !== 'get_server_status')

/** The answer is another one every day (ages, what lies in the future), and no clock is set here. */
const staysTheSame = async (subject: number, step: Step): Promise<Outcome | undefined> => {
  const soon = await inProcess(subject, step, new Date())
  const later = await inProcess(subject, step, new Date('2100-01-01T00:00:00Z'))
  return JSON.stringify(soon) === JSON.stringify(later) ? soon : undefined
}

const people = [...new Set(demoQuestions.map(({ as }) => as))]

describe.each(eras)('the questions to the demo world, put by a host of %s', (era) => {
  const asked = new Map<string, number>()

  it.each(people)('as %s, are answered as in process', async (as) => {
    const { userId } = demoPerson(as)
    const signedIn: SignedIn = await signInAs(userId, database.url)
    const host: Host = await connectHost(era, { env: { ...signedIn.env, JHE_TOOLS: 'all' } })
    for (const step of demoQuestions
      .filter((question) => question.as === as)
      .flatMap(({ calls }) => calls)) {
      if (!ofTheWorld.includes(step.tool)) continue
      const expected = await staysTheSame(userId, step)
      if (expected === undefined) continue
      expect(await host.call(step.tool, { ...step.args })).toEqual(onTheWire(expected))
      asked.set(step.tool, (asked.get(step.tool) ?? 0) + 1)
    }
    await host.close()
    signedIn.remove()
  })

  it('use every tool', () => {
    expect([...asked.keys()].toSorted()).toEqual(ofTheWorld.toSorted())
    expect([...asked.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(50)
  })
})
