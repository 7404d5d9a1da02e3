import { describe, expect } from 'vitest'

import { whileMeasured } from '../../../support/answers/measurements.js'
import { indexedForms, openMeasured } from '../../../support/clients/measured-study.js'
import { summaryOf, trendOf } from '../../../support/clients/statistics-caller.js'
import { it } from '../../../support/fixtures.js'
import { patients, studies } from '../../../support/worlds/jhe/ids.js'
import { people } from '../../../support/worlds/jhe/people.js'

const subject = people.analyst.userId
const { gus: patient_id } = patients
const code = 'omh:body-temperature:4.0'

/** The clocks of Havana change at midnight: an hour is shown twice, or not at all. */
const changes = [
  {
    what: 'shown twice',
    window: { start: '2025-10-20', end: '2025-11-20' },
    times: ['2025-11-01T16:00:00Z', '2025-11-02T04:30:00Z', '2025-11-03T05:30:00Z'],
    days: [
      ['2025-11-01T00:00:00-04:00', '2025-11-02T00:00:00-04:00'],
      ['2025-11-02T00:00:00-04:00', '2025-11-03T00:00:00-05:00'],
      ['2025-11-03T00:00:00-05:00', '2025-11-04T00:00:00-05:00'],
    ],
  },
  {
    what: 'left out',
    window: { start: '2026-02-20', end: '2026-03-20' },
    times: ['2026-03-08T04:30:00Z', '2026-03-08T05:30:00Z', '2026-03-09T04:30:00Z'],
    days: [
      ['2026-03-07T00:00:00-05:00', '2026-03-08T01:00:00-04:00'],
      ['2026-03-08T01:00:00-04:00', '2026-03-09T00:00:00-04:00'],
      ['2026-03-09T00:00:00-04:00', '2026-03-10T00:00:00-04:00'],
    ],
  },
] as const

describe.each(indexedForms)('days in Havana on %s, with the advised indexes: %s', (...form) => {
  it.for(changes)('P31: begin where their midnight is $what', async (change, { open }) => {
    const { database, caller } = await openMeasured(open, form, [code])
    const rows = change.times.map((at, i) => ({
      ...{ id: 68_600 + i, patient: patient_id, code, at },
      body: { body_temperature: { value: 36 + i, unit: 'C' } },
    }))
    const asked = { data_type: code, time_zone: 'America/Havana', ...change.window }
    await whileMeasured(database.sql, rows, async () => {
      const { types } = await summaryOf(caller, { subject, args: { ...asked, patient_id } })
      expect(types[0]).toMatchObject({ count: 3, coverage: { days_with_data: 3 } })
      const trend = { ...asked, patient_id, bucket: 'day' }
      const { buckets } = await trendOf(caller, { subject, args: trend })
      expect(buckets.map(({ start, end }) => [start, end])).toEqual(change.days)
      expect(buckets.map(({ count }) => count)).toEqual([1, 1, 1])
      for (const [begin] of change.days) {
        const day = { start: begin.slice(0, 10), end: begin.slice(0, 10) }
        const args = { ...asked, ...day, patient_id }
        const own = await summaryOf(caller, { subject, args })
        expect(own.types[0]).toMatchObject({ count: 1, coverage: { days_with_data: 1, days: 1 } })
      }
      const listed = await caller.call(subject, 'list_patient_summaries', {
        ...asked,
        study_id: studies.clocks,
      })
      if (listed.code !== undefined) throw new Error(listed.message)
      expect(listed.value['patients']).toContainEqual(
        expect.objectContaining({ patient_id, count: 3, days: 3 }),
      )
    })
  })
})
