import { describe, expect, it } from 'vitest'

import { dayOf, isWeekend } from '../../../src/demo/world/calendar.js'
import { createWorld } from '../../../src/demo/world/create-world.js'
import { mean, readings, type Reading } from './readings.js'

const today = dayOf('2026-03-15')
const world = createWorld('2026-03-15')

const hourOf = ({ time }: Reading): number => Number(time.slice(11, 13))
const dayOfReading = ({ time }: Reading): number => dayOf(time.slice(0, 10))
const daysAgo = (reading: Reading): number => today - dayOfReading(reading)
const valuesOf = (all: readonly Reading[], test: (reading: Reading) => boolean) =>
  all.filter(test).map(({ value }) => value)

describe('the rhythms of the demo', () => {
  it('blood pressure falls under treatment', () => {
    const systolic = readings(world, 40013, 'omh:blood-pressure:4.0')
    const before = mean(valuesOf(systolic, (reading) => daysAgo(reading) > 125))
    const after = mean(valuesOf(systolic, (reading) => daysAgo(reading) < 30))
    expect(before).toBeGreaterThan(150)
    expect(before - after).toBeGreaterThan(25)
  })

  it('steps differ between weekdays and weekends', () => {
    const steps = readings(world, 40028, 'omh:step-count:3.0')
    const weekend = mean(valuesOf(steps, (reading) => isWeekend(dayOfReading(reading))))
    const weekday = mean(valuesOf(steps, (reading) => !isWeekend(dayOfReading(reading))))
    expect(weekend / weekday).toBeGreaterThan(1.2)
  })

  it('the heart is slowest at night', () => {
    const rates = readings(world, 40024, 'omh:heart-rate:2.0').filter(({ time }) =>
      time.endsWith('00:00Z'),
    )
    const utc = (...hours: readonly number[]) =>
      mean(valuesOf(rates, (reading) => hours.includes(hourOf(reading))))
    expect(utc(19, 20, 21) - utc(7, 8, 9)).toBeGreaterThan(12)
  })

  it('glucose rises after meals', () => {
    const glucose = readings(world, 40003, 'omh:blood-glucose:4.0')
    const beforeDinner = mean(valuesOf(glucose, (reading) => [17, 18].includes(hourOf(reading))))
    const afterDinner = mean(valuesOf(glucose, (reading) => [20, 21].includes(hourOf(reading))))
    expect(afterDinner - beforeDinner).toBeGreaterThan(15)
  })

  it('weight drifts by kilograms over months and by grams over days', () => {
    const weights = readings(world, 40002, 'omh:body-weight:3.0')
    const early = mean(valuesOf(weights, (reading) => daysAgo(reading) > 110))
    const late = mean(valuesOf(weights, (reading) => daysAgo(reading) < 25))
    expect(early - late).toBeGreaterThan(3)
  })

  it('sleep gets longer for one who slept badly', () => {
    const nights = readings(world, 40030, 'ieee:sleep-stage-summary:1.0')
    const early = mean(valuesOf(nights, (reading) => daysAgo(reading) > 115))
    const late = mean(valuesOf(nights, (reading) => daysAgo(reading) < 30))
    expect((late - early) / 3600).toBeGreaterThan(1.2)
  })

  it('an illness shows as fever, less oxygen and less breath', () => {
    const isIll = (reading: Reading) => daysAgo(reading) >= 50 && daysAgo(reading) <= 58
    const differenceIn = (code: string): number => {
      const all = readings(world, 40034, code)
      return mean(valuesOf(all, isIll)) - mean(valuesOf(all, (reading) => !isIll(reading)))
    }
    expect(differenceIn('omh:body-temperature:4.0')).toBeGreaterThan(1)
    expect(differenceIn('omh:oxygen-saturation:2.0')).toBeLessThan(-3)
    expect(differenceIn('omh:forced-vital-capacity:1.0')).toBeLessThan(-0.3)
  })

  it('a lost sensor leaves a gap', () => {
    const days = new Set(readings(world, 40031, 'omh:step-count:3.0').map(daysAgo))
    const gap = Array.from({ length: 17 }, (_, index) => 54 + index)
    expect(gap.filter((day) => days.has(day))).toEqual([])
    expect(days.size).toBeGreaterThan(100)
  })

  it('habits keep their local hour when clocks change', () => {
    const spring = createWorld('2026-04-10')
    const mornings = readings(spring, 40013, 'omh:blood-pressure:4.0').filter(
      (reading) => hourOf(reading) < 12,
    )
    const winter = mornings.filter(({ time }) => time.endsWith('-08:00')).map(hourOf)
    const summer = mornings.filter(({ time }) => time.endsWith('-07:00')).map(hourOf)
    expect(winter.length).toBeGreaterThan(50)
    expect(summer.length).toBeGreaterThan(20)
    expect(Math.abs(mean(winter) - mean(summer))).toBeLessThan(0.3)
  })
})
