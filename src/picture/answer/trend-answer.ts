import {
  countIn,
  fieldsOf,
  numberIn,
  rowsOf,
  textIn,
  type Fields,
  unknownSource,
} from './fields.js'
import { isDayClock, momentOf, type Moment } from './moment.js'

/** One bucket's time, its end exclusive. */
export interface Slot {
  readonly start: Moment
  readonly end: Moment
  /** Which night it is, of sleep by day: `27 -> 28 Nov`. */
  readonly night?: string
}

export const statisticNames = [
  'mean',
  'min',
  'max',
  'sum',
  'p05',
  'p25',
  'p50',
  'p75',
  'p95',
] as const
export type StatisticName = (typeof statisticNames)[number]

/** The numbers of one group in one bucket. */
export interface Point {
  readonly slot: Slot
  readonly count: number
  readonly numbers: Readonly<Partial<Record<StatisticName, number>>>
  /** `<` and the like before a number of one reading, as it was stored. */
  readonly comparator?: string
}

/** What tells the numbers of a group apart from others. */
export interface GroupName {
  readonly name: string
  readonly unit: string | null
  readonly kind: string | undefined
  readonly source: string | undefined
  readonly dataType: string | undefined
}

/** All points of one name, unit, kind, source and code, in order of time. */
export interface Group extends GroupName {
  readonly points: readonly Point[]
  /** The same by the instant at which their buckets start. */
  readonly byStart: ReadonlyMap<number, Point>
}

export interface Withheld {
  readonly dataType: string
  readonly reason: string
  readonly patients: number | undefined
}

/** Rows that are in no bucket, and buckets whose time cannot be read. */
export interface LeftOut {
  readonly unknownTime: number
  readonly futureTime: number
  readonly retracted: number
  readonly unreadable: number
}

/** A trend as it is drawn. */
export interface TrendAnswer {
  readonly groups: readonly Group[]
  /** Numbers of a day's hours over several days, instead of days one after the other. */
  readonly isDayProfile: boolean
  readonly window: { readonly start: Moment | undefined; readonly end: Moment | undefined }
  readonly zone: string
  readonly withheld: readonly Withheld[]
  readonly leftOut: LeftOut
  /** There are further buckets that this answer does not have. */
  readonly isPartial: boolean
  readonly notice: string | undefined
}

const slotOf = ({ start, end, night }: Fields): Slot | undefined => {
  const [from, to] = [momentOf(textIn(start)), momentOf(textIn(end))]
  if (from === undefined || to === undefined) return undefined
  const isMidnight = isDayClock(textIn(end)) && to.instant <= from.instant
  const till = isMidnight ? { instant: 86_400_000, wall: 86_400_000 } : to
  if (till.instant <= from.instant) return undefined
  return { start: from, end: till, ...(typeof night === 'string' ? { night } : {}) }
}

const nameOf = (value: Fields, bucket: Fields): GroupName => ({
  name: textIn(value['name']) ?? '',
  unit: textIn(value['unit']) ?? null,
  kind: textIn(value['kind']),
  source: 'source' in value ? (textIn(value['source']) ?? unknownSource) : undefined,
  dataType: textIn(bucket['data_type']),
})

const numbersOf = (value: Fields): Point['numbers'] => {
  const numbers: Partial<Record<StatisticName, number>> = {}
  for (const name of statisticNames) {
    const number = numberIn(value[name])
    if (number !== undefined) numbers[name] = number
  }
  return numbers
}

const keyOf = ({ name, unit, kind, source, dataType }: GroupName): string =>
  JSON.stringify([name, unit, kind ?? null, source ?? null, dataType ?? null])

const byTime = (a: Point, b: Point): number => a.slot.start.instant - b.slot.start.instant

/** A group of its points, whatever their order. */
export const groupOf = (name: GroupName, points: readonly Point[]): Group => ({
  ...name,
  points: [...points].sort(byTime),
  byStart: new Map(points.map((point) => [point.slot.start.instant, point])),
})

/** The groups of buckets whose time can be read, in the order of their first appearance. */
const groupsOf = (buckets: readonly Fields[]): readonly Group[] => {
  const groups = new Map<string, { readonly name: GroupName; readonly points: Point[] }>()
  for (const bucket of buckets) {
    const slot = slotOf(bucket)
    if (slot === undefined) continue
    for (const value of rowsOf(bucket['values'])) {
      const numbers = numbersOf(value)
      if (Object.keys(numbers).length === 0) continue
      const name = nameOf(value, bucket)
      const key = keyOf(name)
      const group = groups.get(key) ?? { name, points: [] }
      group.points.push({ slot, count: countIn(value['count'] ?? bucket['count']), numbers })
      groups.set(key, group)
    }
  }
  return [...groups.values()].map(({ name, points }) => groupOf(name, points))
}

/** The data types that an answer does not show for want of consent. */
export const withheldOf = (answer: Fields): readonly Withheld[] =>
  rowsOf(answer['withheld']).map(({ data_type, reason, patients }) => ({
    dataType: textIn(data_type) ?? '',
    reason: textIn(reason) ?? '',
    patients: numberIn(patients),
  }))

/** The answer has the list that a trend is made of. */
export const hasBuckets = (answer: unknown): boolean => Array.isArray(fieldsOf(answer)['buckets'])

/** @param answer the structure that `get_observation_trend` answers; what it lacks is empty */
export function readTrendAnswer(answer: unknown): TrendAnswer {
  const fields = fieldsOf(answer)
  const buckets = rowsOf(fields['buckets'])
  const window = fieldsOf(fields['window'])
  return {
    groups: groupsOf(buckets),
    isDayProfile: buckets.some(({ start }) => isDayClock(textIn(start))),
    window: { start: momentOf(textIn(window['start'])), end: momentOf(textIn(window['end'])) },
    zone: textIn(fields['time_zone']) ?? 'UTC',
    withheld: withheldOf(fields),
    leftOut: {
      unknownTime: countIn(fields['unknown_time']),
      futureTime: countIn(fields['future_time']),
      retracted: countIn(fields['retracted']),
      unreadable: buckets.filter((bucket) => slotOf(bucket) === undefined).length,
    },
    isPartial: fields['truncated'] === true || typeof fields['next_cursor'] === 'string',
    notice: textIn(fields['notice']),
  }
}
