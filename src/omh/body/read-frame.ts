import { isRecord, type JsonRecord } from '../../record.js'
import { own } from './json.js'

const without = (record: JsonRecord, keys: readonly string[]): JsonRecord =>
  Object.keys(record).every((key) => keys.includes(key))
    ? {}
    : Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))

const has = (record: JsonRecord, key: string): boolean => (own(record, key) ?? null) !== null

/** The keys of an interval that its time is made of; the order is that of `effectiveTime` in SQL. */
const readKeys = (interval: JsonRecord): readonly string[] => {
  const [start, end] = ['start_date_time', 'end_date_time']
  if (has(interval, start)) return [start, has(interval, end) ? end : 'duration']
  return has(interval, end) ? [end, 'duration'] : ['date', 'part_of_day']
}

const restOfInterval = (interval: JsonRecord): JsonRecord => {
  const keys = readKeys(interval)
  const { duration } = interval
  const more =
    keys.includes('duration') && isRecord(duration) ? without(duration, ['value', 'unit']) : {}
  const rest = without(interval, keys)
  return Object.keys(more).length === 0 ? rest : { ...rest, duration: more }
}

/**
 * What of an `effective_time_frame` the row's time does not say: all of it where no time can be
 * read; else what stands beside the form that was read. Undefined where nothing is left.
 * @param isTimed whether the row has a time
 */
export function unreadFrame(frame: unknown, isTimed: boolean): unknown {
  if (frame === undefined) return undefined
  if (!isTimed || !isRecord(frame)) return frame
  const interval = own(frame, 'time_interval')
  const usesMoment = has(frame, 'date_time')
  const rest = without(frame, usesMoment ? ['date_time'] : ['date_time', 'time_interval'])
  const left = !usesMoment && isRecord(interval) ? restOfInterval(interval) : {}
  const unread = Object.keys(left).length === 0 ? rest : { ...rest, time_interval: left }
  return Object.keys(unread).length === 0 ? undefined : unread
}
