import { describe, expect } from 'vitest'

import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { summaryOf } from '../../../support/clients/statistics-caller.js'
import { it } from '../../../support/fixtures.js'
import { patients, sources } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const code = 'omh:step-count:3.0'

/** Twenty groups of one source that have two numbers each, and one of another source that has one. */
const rows = Array.from({ length: 41 }, (_, i) => ({
  ...{ id: 68_500 + i, patient: patients.gus, code, at: `2026-06-01T08:00:${String(i + 10)}Z` },
  source: i === 40 ? sources.cuff : sources.watch,
  body: { step_count: { value: 100, unit: `steps ${String(i % 20)}` } },
}))

describe.each(indexedForms)('more groups than are shown on %s, with the indexes: %s', (...form) => {
  it('D13: a sum has its source where another one is in a group that is left out', async ({
    open,
  }) => {
    const { database, caller } = await openMeasured(open, form, [code])
    await whileMeasured(database.sql, rows, async () => {
      const args = {
        patient_id: patients.gus,
        data_type: code,
        start: '2026-05-01',
        end: '2026-07-01',
      }
      const { types, notice } = await summaryOf(caller, { subject: people.analyst.userId, args })
      const values = types[0]?.values ?? []
      expect(values).toHaveLength(20)
      expect(new Set(values.map(({ source }) => source)).size).toBe(1)
      expect(values[0]?.source).toEqual(expect.any(String))
      expect(notice).toContain('1 more with 1 values are left out')
      expect(notice).toContain('Several sources may have counted the same step_count')
    })
  })
})
