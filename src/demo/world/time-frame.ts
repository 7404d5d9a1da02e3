import { midnight, utcText, type Day, type Moment } from './calendar.js'

/** An Open mHealth `effective_time_frame` and the time it stands for. */
export interface TimeFrame {
  readonly json: Readonly<Record<string, unknown>>
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  readonly isInterval: boolean
}

const interval = (start: number, end: number, parts: object): TimeFrame => ({
  json: { time_interval: parts },
  start,
  end,
  isInterval: true,
})

const minutesOf = (start: Moment, end: Moment) => ({
  value: Math.round((end.ms - start.ms) / 60_000),
  unit: 'min',
})

/** `date_time`. */
export const instant = ({ ms, text }: Moment): TimeFrame => ({
  json: { date_time: text },
  start: ms,
  end: ms,
  isInterval: false,
})

/** `time_interval` with start and end. */
export const fromTo = (start: Moment, end: Moment): TimeFrame =>
  interval(start.ms, end.ms, { start_date_time: start.text, end_date_time: end.text })

/** `time_interval` with start and duration. */
export const fromFor = (start: Moment, end: Moment): TimeFrame =>
  interval(start.ms, end.ms, { start_date_time: start.text, duration: minutesOf(start, end) })

/** `time_interval` with end and duration. */
export const untilFor = (start: Moment, end: Moment): TimeFrame =>
  interval(start.ms, end.ms, { end_date_time: end.text, duration: minutesOf(start, end) })

const startHours = { night: 0, morning: 6, afternoon: 12, evening: 18 }

/** `time_interval` with a date and a part of the day: six hours of that date in UTC. */
export const partOfDay = (day: Day, part: keyof typeof startHours): TimeFrame => {
  const start = midnight(day) + startHours[part] * 3_600_000
  return interval(start, start + 6 * 3_600_000, {
    date: utcText(start).slice(0, 10),
    part_of_day: part,
  })
}

/** Text that is no time at all, as JHE lets it pass; `nominal` is when the device sent it. */
export const unreadable = (text: string, nominal: Moment): TimeFrame => ({
  json: { date_time: text },
  start: nominal.ms,
  end: nominal.ms,
  isInterval: false,
})
