import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { demoPerson } from '../../src/demo/people.js'
import { darkPalette, lightPalette, type Palette } from '../../src/picture/palette.js'
import { trendSheet } from '../../src/picture/sheet.js'
import { svgText } from '../../src/picture/svg-text.js'
import { trendPicture } from '../../src/picture/trend-picture.js'
import { figure } from '../../src/picture/words/numbers.js'
import { createDatabase, type TestDatabase } from '../support/database/database.js'
import { connectTo, createToolCaller, type ToolCaller } from '../support/clients/tool-caller.js'
import { today } from '../support/tools/demo-facts.js'

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

const now = new Date(`${today}T12:00:00Z`)
const replied = z.looseObject({ value: z.unknown() })

const trendOf = async (args: object): Promise<unknown> => {
  const { userId } = demoPerson('coordinator')
  return replied.parse(await caller.call(userId, 'get_observation_trend', args, { now })).value
}

const drawn = (args: object, answer: unknown, palette: Palette): string =>
  `${svgText(trendSheet(trendPicture(args, answer, 'dmy'), palette))}\n`

const buckets = z.object({
  buckets: z
    .array(z.looseObject({ values: z.array(z.looseObject({ sum: z.number() })) }))
    .nonempty(),
})

const pressure = { patient_id: 40_013, data_type: 'omh:blood-pressure:4.0', bucket: 'week' }

describe('pictures of the demo world', () => {
  it('are those of the README (`npm run docs` draws them)', async () => {
    const answer = await trendOf(pressure)
    const picture = '../pictures/blood-pressure'
    await expect(drawn(pressure, answer, lightPalette)).toMatchFileSnapshot(`${picture}.svg`)
    await expect(drawn(pressure, answer, darkPalette)).toMatchFileSnapshot(`${picture}-dark.svg`)
  })

  it('row 30: what adds up is drawn as its sum: the bar of a week is that of its days', async () => {
    const window = { start: '2026-11-02', end: '2026-11-08' }
    const args = { patient_id: 40_024, data_type: 'omh:step-count:3.0', ...window }
    const sumOf = async (bucket: string): Promise<number> =>
      buckets
        .parse(await trendOf({ ...args, bucket }))
        .buckets.flatMap(({ values }) => values)
        .reduce((sum, value) => sum + value.sum, 0)
    const sum = await sumOf('day')
    expect(sum).toBeGreaterThan(7_000)
    expect(await sumOf('week')).toBe(sum)
    const week = { ...args, bucket: 'week' }
    expect(drawn(week, await trendOf(week), lightPalette)).toContain(figure(sum, 0))
  })
})
