import { isNight } from '../../../omh/types/nights.js'
import { kindLabel } from '../../../omh/types/statistic-rules.js'
import type { TrendBucketRow } from '../../../query/observations/trend/trend.js'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

const localDay = /^(\d{4}-\d{2}-\d{2})T/

/** `27 -> 28 Nov`: the day before, and the day of waking. */
const labelOf = (wakingDay: string): string => {
  const woke = new Date(wakingDay)
  const slept = new Date(woke.getTime() - 86_400_000)
  const monthOf = (day: Date) => months[day.getUTCMonth()] ?? ''
  const from = monthOf(slept) === monthOf(woke) ? '' : ` ${monthOf(slept)}`
  return `${slept.getUTCDate()}${from} -> ${woke.getUTCDate()} ${monthOf(woke)}`
}

const isNap = (kind: readonly string[] | null): boolean =>
  kindLabel(kind)?.split(' ').includes('nap') === true

/**
 * Which night a bucket of a day of sleep is; nothing for other types and for days of naps alone.
 * @param start of the bucket, as the zone's clocks show it
 */
export function nightOf(
  { data_type, entries }: Pick<TrendBucketRow, 'data_type' | 'entries'>,
  start: string,
): { readonly night?: string } {
  const [, day] = localDay.exec(start) ?? []
  const isSlept = isNight(data_type) && entries.some(({ kind }) => !isNap(kind))
  return day === undefined || !isSlept ? {} : { night: labelOf(day) }
}
