import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { dataClasses } from '../../../src/console/chat/data-class.js'
import { createQueryExecutor, type QueryExecutor } from '../../../src/query/query-executor.js'
import { connectTo } from '../../support/clients/tool-caller.js'
import { knownQuestions } from '../../support/console/known-questions.js'
import { openChat, type Line, type OpenedChat } from '../../support/console/opened-chat.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'

let database: TestDatabase
let asker: QueryExecutor
beforeAll(async () => {
  database = await createDatabase('jhe_0045')
  asker = createQueryExecutor(connectTo(database.url), {
    requireSafeRole: false,
    warn: () => undefined,
  })
})
afterAll(async () => {
  await asker.close()
  await database.drop()
})

it('there are sixty', () => {
  expect(knownQuestions).toHaveLength(60)
})

describe.each(['anthropic', 'openai'] as const)(
  'known questions in the dialect of %s',
  (dialect) => {
    let chat: OpenedChat
    beforeAll(async () => {
      chat = await openChat(asker, dialect, false)
      await chat.choose({ key: undefined })
    })
    afterAll(async () => {
      await chat.close()
    })

    it.each(knownQuestions)('%s: %s', async (ask, tool, args, holds) => {
      const { model, say, direct } = chat
      const before = model.asked.length
      model.say({ calls: [{ name: tool, args }] }, { text: 'So it is.' })
      const lines = await say(ask)
      expect(lines.at(-1)).toEqual({ end: 'done' })
      expect(lines.find(({ call }) => call !== undefined)?.call).toMatchObject({
        tool,
        args,
        holds,
      })
      const [first = '', second = ''] = model.asked.slice(before)
      expect(first).toContain(JSON.stringify(ask))
      const text = await direct(tool, args)
      expect(text).not.toMatch(/^(?:INPUT_INVALID|NOT_VISIBLE|INTERNAL): /)
      // the model has got what the tool says, to the letter
      expect(second).toContain(JSON.stringify(text))
    })
  },
)

describe('the same questions to a model elsewhere', () => {
  const isAsked = (line: Line): boolean => 'ask' in line
  const levelOf = (holds: string): number => dataClasses.findIndex((name) => name === holds)

  it.each(dataClasses)('get what %s allows, and nothing above it leaves', async (consent) => {
    const chat = await openChat(asker, 'openai')
    try {
      await chat.choose()
      await chat.consent(consent)
      const above = knownQuestions.filter(([, , , holds]) => levelOf(holds) > levelOf(consent))
      for (const [ask, name, args] of above) {
        chat.model.say({ calls: [{ name, args }] })
        const lines = await chat.say(ask)
        expect(
          lines.some((line) => 'declined' in line),
          ask,
        ).toBe(true)
      }
      const calls = chat.messages.after(0).filter(({ method }) => method === 'tools/call')
      expect(calls).toEqual([])
    } finally {
      await chat.close()
    }
  })

  // single people are asked about each time
  it.each(['facts', 'summaries'] as const)(
    'within %s are answered, and the person is not asked',
    async (consent) => {
      const chat = await openChat(asker, 'openai')
      try {
        await chat.choose()
        await chat.consent(consent)
        const within = knownQuestions.filter(([, , , holds]) => levelOf(holds) <= levelOf(consent))
        expect(within).not.toEqual([])
        for (const [ask, name, args] of within) {
          chat.model.say({ calls: [{ name, args }] })
          const lines = await chat.say(ask)
          expect(lines.some(isAsked), ask).toBe(false)
          expect(
            lines.some((line) => 'answer' in line),
            ask,
          ).toBe(true)
        }
      } finally {
        await chat.close()
      }
    },
  )
})
