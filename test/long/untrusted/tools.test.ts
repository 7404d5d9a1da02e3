import { describe, expect } from 'vitest'

import { instructionNotice } from '../../../src/guard/notice/notice.js'
import { showAnswer } from '../../../src/text/show.js'
import { tools } from '../../../src/tools/registry.js'
import { it } from '../../support/fixtures.js'
import type { TestDatabase } from '../../support/database/database.js'
import { differences } from '../../support/answers/read-text.js'
import type { Outcome, ToolCaller } from '../../support/clients/tool-caller.js'
import { addUnknownType, makeHostile } from '../../support/worlds/jhe/make-hostile.js'
import { everyHostileText } from '../../support/worlds/jhe/more-hostile-texts.js'
import { people } from '../../support/worlds/jhe/people.js'
import { hostileCalls } from '../../tools/registry.js'

/** What is not seen but may change or hide what is. */
const unseen =
  /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029\ufff9-\ufffb]/u

/** An answer without its texts: what nobody's words may change. */
const shapeOf = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return 'text'
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => shapeOf(part, key))
    // their order is that of their names
    return ['values', 'types', 'data_types'].includes(key)
      ? parts.map((part) => JSON.stringify(part)).toSorted()
      : parts
  }
  if (typeof value !== 'object' || value === null) return value
  if (key === 'context') return 'named by the record itself'
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, shapeOf(part, name)]),
  )
}

/** An answer without what is told of texts that read like an instruction. */
const untold = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { notice, ...rest } = value
  if (typeof notice !== 'string') return value
  const own = notice.replace(instructionNotice, '').trim()
  return own === '' ? rest : { ...rest, notice: own }
}

const plain = 'Plain words of somebody'
const wide = 100_000

interface Asked {
  /** The tool and its arguments. */
  readonly what: string
  /** Whether the text is in the database alone, not in the question. */
  readonly isSame: boolean
  readonly outcome: Outcome
}

describe.each(['0011', '0045'] as const)('texts of a hostile world on core.%s', (version) => {
  let database: TestDatabase
  let caller: ToolCaller

  /** Every question, in order. */
  const askAll = async (text: string): Promise<readonly Asked[]> => {
    await makeHostile(database, version, text)
    const asked: Asked[] = []
    for (const { tool, args } of hostileCalls(text)) {
      const settings = { maxBytes: 1_000_000 }
      const outcome = await caller.call(people.oddball.userId, tool, args, settings)
      const isSame = !Object.values(args).includes(text)
      asked.push({ what: `${tool} ${JSON.stringify(args)}`, isSame, outcome })
    }
    return asked
  }

  let expected: readonly Asked[]
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await open(`jhe_${version}`))
    await addUnknownType(database)
    const columns = await makeHostile(database, version, plain)
    expect(columns).toContain('core_study.description')
    expect(columns.length).toBeGreaterThan(25)
    expected = await askAll(plain)
  })

  it('T-D9: is asked of every tool there is, and gets that far', () => {
    expect([...new Set(hostileCalls('').map(({ tool }) => tool))]).toEqual(
      tools.map(({ name }) => name),
    )
    const refused = expected.filter(({ isSame, outcome }) => isSame && outcome.code !== undefined)
    // what this version does not have is refused whatever texts there are
    const isMissing = ({ outcome }: Asked) =>
      version === '0011' && outcome.code === 'SCHEMA_UNSUPPORTED'
    expect(refused.filter((asked) => !isMissing(asked))).toEqual([])
    expect(JSON.stringify(expected).split(plain).length).toBeGreaterThan(60)
  })

  const look = (
    { what, isSame, outcome }: Asked,
    before: Outcome | undefined,
  ): readonly string[] => {
    if (isSame) expect(outcome.code, what).toBe(before?.code)
    if (outcome.code !== undefined) {
      expect(`${outcome.message} ${outcome.hint}`, what).not.toMatch(unseen)
      return []
    }
    const { value, text: said } = outcome
    expect(JSON.stringify(value), what).not.toMatch(unseen)
    expect(JSON.stringify(value), what).not.toMatch(/\\u|\\[bfnrt]/)
    expect(said.replaceAll('\n', ''), what).not.toMatch(unseen)
    if (isSame && before?.code === undefined)
      expect(shapeOf(untold(value)), what).toEqual(shapeOf(before?.value))
    if ('bundle' in value) expect(JSON.parse(said), what).toEqual(value)
    return 'bundle' in value ? [] : differences(said, value)
  }

  /** On a terminal, no text may add a line; one that was cut may lead to another layout. */
  const lookAtTerminal = ({ what, isSame, outcome }: Asked, before: Outcome | undefined): void => {
    if (outcome.code !== undefined || before?.code !== undefined) return
    const narrow = showAnswer(outcome.value, 80)
    expect(narrow.replaceAll('\n', ''), what).not.toMatch(unseen)
    const shown = showAnswer(outcome.value, wide)
    expect(shown.replaceAll('\n', ''), what).not.toMatch(unseen)
    if (!isSame || shown.includes('…') || before === undefined) return
    const own = showAnswer(untold(outcome.value), wide)
    expect(own.split('\n'), what).toHaveLength(showAnswer(before.value, wide).split('\n').length)
  }

  it.each(Object.entries(everyHostileText))(
    'T-D9: %s stays a text wherever it stands, and nothing around it changes',
    async (_name, text) => {
      const answers = await askAll(text)
      expect(answers.length).toBe(expected.length)
      for (const [i, asked] of answers.entries()) {
        const before = expected[i]?.outcome
        expect(look(asked, before), asked.what).toEqual([])
        lookAtTerminal(asked, before)
      }
    },
  )
})
