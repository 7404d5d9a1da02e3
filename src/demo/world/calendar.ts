const msPerDay = 86_400_000
const msPerMinute = 60_000

/** A point in time and how a device wrote it. */
export interface Moment {
  readonly ms: number
  /** ISO 8601 with offset, to the second. */
  readonly text: string
}

/** A calendar day as the number of days since 1970-01-01. */
export type Day = number

/** The number of a date written YYYY-MM-DD. */
export const dayOf = (date: string): Day => Math.round(Date.parse(`${date}T00:00:00Z`) / msPerDay)

/** YYYY-MM-DD. */
export const dateOf = (day: Day): string => new Date(day * msPerDay).toISOString().slice(0, 10)

/** Start of a day in UTC. */
export const midnight = (day: Day): number => day * msPerDay

/** Saturday or Sunday. */
export const isWeekend = (day: Day): boolean => (day + 4) % 7 === 0 || (day + 4) % 7 === 6

/** ISO 8601 in UTC, to the second. */
export const utcText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** A number of minutes later, in UTC. */
export const utcMoment = (ms: number): Moment => ({ ms, text: utcText(ms) })

/** Local time of a place. */
export interface Clock {
  /** The moment at an hour of a day there; hours below 0 and from 24 on are neighbouring days. */
  at(day: Day, hour: number): Moment
}

/** How many minutes a zone is ahead of UTC, from the `GMT-07:00` of the Intl API. */
const offsetFormat = (timeZone: string): ((ms: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  return (ms) => {
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
  }
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes)
  return size === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}

/**
 * The clock of an IANA time zone. The offset at noon stands for the whole day, so that habits keep
 * their hour when clocks change.
 */
export function createClock(timeZone: string): Clock {
  const offsetAt = offsetFormat(timeZone)
  const offsets = new Map<Day, number>()
  const offsetOn = (day: Day): number => {
    const known = offsets.get(day) ?? offsetAt(midnight(day) + msPerDay / 2)
    offsets.set(day, known)
    return known
  }
  return {
    at: (day, hour) => {
      const local = Math.round((midnight(day) + hour * 60 * msPerMinute) / 1000) * 1000
      const offset = offsetOn(Math.floor(local / msPerDay))
      return {
        ms: local - offset * msPerMinute,
        text: `${new Date(local).toISOString().slice(0, 19)}${offsetText(offset)}`,
      }
    },
  }
}
