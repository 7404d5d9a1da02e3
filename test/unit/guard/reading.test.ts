import { describe, expect, it } from 'vitest'

import {
  excessOf,
  hourMs,
  isLifted,
  nothingRead,
  read,
  withPortion,
  type Reading,
} from '../../../src/guard/brake/reading.js'

const limits = { patientsPerHour: 3, patientsPerDay: 5, rowsPerHour: 100 }
const start = Date.parse('2026-03-04T09:30:00Z')
const of = (...marks: readonly string[]) => ({ marks, rows: 0 })

const after = (...portions: readonly (readonly [number, readonly string[], number])[]): Reading =>
  portions.reduce(
    (reading, [at, marks, rows]) => withPortion(reading, { marks, rows }, at),
    nothingRead,
  )

describe('what was read', () => {
  it('A44: counts different patients, however often they are read', () => {
    const reading = after([start, ['a', 'b'], 2], [start + 1000, ['b', 'c'], 2])
    expect(read(reading, start + 2000)).toEqual({ patientsHour: 3, patientsDay: 3, rowsHour: 4 })
    expect(excessOf(reading, of('a', 'c'), limits, start + 3000)).toBeUndefined()
    expect(excessOf(reading, of('d'), limits, start + 3000)).toMatchObject({
      limit: 3,
      of: 'patients',
      within: 'hour',
    })
  })

  it('A44: slides, and tells when the next is possible', () => {
    const reading = after([start, ['a'], 0], [start + 60_000, ['b', 'c'], 0])
    const now = start + 10 * 60_000
    expect(excessOf(reading, of('d'), limits, now)?.waitMs).toBe(50 * 60_000)
    expect(excessOf(reading, of('d', 'e'), limits, now)?.waitMs).toBe(51 * 60_000)
    expect(excessOf(reading, of('d'), limits, start + hourMs - 1)).toBeDefined()
    expect(excessOf(reading, of('d'), limits, start + hourMs)).toBeUndefined()
  })

  it('A44: a patient who is read again counts from then on', () => {
    const reading = after([start, ['a', 'b', 'c'], 0], [start + 30 * 60_000, ['a'], 0])
    const later = start + hourMs
    expect(read(reading, later).patientsHour).toBe(1)
    expect(excessOf(reading, of('d', 'e'), limits, later)).toBeUndefined()
    expect(excessOf(reading, of('d', 'e', 'f'), limits, later)).toBeDefined()
  })

  it('A44: counts a day beside the hour', () => {
    const reading = after([start, ['a', 'b', 'c'], 0], [start + 2 * hourMs, ['d', 'e'], 0])
    const now = start + 4 * hourMs
    expect(excessOf(reading, of('f'), limits, now)).toMatchObject({
      within: 'day',
      waitMs: 20 * hourMs,
    })
    expect(excessOf(reading, of('f'), limits, start + 24 * hourMs)).toBeUndefined()
  })

  it('A44: counts rows of all answers', () => {
    const reading = after([start, ['a'], 60], [start + 1, ['a'], 30], [start + 90_000, ['a'], 10])
    expect(read(reading, start + 100_000).rowsHour).toBe(100)
    expect(excessOf(reading, { marks: ['a'], rows: 1 }, limits, start + 100_000)).toMatchObject({
      of: 'rows',
      limit: 100,
    })
    expect(excessOf(reading, { marks: ['a'], rows: 0 }, limits, start + 100_000)).toBeUndefined()
  })

  it('says where an answer is too large by itself', () => {
    expect(excessOf(nothingRead, of('a', 'b', 'c', 'd'), limits, start)?.waitMs).toBeNull()
  })

  it('forgets what is older than a day', () => {
    const reading = after([start, ['a'], 5], [start + 25 * hourMs, ['b'], 5])
    expect(Object.keys(reading.patients)).toEqual(['b'])
    expect(reading.rows).toHaveLength(1)
  })

  it('keeps what a clock that was wrong put into the future', () => {
    const reading = after([start + 5 * hourMs, ['a', 'b', 'c'], 0])
    expect(excessOf(reading, of('d'), limits, start)).toBeDefined()
  })
})

describe('a lifted brake', () => {
  it('is down again after an hour, whatever a clock said', () => {
    expect(isLifted({ liftedUntil: start + hourMs }, start)).toBe(true)
    expect(isLifted({ liftedUntil: start }, start)).toBe(false)
    expect(isLifted({ liftedUntil: start + 2 * hourMs }, start)).toBe(false)
    expect(isLifted({}, start)).toBe(false)
  })
})
