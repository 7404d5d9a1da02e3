import { describe, expect, it } from 'vitest'

import { createClock, dateOf, dayOf, isWeekend } from '../../../src/demo/world/calendar.js'

describe('the calendar of the demo', () => {
  it('counts days there and back, leap days too', () => {
    expect(dateOf(dayOf('2028-02-29'))).toBe('2028-02-29')
    expect(dateOf(dayOf('2028-02-28') + 2)).toBe('2028-03-01')
  })

  it('knows weekends', () => {
    const week = ['2026-11-16', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']
    expect(week.map((date) => isWeekend(dayOf(date)))).toEqual([false, false, true, true, false])
  })

  it.each([
    ['America/Los_Angeles', '2026-07-01', '2026-07-01T07:30:00-07:00', '2026-07-01T14:30:00.000Z'],
    ['America/Los_Angeles', '2026-12-01', '2026-12-01T07:30:00-08:00', '2026-12-01T15:30:00.000Z'],
    ['Asia/Kolkata', '2026-12-01', '2026-12-01T07:30:00+05:30', '2026-12-01T02:00:00.000Z'],
    ['UTC', '2026-12-01', '2026-12-01T07:30:00Z', '2026-12-01T07:30:00.000Z'],
  ])('a clock in %s on %s keeps the local hour', (zone, date, text, utc) => {
    const moment = createClock(zone).at(dayOf(date), 7.5)
    expect(moment.text).toBe(text)
    expect(new Date(moment.ms).toISOString()).toBe(utc)
  })

  it('an hour before midnight of a day is on the day before', () => {
    expect(createClock('UTC').at(dayOf('2026-03-01'), -1).text).toBe('2026-02-28T23:00:00Z')
  })
})
