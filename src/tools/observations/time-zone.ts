import { z } from 'zod'

import type { ZoneArgs } from '../../query/observations/zone-check.js'
import { zoneRefused, zoneSamples } from '../../query/observations/zone-samples.js'
import { zoneNamed } from './zone-names.js'

const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })

const isTimeZone = (asked: string): boolean => {
  const zone = zoneNamed(asked)
  if (zone === undefined) return false
  try {
    clockOf(zone)
    return true
  } catch {
    return false
  }
}

/** The zone whose days a question means, by its name as it is written. */
export const plainTimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone (Europe/Berlin), no abbreviation')
  .overwrite((asked) => zoneNamed(asked) ?? asked)
  .default('UTC')

/** The same with what it is, where the characters of `tools/list` are not counted one by one. */
export const timeZone = plainTimeZone.describe('IANA name')

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
const offsetAt = (milliseconds: number, clock: Intl.DateTimeFormat): number => {
  const parts = new Map(clock.formatToParts(milliseconds).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
  const shown = new Date(0)
  shown.setUTCFullYear(year, part('month') - 1, part('day'))
  shown.setUTCHours(part('hour'), part('minute'), part('second'))
  return shown.getTime() - Math.floor(milliseconds / 1000) * 1000
}

/** Seconds that a zone's clocks are ahead of UTC at an instant of our times. */
const secondsAhead = (clock: Intl.DateTimeFormat, instant: number): number => {
  const [month = 0, date = 0, year = 0, ...time] = [...clock.format(instant).matchAll(/\d+/g)].map(
    Number,
  )
  const [hour = 0, minute = 0, second = 0] = time
  return (Date.UTC(year, month - 1, date, hour, minute, second) - instant) / 1000
}

/** A zone as a statement takes it: by its name, and by what its clocks show. */
export function zoneArgs(zone: string): ZoneArgs {
  if (zone === 'UTC') return { time_zone: zone, zone_offsets: [] }
  const clock = clockOf(zone)
  return { time_zone: zone, zone_offsets: zoneSamples.map((at) => secondsAhead(clock, at)) }
}

/** @throws JheError INPUT_INVALID where the database reads a zone otherwise */
export function refuseOtherZone(found: { readonly zone_agrees: boolean }): void {
  if (!found.zone_agrees) throw zoneRefused
}

const day = 86_400_000
/** What both JavaScript and PostgreSQL write with four digits of a year. */
const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59Z')

/**
 * The instant at which the zone's clocks show a date and time, in milliseconds: the first of two,
 * and where they jump over it, the time that they would have shown without the jump.
 * @param local ISO 8601 without offset, to the second
 */
export function instantIn(zone: string, local: string): number {
  const clock = clockOf(zone)
  const wall = Date.parse(`${local}Z`)
  const before = offsetAt(wall - day, clock)
  const after = offsetAt(wall + day, clock)
  const found = [before, after].find((offset) => offsetAt(wall - offset, clock) === offset)
  return Math.min(Math.max(wall - (found ?? before), earliest), latest)
}

/** Years that JavaScript and PostgreSQL write alike. */
const usual = /^\d{4}-\S+$/

/** An instant as the zone's clocks show it: ISO 8601 with offset, `Z` for UTC. */
export function timeIn(zone: string, instant: string): string {
  if (!usual.test(instant)) return instant
  const asUtc = instant.endsWith('+00:00') ? `${instant.slice(0, -6)}Z` : instant
  if (zone === 'UTC') return asUtc
  const milliseconds = Date.parse(instant)
  const minutes = offsetAt(milliseconds, clockOf(zone)) / 60_000
  if (!Number.isInteger(minutes)) return asUtc
  const local = new Date(milliseconds + minutes * 60_000).toISOString().slice(0, 19)
  const part = (value: number): string => String(value).padStart(2, '0')
  const ahead = Math.abs(minutes)
  const fraction = /\.\d+/.exec(instant)?.[0] ?? ''
  return `${local}${fraction}${minutes < 0 ? '-' : '+'}${part(Math.floor(ahead / 60))}:${part(ahead % 60)}`
}
