import { describe, expect } from 'vitest'

import { comparatorKeys, comparators } from '../../../../src/omh/types/comparators.js'
import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { summaryOf, trendOf } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

type Body = Readonly<Record<string, unknown>>

let database: TestDatabase
let caller: ToolCaller

const subject = people.analyst.userId
const patient_id = patients.gus
const codes = ['x:hba1c:1.0', 'omh:step-count:3.0', 'omh:blood-pressure:4.0', 'omh:heart-rate:2.0']

/** The values of the summary and of the only bucket of the trend. */
const valuesOf = async (data_type: string, bodies: readonly Body[]) => {
  const rows = bodies.map((body, i) => ({
    ...{ id: 68_000 + i, patient: patient_id, code: data_type, body, at: '2026-06-01T08:00:00Z' },
  }))
  const args = { patient_id, data_type, start: '2026-05-01', end: '2026-07-01' }
  return await whileMeasured(database.sql, rows, async () => {
    const summary = await summaryOf(caller, { subject, args })
    const trend = await trendOf(caller, { subject, args: { ...args, bucket: 'day' } })
    return [summary.types[0]?.values, trend.buckets[0]?.values]
  })
}

const expectBoth = async (code: string, bodies: readonly Body[], groups: readonly Body[]) => {
  for (const values of await valuesOf(code, bodies)) {
    expect(values).toHaveLength(groups.length)
    for (const group of groups) expect(values).toContainEqual(expect.objectContaining(group))
    for (const value of values ?? []) {
      if (value.kind !== undefined) expect(value).not.toHaveProperty('sum')
    }
  }
}

describe.each(indexedForms)('bounds on %s, with the advised indexes: %s', (...form) => {
  it.beforeAll(async ({ open }) => {
    ;({ database, caller } = await openMeasured(open, form, codes))
  })

  it.each(comparatorKeys)('D13: a number with a %s is in no mean of measurements', async (key) => {
    const hba1c = (value: number, more: Body = {}) => ({ hba1c: { value, unit: '%', ...more } })
    await expectBoth(
      'x:hba1c:1.0',
      [hba1c(4, { [key]: '<' }), hba1c(9), hba1c(6), hba1c(14, { [key]: ' >= ' })],
      [
        { kind: 'bound <', mean: 4, count: 1 },
        { mean: 7.5, count: 2 },
        { kind: 'bound >=', mean: 14, count: 1 },
      ],
    )
  })

  it.each(comparators)(
    'D13: a number with %j is in no mean of measurements',
    async (comparator) => {
      await expectBoth(
        'x:hba1c:1.0',
        [{ hba1c: { value: 4, unit: '%', comparator } }, { hba1c: { value: 9, unit: '%' } }],
        [
          { kind: `bound ${comparator}`, mean: 4, count: 1 },
          { mean: 9, count: 1 },
        ],
      )
    },
  )

  it.each(['less than', '<<', '＜', '&gt;', 'greater_than', ' Under '])(
    'D13: a number with %j is in no mean of measurements, though no list has that word',
    async (comparator) => {
      const hba1c = (value: number, more: Body = {}) => ({ hba1c: { value, unit: '%', ...more } })
      const exact = ['=', 'EQ', ' ', 'Equals'].map((word) => hba1c(9, { comparator: word }))
      await expectBoth(
        'x:hba1c:1.0',
        [hba1c(4, { comparator }), hba1c(9), ...exact, hba1c(9, { qualifier: 'Under' })],
        [
          { kind: `bound ${comparator.trim()}`, mean: 4, count: 1 },
          { mean: 9, count: 6 },
        ],
      )
      await expectBoth(
        'x:hba1c:1.0',
        [{ hba1c: 4, value_comparator: comparator }, { hba1c: 9 }],
        [
          { kind: `bound ${comparator.trim()}`, mean: 4, count: 1 },
          { mean: 9, count: 1 },
        ],
      )
    },
  )

  it('D13: a bound without a unit is a number too, where no row has a unit', async () => {
    await expectBoth(
      'x:hba1c:1.0',
      [{ hba1c: { value: 9, comparator: '>' } }, { hba1c: { value: 'high', comparator: '>' } }],
      [{ name: 'hba1c', unit: null, kind: 'bound >', mean: 9, not_number: 1 }],
    )
  })

  it('D13: of two numbers of a body only the one that is a bound is told apart', async () => {
    const pressure = (systolic: Body) => ({
      systolic_blood_pressure: { value: 250, unit: 'mmHg', ...systolic },
      diastolic_blood_pressure: { value: 80, unit: 'mmHg' },
    })
    await expectBoth(
      'omh:blood-pressure:4.0',
      [pressure({ comparator: '>' }), pressure({ value: 120 })],
      [
        { name: 'systolic', kind: 'bound >', mean: 250, count: 1 },
        { name: 'systolic', mean: 120, count: 1 },
        { name: 'diastolic', mean: 80 },
      ],
    )
  })

  it('D13: a bound has no sum, whatever else it is, and stands beside the statistic it is of', async () => {
    const steps = (value: number, more: Body = {}, beside: Body = {}) => ({
      step_count: { value, unit: 'steps', ...more },
      ...beside,
    })
    await expectBoth(
      'omh:step-count:3.0',
      [
        steps(100),
        steps(500, { comparator: '>' }),
        steps(900, { comparator: '>' }, { descriptive_statistic: 'maximum' }),
      ],
      [
        { mean: 100, sum: 100 },
        { kind: 'bound >', mean: 500 },
        { kind: 'maximum bound >', mean: 900 },
      ],
    )
  })

  it('D08: a statistic that the number names itself counts like one that the body names', async () => {
    const rate = (value: number, own: Body = {}, beside: Body = {}) => ({
      heart_rate: { value, unit: 'beats/min', ...own },
      ...beside,
    })
    const average = { descriptive_statistic: 'average' }
    await expectBoth(
      'omh:heart-rate:2.0',
      [rate(60), rate(70, average), rate(80, {}, average), rate(90, { comparator: 'about' })],
      [
        { mean: 60, count: 1 },
        { kind: 'bound about', mean: 90, count: 1 },
        { kind: 'average', mean: 75, count: 2 },
      ],
    )
  })
})
