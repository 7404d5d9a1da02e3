import { describe, expect, it } from 'vitest'

import { trendOf, zoomed } from '../../../src/view/trend/questions.js'

const day = 86_400_000
const from = Date.UTC(2026, 0, 1)

describe('what a view asks', () => {
  it.each([
    ['month', 60, 'day'],
    ['month', 300, 'week'],
    ['week', 140, 'day'],
    ['week', 1000, 'week'],
    ['day', 10, 'hour'],
    ['day', 60, 'day'],
    ['hour', 0.1, 'hour'],
  ] as const)('zooms from a %s into %d days by %s', (bucket, days, finer) => {
    const args = { patient_id: 1, data_type: 'x', bucket, cursor: 'c' }
    expect(zoomed(args, bucket, from, from + days * day)).toEqual({
      ...{ patient_id: 1, data_type: 'x', bucket: finer },
      start: '2026-01-01T00:00:00.000Z',
      end: new Date(from + days * day).toISOString(),
    })
  })

  it('asks for a trend of the same person, window and clocks, in a step that fits', () => {
    const window = { start: '2026-01-01', time_zone: 'Europe/Berlin' }
    const args = { patient_id: 1, ...window, format: 'fhir' }
    expect(trendOf(args, 'omh:x:1.0', 90 * day)).toEqual({
      ...{ patient_id: 1, ...window, data_type: 'omh:x:1.0', bucket: 'day' },
    })
    const stepOf = (days: number) => trendOf({}, 'x', days * day)['bucket']
    expect([0, 5, 6, 121, 841].map(stepOf)).toEqual(['hour', 'hour', 'day', 'week', 'month'])
  })
})
