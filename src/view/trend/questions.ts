import { without, type Fields } from '../../picture/answer/fields.js'
import type { TrendPicture } from '../../picture/trend-picture.js'

/** Steps that a trend can be asked in, with their labels. */
export const steps = [
  ['hour', 'Hour'],
  ['day', 'Day'],
  ['week', 'Week'],
  ['month', 'Month'],
  ['time_of_day', '24 h'],
] as const

/** The same from the beginning, in another step, over the window that the step has by default. */
export const inSteps = (args: Fields, bucket: string): Fields => ({
  ...without(args, ['cursor', 'start', 'end']),
  bucket,
})

const iso = (instant: number): string => new Date(instant).toISOString()

/** As long a window before the one that is shown, or after it. */
export function beside(args: Fields, { period }: TrendPicture, sign: 1 | -1): Fields | undefined {
  if (period === undefined) return undefined
  const length = period.to - period.from
  const [start, end] =
    sign < 0 ? [period.from - length, period.from] : [period.to, period.to + length]
  return { ...without(args, ['cursor']), start: iso(start), end: iso(end) }
}

/** The same from the beginning, by the clocks of a time zone. */
export const byClocksOf = (args: Fields, zone: string): Fields => ({
  ...without(args, ['cursor']),
  time_zone: zone,
})

/** The part of an answer that follows. */
export const nextPart = (args: Fields, answer: Fields): Fields | undefined => {
  const { next_cursor: cursor } = answer
  return typeof cursor === 'string' ? { ...args, cursor } : undefined
}

const day = 86_400_000

/** Steps from the coarsest to the finest, with about how long they are. */
const lengths = [
  ['month', 30 * day],
  ['week', 7 * day],
  ['day', day],
  ['hour', day / 24],
] as const

/** A window is looked at closer in a step of which it has some, and not too many. */
const fewBuckets = 12
const usualBuckets = 120
const manyBuckets = 400

/** A finer step for a window; the same where there is none. */
const finerStep = (bucket: string, length: number): string => {
  const at = lengths.findIndex(([step]) => step === bucket)
  const finer = lengths.slice(at + 1).filter(([, size]) => length / size <= manyBuckets)
  const found = finer.find(([, size]) => length / size >= fewBuckets) ?? finer.at(-1)
  return found?.[0] ?? bucket
}

/** A part of what is shown, in a finer step; its ends in milliseconds since 1970. */
export const zoomed = (args: Fields, bucket: string, from: number, to: number): Fields => ({
  ...without(args, ['cursor']),
  ...{ start: iso(from), end: iso(to), bucket: finerStep(bucket, to - from) },
})

/** The finest step that a length of time has not too many of. */
const stepFor = (length: number): string =>
  lengths.findLast(([, size]) => length / size <= usualBuckets)?.[0] ?? 'month'

/** The trend of a type of whom another answer is about, in its window and on its clocks. */
export const trendOf = (args: Fields, dataType: string, length: number): Fields => ({
  ...Object.fromEntries(
    ['patient_id', 'study_id', 'start', 'end', 'time_zone'].flatMap((name) =>
      args[name] === undefined ? [] : [[name, args[name]] as const],
    ),
  ),
  data_type: dataType,
  bucket: stepFor(length),
})
