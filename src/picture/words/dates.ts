import type { Slot } from '../answer/trend-answer.js'
import { short } from './plain.js'

/** Month before day, as in the United States, or day before month. */
export type DateOrder = 'mdy' | 'dmy'

const months = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Month before day where the locale is that of the United States. */
export const dateOrderOf = (locale: string): DateOrder => (locale === 'en-US' ? 'mdy' : 'dmy')

export const monthOf = (wall: number): string => months[new Date(wall).getUTCMonth()] ?? ''

export const yearOf = (wall: number): string => String(new Date(wall).getUTCFullYear())

/** Day and month. */
export const dayOf = (wall: number, order: DateOrder): string => {
  const day = String(new Date(wall).getUTCDate())
  return order === 'mdy' ? `${monthOf(wall)} ${day}` : `${day} ${monthOf(wall)}`
}

export const dateOf = (wall: number, order: DateOrder): string =>
  order === 'mdy'
    ? `${dayOf(wall, order)}, ${yearOf(wall)}`
    : `${dayOf(wall, order)} ${yearOf(wall)}`

export const clockOf = (wall: number): string => new Date(wall).toISOString().slice(11, 16)

/** A time of any day; the end of a day is 24:00. */
export const dayTimeOf = (wall: number): string =>
  wall >= 86_400_000 ? '24:00' : clockOf(Math.max(wall, 0))

/** How the buckets of an answer are called. */
export interface SlotWords {
  readonly order: DateOrder
  readonly bucket: string
  readonly isDayProfile: boolean
}

/** When a bucket is, in words. */
export function slotTitle({ start, end, night }: Slot, words: SlotWords): string {
  if (words.isDayProfile) return `${dayTimeOf(start.wall)}–${dayTimeOf(end.wall)}`
  const date = dateOf(start.wall, words.order)
  if (night !== undefined) {
    return `Night of ${short(night, 30).replace('->', '→')} ${yearOf(start.wall)}`
  }
  const weekday = weekdays[new Date(start.wall).getUTCDay()] ?? ''
  if (words.bucket === 'hour') return `${weekday}, ${date} ${clockOf(start.wall)}`
  if (words.bucket === 'month') return `${monthOf(start.wall)} ${yearOf(start.wall)}`
  if (words.bucket === 'week') return `Week of ${date}`
  return `${weekday}, ${date}`
}

/** From one date to another, the last day included. */
export const periodOf = (from: number, to: number, order: DateOrder): string => {
  const last = Math.max(to - 1, from)
  const dates = [dateOf(from, order), dateOf(last, order)] as const
  return dates[0] === dates[1] ? dates[0] : dates.join(' – ')
}
