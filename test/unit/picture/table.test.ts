import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import { bars } from '../../../src/picture/kinds/bars.js'
import { line } from '../../../src/picture/kinds/line.js'
import { pair } from '../../../src/picture/kinds/pair.js'
import { profile } from '../../../src/picture/kinds/profile.js'
import { stack } from '../../../src/picture/kinds/stack.js'
import { pictureTable } from '../../../src/picture/kinds/table.js'
import { trendPicture } from '../../../src/picture/trend-picture.js'
import { slotTitle } from '../../../src/picture/words/dates.js'
import { jsonSchemaOf } from '../../../src/mcp/json-schema.js'
import { additiveNames } from '../../../src/omh/types/statistic-rules.js'
import { getObservationTrend } from '../../../src/tools/observations/trend.js'
import { steps } from '../../../src/view/trend/questions.js'
import { answerOf, clockBucket, dayBucket } from '../../support/picture-answers.js'

const number = (name: string, unit: string | null = 'u', rest: object = {}) => ({
  ...{ name, unit, mean: 7200, min: 7200, max: 7200 },
  ...rest,
})

const panelsOf = (values: readonly object[], rest: object = {}) =>
  trendPicture(
    { data_type: 'omh:x:1.0', bucket: 'day' },
    answerOf([{ ...dayBucket(0, values), ...rest }]),
    'dmy',
  ).panels

describe('the table of pictures', () => {
  it('pictures 14: draws by the names of numbers, and any other number as a line', () => {
    const kindsOf = (values: readonly object[]) => panelsOf(values).map(({ kind }) => kind)
    expect(kindsOf([number('diastolic'), number('systolic')])).toEqual([pair])
    expect(kindsOf([number('systolic')])).toEqual([line])
    expect(kindsOf([number('step_count')])).toEqual([bars])
    expect(kindsOf([number('something_new')])).toEqual([line])
    const stages = ['deep_sleep_duration', 'rem_sleep_duration', 'awake_duration']
    expect(kindsOf(stages.map((name) => number(name, 'sec')))).toEqual([stack])
    const hour = [number('heart_rate', 'x', { p05: 1, p25: 2, p50: 3, p75: 4, p95: 5 })]
    const asked = { data_type: 'heart-rate', bucket: 'time_of_day' }
    const day = trendPicture(asked, answerOf([clockBucket(3, hour)]), 'dmy')
    expect(day.panels.map(({ kind }) => kind)).toEqual([profile])
  })

  it('has no name twice, and bars or a stack for whatever adds up', () => {
    const names = pictureTable.flatMap((row) => row.names)
    expect(new Set(names).size).toBe(names.length)
    const summed = pictureTable.filter(({ kind }) => kind === bars || kind === stack)
    const drawn = summed.flatMap((row) => row.names)
    expect(additiveNames.filter((name) => !drawn.includes(name))).toEqual([])
  })

  it('row 29: never puts two units, kinds, sources or codes into one panel', () => {
    const panels = panelsOf([
      number('body_weight', 'kg'),
      number('body_weight', 'lb'),
      number('body_weight', 'kg', { kind: 'average per d' }),
      number('body_weight', 'kg', { source: 'A' }),
      number('body_weight', 'kg', { source: 'B' }),
    ])
    expect(panels.map(({ groups }) => groups.length)).toEqual([1, 1, 1, 1, 1])
    expect(panels.map(({ title }) => title)).toEqual([
      '',
      '',
      'average per d',
      'source A',
      'source B',
    ])
  })

  it('says hours of long times, and which night a day of sleep is', () => {
    const [panel] = panelsOf([number('total_sleep_time', 'sec', { sum: 7200 })], {
      night: '31 Oct -> 1 Nov',
    })
    const [slot] = panel?.slots ?? []
    if (panel === undefined || slot === undefined) throw new Error('nothing is drawn')
    expect(panel.kind.cells(panel, slot)).toEqual([{ label: 'total', text: '2.0' }])
    expect(panel.unit).toBe('h')
    const words = { order: 'dmy', bucket: 'day', isDayProfile: false } as const
    expect(slotTitle(slot, words)).toBe('Night of 31 Oct → 1 Nov 2026')
  })

  it('has a button for each step that the tool can be asked in', () => {
    const { properties } = z
      .object({ properties: z.object({ bucket: z.looseObject({ enum: z.array(z.string()) }) }) })
      .parse(jsonSchemaOf(getObservationTrend.input, 'input'))
    const buttons: readonly string[] = steps.map(([bucket]) => bucket)
    expect(properties.bucket.enum.filter((bucket) => !buttons.includes(bucket))).toEqual([])
  })
})
