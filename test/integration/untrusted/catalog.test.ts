import { Client, InMemoryTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLog } from '../../../src/log.js'
import { prompts, type PromptArgument } from '../../../src/prompts/registry.js'
import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { resources } from '../../../src/resources/registry.js'
import { tools } from '../../../src/tools/registry.js'
import { clean } from '../../../src/text/clean.js'
import { createServer } from '../../../src/mcp/server.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { createTestApp, signedInAs, testCaller } from '../../support/clients/app.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { orgs, studies } from '../../support/worlds/jhe/ids.js'
import { addUnknownType, makeHostile } from '../../support/worlds/jhe/make-hostile.js'
import { everyHostileText } from '../../support/worlds/jhe/more-hostile-texts.js'
import { people } from '../../support/worlds/jhe/people.js'

/** What is not seen but may change or hide what is. */
const unseen =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffb]/u

/** For each resource, an address whose answer holds text from the database where one does. */
const addresses: Readonly<Record<string, string>> = {
  studies: 'jhe://studies',
  status: 'jhe://status',
  documentation: 'jhe://documentation',
  statistics: 'jhe://statistics',
  organizations: 'jhe://organizations',
  study: `jhe://studies/${studies.hostile}`,
  organization: `jhe://organizations/${orgs.odd}`,
  table: 'schema://jupyterhealth/core_study',
  data_type: 'omh://schema/heart-rate',
}
const study_id = String(studies.hostile)
const patient_id = '40008'

/** For each prompt, arguments that it takes. */
const asked: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  study_overview: { study_id },
  patient_review: { patient_id },
  data_quality_check: { study_id },
  compare_periods: {
    patient_id,
    data_type: 'heart-rate',
    first: '2026-01-01/2026-01-31',
    second: '2026-02-01/2026-02-28',
  },
  plan_visits: { study_id },
  study_setup_check: { study_id },
  system_maintenance: {},
  cohort_question: { study_id, question: 'Who is above 140?' },
}

/** The prompts whose tools there are. */
const offered = prompts.filter((prompt) =>
  prompt.tools.every((needed) => tools.some(({ name }) => name === needed)),
)

/** A value as a question shows it: between quotes, unless it has the form of its argument. */
const asShown = ({ form, longest = 200 }: PromptArgument, value: string): string =>
  form.test(value) ? value : JSON.stringify(clean(value, longest))

const textIn = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flat().map(textIn).join(' ')
      : ''

describe('what a server offers besides tools, in a hostile world', () => {
  const identity = { subject: people.oddball.userId, issuer: 'test', studies: null }
  let database: TestDatabase
  let asker: QueryExecutor
  let client: Client

  beforeAll(async () => {
    database = await createDatabase('jhe_0045')
    await addUnknownType(database)
    asker = createQueryExecutor(connectTo(database.url), {
      requireSafeRole: false,
      warn: () => undefined,
    })
    const app = createTestApp({ database: asker, maxBytes: 200_000 })
    const server = createServer({
      app,
      caller: testCaller(app, signedInAs(identity)),
      log: createLog('error', () => undefined),
    })
    client = new Client({ name: 'host', version: '1.0.0' })
    const [ours, theirs] = InMemoryTransport.createLinkedPair()
    await Promise.all([server.connect(theirs), client.connect(ours)])
  })
  afterAll(async () => {
    await client.close()
    await asker.close()
    await database.drop()
  })

  it('T-D9: is asked for every resource and prompt there is', async () => {
    expect(Object.keys(addresses)).toEqual(resources.map(({ name }) => name))
    expect(Object.keys(asked)).toEqual(prompts.map(({ name }) => name))
    const { prompts: listed } = await client.listPrompts()
    expect(listed.map(({ name }) => name)).toEqual(offered.map(({ name }) => name))
  })

  it.each(Object.entries(everyHostileText))(
    'T-D9: %s stays a text in resources, prompts and completion',
    async (_name, text) => {
      await makeHostile(database, '0045', text)
      for (const uri of Object.values(addresses)) {
        const { contents } = await client.readResource({ uri })
        expect(contents).toHaveLength(1)
        const [first] = contents
        const json = first !== undefined && 'text' in first ? first.text : ''
        expect(json, uri).not.toMatch(unseen)
        const value: unknown = JSON.parse(json)
        expect(textIn(value), uri).not.toMatch(unseen)
      }
      const listed = await client.listResources()
      expect(listed.resources.map(({ uri }) => uri)).toContain(addresses['study'])
      expect(textIn(listed)).not.toMatch(unseen)
      for (const { name, arguments: takes } of offered) {
        const args = asked[name] ?? {}
        expect(textIn(await client.getPrompt({ name, arguments: args })), name).not.toMatch(unseen)
        for (const argument of takes) {
          const { messages } = await client.getPrompt({
            name,
            arguments: { ...args, [argument.name]: text },
          })
          const [told] = messages
          const question = told?.content.type === 'text' ? told.content.text : ''
          expect(question, `${name} ${argument.name}`).toContain(asShown(argument, text))
          expect(question, name).not.toMatch(unseen)
        }
      }
      const ref = { type: 'ref/prompt', name: 'data_quality_check' } as const
      const types = await client.complete({ ref, argument: { name: 'data_type', value: '' } })
      expect(types.completion.values.length).toBeGreaterThan(0)
      expect(textIn(types)).not.toMatch(unseen)
    },
  )
})
