import type { Moment } from '../answer/moment.js'
import { plain } from '../words/plain.js'

const minute = 60_000

/** A time with its offset, as answers have it. */
export function timeCell({ instant, wall }: Moment): string {
  const offset = Math.round((wall - instant) / minute)
  const size = Math.abs(offset)
  const two = (number: number): string => String(number).padStart(2, '0')
  const clock = new Date(wall).toISOString().slice(0, 19)
  return `${clock}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** A cell; what a program of tables would take for a formula begins with an apostrophe. */
const cell = (text: string): string => {
  const shown = plain(text)
  const safe = /^[=+\-@]/.test(shown) && Number.isNaN(Number(shown)) ? `'${shown}` : shown
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as comma-separated values (RFC 4180). @param heads names of the columns */
export const csvOf = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
