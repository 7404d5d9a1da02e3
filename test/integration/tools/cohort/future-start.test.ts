import { describe, expect } from 'vitest'

import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const data_type = 'x:hba1c:1.0'
const now = new Date('2026-11-21T12:00:00Z')

/** Begins and lasts for five days. */
const lasting = (id: number, from: string, value: number) => ({
  ...{ id, patient: patients.gus, code: data_type, at: null },
  body: {
    hba1c: { value, unit: '%' },
    effective_time_frame: {
      time_interval: { start_date_time: from, duration: { value: 5, unit: 'd' } },
    },
  },
})

describe.each(indexedForms)('a window after now on %s, with the advised indexes: %s', (...form) => {
  it('cohort 10: has what began before now and lasts, nothing that begins later', async ({
    open,
  }) => {
    const { database, caller } = await openMeasured(open, form, [data_type])
    const rows = [
      lasting(68_300, '2026-11-20T00:00:00Z', 7),
      lasting(68_301, '2026-11-22T00:00:00Z', 99),
    ]
    await whileMeasured(database.sql, rows, async () => {
      for (const [stat, mean] of [
        ['mean', 7],
        ['max', 7],
        ['last', 7],
        ['count', 0.5],
        ['days', 0.5],
      ] as const) {
        const args = { study_id: studies.clocks, data_type, stat, start: '2026-11-23' }
        const outcome = await caller.call(people.analyst.userId, 'summarize_cohort', args, { now })
        if (outcome.code !== undefined) throw new Error(outcome.message)
        expect([stat, outcome.value['groups']]).toMatchObject([stat, [{ patients: 2, mean }]])
        const months = { ...args, group_by: 'month' }
        const byMonth = await caller.call(people.analyst.userId, 'summarize_cohort', months, {
          now,
        })
        expect(byMonth).toMatchObject({ value: { groups: [] } })
      }
    })
  })
})
