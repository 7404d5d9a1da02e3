import { z } from 'zod'

import { JheError } from '../../errors.js'
import { isDay } from '../../text/calendar-day.js'
import { instantIn } from './time-zone.js'

/** Clocks from 00:00 to 23:59:59; offsets as far as PostgreSQL knows them: less than 16 hours. */
const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d{1,6})?)?(Z|[+-](?:0\d|1[0-5]):[0-5]\d)?)?$/

/** A date, or a time of that date: without an offset it is what the zone's clocks show. */
interface Moment {
  readonly date: string
  readonly time?: {
    /** To the second. */
    readonly clock: string
    /** Up to microseconds, with its dot. */
    readonly fraction: string
    readonly offset: string | undefined
  }
}

const read = (text: string): Moment | undefined => {
  const [, date, minutes, seconds = ':00', offset] = form.exec(text) ?? []
  if (date === undefined || !isDay(date)) return undefined
  if (minutes === undefined) return { date }
  return {
    date,
    time: { clock: minutes + seconds.slice(0, 3), fraction: seconds.slice(3), offset },
  }
}

/** A date or a time as a tool takes it. */
export const moment = z
  .string()
  .max(40)
  .refine(
    (text) => read(text) !== undefined,
    'must be a date (2026-03-04) or a time (2026-03-04T09:30:00Z)',
  )

export const startMoment = moment.optional().describe('YYYY-MM-DD or time, inclusive')
export const endMoment = moment.optional().describe('The same; a date counts whole')

export interface Window {
  readonly window_start: string | null
  readonly window_end: string | null
}

/** ISO 8601 in UTC, to the second and with the fraction given. */
const inUtc = (milliseconds: number, fraction = ''): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}${fraction}Z`

const lastDate = '9999-12-31'

const firstOf = ({ date, time }: Moment, zone: string): string => {
  if (time === undefined) return inUtc(instantIn(zone, `${date}T00:00:00`))
  const { clock, fraction, offset } = time
  if (offset !== undefined) return `${date}T${clock}${fraction}${offset}`
  return inUtc(instantIn(zone, `${date}T${clock}`), fraction)
}

const lastOf = (given: Moment, zone: string): string => {
  const { date, time } = given
  if (time !== undefined) return firstOf(given, zone)
  if (date === lastDate) return `${lastDate}T23:59:59.999999Z`
  const next = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
  return inUtc(instantIn(zone, `${next}T00:00:00`) - 1000, '.999999')
}

/**
 * The time window of a question, both ends inclusive: a date as its start stands for the first
 * moment of its day, as its end for the last, by the clocks of the zone.
 * @param zone IANA name
 * @throws JheError INPUT_INVALID when it ends before it starts
 */
export function windowOf(start: string | undefined, end: string | undefined, zone: string): Window {
  const from = start === undefined ? undefined : read(start)
  const to = end === undefined ? undefined : read(end)
  const window_start = from === undefined ? null : firstOf(from, zone)
  const window_end = to === undefined ? null : lastOf(to, zone)
  const isEmpty =
    window_start !== null &&
    window_end !== null &&
    Date.parse(window_start) > Date.parse(window_end)
  if (isEmpty) {
    throw new JheError('INPUT_INVALID', 'start lies after end.', 'Swap start and end.')
  }
  return { window_start, window_end }
}
