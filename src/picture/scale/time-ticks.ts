import type { Slot } from '../answer/trend-answer.js'
import { clockOf, dayOf, dayTimeOf, monthOf, yearOf, type DateOrder } from '../words/dates.js'

/** A mark on the axis of time. */
export interface TimeTick {
  readonly instant: number
  readonly label: string
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Steps of ticks: in minutes, hours, days (weeks from Monday) or months. */
type Step = readonly ['ms' | 'month', number]
const steps: readonly Step[] = [
  ...[1, 5, 15, 30].map((minutes) => ['ms', minutes * minute] as const),
  ...[1, 3, 6, 12].map((hours) => ['ms', hours * hour] as const),
  ...[1, 2, 7, 14, 28].map((days) => ['ms', days * day] as const),
  ...[1, 3, 6, 12, 24, 60, 120, 600, 1200].map((months) => ['month', months] as const),
]

/** 1970-01-05, a Monday. */
const monday = 4 * day

const lengthOf = ([unit, size]: Step): number => (unit === 'ms' ? size : size * 30 * day)

/** Clock times from one to another at which ticks stand. */
const wallTicks = ([unit, size]: Step, from: number, to: number): readonly number[] => {
  if (unit === 'ms') {
    const first = monday + Math.ceil((from - monday) / size) * size
    return Array.from({ length: Math.max(Math.floor((to - first) / size) + 1, 0) }, (_, i) => {
      return first + i * size
    })
  }
  const start = new Date(from)
  const month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / size) * size
  const ticks: number[] = []
  for (let i = 0; i < 200; i += 1) {
    const at = new Date(0)
    at.setUTCFullYear(0, month + i * size, 1)
    if (at.getTime() > to) break
    if (at.getTime() >= from) ticks.push(at.getTime())
  }
  return ticks
}

const labelOf = (wall: number, [unit, size]: Step, order: DateOrder): string => {
  if (unit === 'month') {
    if (size >= 12) return yearOf(wall)
    return new Date(wall).getUTCMonth() === 0 ? `${monthOf(wall)} ${yearOf(wall)}` : monthOf(wall)
  }
  return size < day && wall % day !== 0 ? clockOf(wall) : dayOf(wall, order)
}

/** How far the clocks are ahead at a clock time: as at the last bucket before it. */
const offsetAt = (slots: readonly Slot[], wall: number): number => {
  const [first] = slots
  let found = first === undefined ? 0 : first.start.wall - first.start.instant
  for (const { start } of slots) {
    if (start.wall > wall) break
    found = start.wall - start.instant
  }
  return found
}

const dayTicks = (most: number): readonly TimeTick[] => {
  const step = most >= 8 ? 3 : 6
  return Array.from({ length: 24 / step + 1 }, (_, i) => ({
    instant: i * step * hour,
    label: dayTimeOf(i * step * hour),
  }))
}

/** What ticks of time are for. */
export interface TimeAxis {
  readonly slots: readonly Slot[]
  readonly isDayProfile: boolean
  /** Not of buckets, so that ticks may be less than an hour apart. */
  readonly isOfMoments?: boolean
  readonly from: number
  readonly to: number
  readonly order: DateOrder
  /** Ticks that there is room for. */
  readonly most: number
}

/**
 * Ticks at whole hours, days, weeks or months of the answer's clocks.
 * @returns in order of time, none outside the axis
 */
export function timeTicks(axis: TimeAxis): readonly TimeTick[] {
  const { slots, from, to, most } = axis
  if (axis.isDayProfile) return dayTicks(most)
  const walls = [from + offsetAt(slots, -Infinity), to + offsetAt(slots, Infinity)] as const
  const least = axis.isOfMoments === true ? minute : hour
  const step =
    steps.find((each) => lengthOf(each) >= least && (to - from) / lengthOf(each) <= most) ??
    (['month', 1200] as const)
  const ticks = wallTicks(step, ...walls).map((wall) => ({
    instant: wall - offsetAt(slots, wall),
    label: labelOf(wall, step, axis.order),
  }))
  return ticks.filter(
    ({ instant }, i) =>
      instant >= from && instant <= to && instant > (ticks[i - 1]?.instant ?? -Infinity),
  )
}
