import { z } from 'zod'

import { JheError } from '../errors.js'

/** Offsets as far as PostgreSQL knows them: less than 16 hours. */
const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-](?:0\d|1[0-5]):\d{2})?)?$/

interface Instant {
  /** ISO 8601 with offset. */
  readonly text: string
  readonly isDate: boolean
}

const read = (text: string): Instant | undefined => {
  const [, date, minutes, seconds = ':00', offset = 'Z'] = form.exec(text) ?? []
  if (date === undefined) return undefined
  const iso = minutes === undefined ? `${date}T00:00:00Z` : `${date}T${minutes}${seconds}${offset}`
  const midnight = new Date(`${date}T00:00:00Z`)
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date)
  const isMoment = isReal && !Number.isNaN(Date.parse(iso)) && !date.startsWith('0000')
  return isMoment ? { text: iso, isDate: minutes === undefined } : undefined
}

/** A date or an instant as a tool takes it; without an offset it is UTC. */
export const moment = z
  .string()
  .max(40)
  .refine(
    (text) => read(text) !== undefined,
    'must be a date (2026-03-04) or a time (2026-03-04T09:30:00Z)',
  )

export interface Window {
  readonly window_start: string | null
  readonly window_end: string | null
}

/**
 * The time window of a question, both ends inclusive: a date as its end stands for its whole day.
 * @throws JheError INPUT_INVALID when it ends before it starts
 */
export function windowOf(start: string | undefined, end: string | undefined): Window {
  const from = start === undefined ? undefined : read(start)
  const to = end === undefined ? undefined : read(end)
  const window_start = from?.text ?? null
  const window_end =
    to === undefined
      ? null
      : to.isDate
        ? to.text.replace('T00:00:00Z', 'T23:59:59.999999Z')
        : to.text
  const isEmpty =
    window_start !== null &&
    window_end !== null &&
    Date.parse(window_start) > Date.parse(window_end)
  if (isEmpty) {
    throw new JheError('INPUT_INVALID', 'start lies after end.', 'Swap start and end.')
  }
  return { window_start, window_end }
}
