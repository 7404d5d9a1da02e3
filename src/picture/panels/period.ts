import type { Asked } from '../answer/asked.js'
import type { Moment } from '../answer/moment.js'
import type { Slot, TrendAnswer } from '../answer/trend-answer.js'

/** The time that a drawing covers, in instants and as its clocks show it. */
export interface Period {
  readonly from: number
  readonly to: number
  readonly wall: { readonly from: number; readonly to: number }
}

const day = 86_400_000

/** The earlier of two moments, the later one for -1; either may be missing. */
const outer = (a: Moment | undefined, b: Moment | undefined, sign: 1 | -1): Moment | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return (b.instant - a.instant) * sign > 0 ? a : b
}

const spanOf = (from: Moment, to: Moment): Period => ({
  from: from.instant,
  to: Math.max(to.instant, from.instant + 1),
  wall: { from: from.wall, to: Math.max(to.wall, from.wall + 1) },
})

/**
 * From the first bucket to the last; an edge that was asked for stays, so that what is empty there
 * is seen. The end of a page with more behind it is no edge.
 * @returns undefined where there is no time at all
 */
export function periodOfAnswer(answer: TrendAnswer, asked: Asked): Period | undefined {
  if (answer.isDayProfile) return { from: 0, to: day, wall: { from: 0, to: day } }
  const slots = answer.groups.flatMap(({ points }) => points.map(({ slot }) => slot))
  const first = slots
    .map(({ start }) => start)
    .reduce<Moment | undefined>((found, start) => outer(found, start, 1), undefined)
  const last = slots
    .map(({ end }) => end)
    .reduce<Moment | undefined>((found, end) => outer(found, end, -1), undefined)
  const { start, end } = answer.window
  const isStart = asked.hasStart && !asked.isLaterPage
  const isEnd = asked.hasEnd && !answer.isPartial
  const from = outer(first, isStart ? start : undefined, 1) ?? start
  const to = outer(last, isEnd ? end : undefined, -1) ?? end
  return from === undefined || to === undefined ? undefined : spanOf(from, to)
}

/** A time without a number. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** Times of a period in no bucket of a panel; edges of less than a bucket are none. */
export function gapsOf(slots: readonly Slot[], { from, to }: Period): readonly Gap[] {
  const gaps: Gap[] = []
  let end = from
  for (const slot of slots) {
    if (slot.start.instant > end) gaps.push({ from: end, to: slot.start.instant })
    end = Math.max(end, slot.end.instant)
  }
  return to > end ? [...gaps, { from: end, to }] : gaps
}

const month = (wall: number): number => {
  const date = new Date(wall)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** How many buckets a period has room for; undefined where that cannot be told. */
export function bucketsIn({ from, to, wall }: Period, bucket: string): number | undefined {
  if (bucket === 'hour') return Math.round((to - from) / 3_600_000)
  if (bucket === 'day') return Math.round((wall.to - wall.from) / day)
  if (bucket === 'week') return Math.ceil(Math.round((wall.to - wall.from) / day) / 7)
  if (bucket === 'month') return Math.max(month(wall.to - 1) - month(wall.from) + 1, 1)
  return undefined
}
