import { describe, expect } from 'vitest'

import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { summaryOf, trendOf } from '../../../support/clients/statistics-caller.js'
import type { ToolCaller } from '../../../support/clients/tool-caller.js'
import type { TestDatabase } from '../../../support/database/database.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const data_type = 'x:hba1c:1.0'
const subject = people.analyst.userId
const patient_id = patients.gus
const window = { start: '2026-05-01', end: '2026-07-01' }

/** A body that is itself a quantity, and a number with its unit beside it. */
const shapes = [
  ['value', (value: number, unit: string) => ({ value, unit })],
  ['hba1c', (hba1c: number, unit: string) => ({ hba1c, unit })],
] as const

describe.each(indexedForms)(
  'a unit beside its number on %s, with the advised indexes: %s',
  (...form) => {
    let database: TestDatabase
    let caller: ToolCaller
    it.beforeAll(async ({ open }) => {
      ;({ database, caller } = await openMeasured(open, form, [data_type]))
    })

    it.each(shapes)('tells numbers of two units apart at the key %s', async (name, body) => {
      const bodies = [body(7, '%'), body(9, '%'), body(54, 'mmol/mol')]
      const rows = bodies.map((each, i) => ({
        ...{ id: 68_100 + i, patient: patient_id, code: data_type, body: each },
        at: '2026-06-01T08:00:00Z',
      }))
      const groups = [
        { name, unit: '%', count: 2, mean: 8 },
        { name, unit: 'mmol/mol', count: 1, mean: 54 },
      ]
      await whileMeasured(database.sql, rows, async () => {
        const args = { patient_id, data_type, ...window }
        const { types } = await summaryOf(caller, { subject, args })
        const { buckets } = await trendOf(caller, { subject, args: { ...args, bucket: 'day' } })
        expect(types[0]?.values).toMatchObject(groups)
        expect(buckets[0]?.values).toMatchObject(groups)
        const cohort = await caller.call(subject, 'summarize_cohort', {
          ...{ study_id: studies.clocks, data_type, value: name, stat: 'mean', ...window },
        })
        if (cohort.code !== undefined) throw new Error(cohort.message)
        expect(cohort.value['groups']).toMatchObject([
          { unit: '%', mean: 8 },
          { unit: 'mmol/mol', mean: 54 },
        ])
      })
    })
  },
)

describe('a bound in a cohort', () => {
  it('D13: is in no range, and no share is made of it', async ({ open }) => {
    const glucose = 'omh:blood-glucose:4.0'
    const { database, caller } = await openMeasured(open, ['jhe_0045', false], [glucose])
    const rows = [{}, { comparator: '<' }].map((more, i) => ({
      ...{ id: 68_200 + i, patient: patient_id, code: glucose, at: '2026-06-01T08:00:00Z' },
      body: { blood_glucose: { value: 200, unit: 'mg/dL', ...more } },
    }))
    await whileMeasured(database.sql, rows, async () => {
      for (const stat of ['mean', 'share'] as const) {
        const args = { study_id: studies.clocks, data_type: glucose, stat, ...window }
        const outcome = await caller.call(subject, 'summarize_cohort', args)
        if (outcome.code !== undefined) throw new Error(outcome.message)
        const groups = outcome.value['groups']
        const isShare = stat === 'share'
        const bound = { kind: 'bound <', with_data: 1, mean: isShare ? null : 200 }
        expect(groups).toContainEqual(expect.objectContaining(bound))
        const bands: unknown = expect.arrayContaining([
          { low: 180, high: 250, patients: 1, share: 100 },
        ])
        const plain = { with_data: 1, mean: isShare ? 0 : 200, bands }
        expect(groups).toContainEqual(expect.objectContaining(plain))
        expect(JSON.stringify(groups).match(/"bands"/g)).toHaveLength(1)
      }
    })
  })
})
