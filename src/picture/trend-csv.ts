import type { Moment } from './answer/moment.js'
import { statisticNames, type Group, type Point } from './answer/trend-answer.js'
import type { TrendPicture } from './trend-picture.js'
import { plain } from './words/plain.js'

const minute = 60_000

/** A time with its offset, as answers have it; an hour of the clock as it is. */
const timeOf = ({ instant, wall }: Moment, isDayProfile: boolean): string => {
  const clock = new Date(wall).toISOString()
  if (isDayProfile) return wall >= 86_400_000 ? '24:00' : clock.slice(11, 16)
  const offset = Math.round((wall - instant) / minute)
  const size = Math.abs(offset)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${clock.slice(0, 19)}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** A cell; what a program of tables would take for a formula begins with an apostrophe. */
const cell = (text: string): string => {
  const shown = plain(text)
  const safe = /^[=+\-@]/.test(shown) && Number.isNaN(Number(shown)) ? `'${shown}` : shown
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const row = (group: Group, { slot, count, numbers }: Point, isDayProfile: boolean) => [
  timeOf(slot.start, isDayProfile),
  timeOf(slot.end, isDayProfile),
  group.dataType ?? '',
  group.name,
  group.unit ?? '',
  group.kind ?? '',
  group.source ?? '',
  String(count),
  ...statisticNames.map((name) => String(numbers[name] ?? '')),
]

const heads = ['start', 'end', 'data_type', 'name', 'unit', 'kind', 'source', 'count']

/** The numbers of a trend as comma-separated values (RFC 4180), as the answer has them. */
export function trendCsv({ answer: { groups, isDayProfile } }: TrendPicture): string {
  const rows = groups.flatMap((group) =>
    group.points.map((point) => row(group, point, isDayProfile)),
  )
  return [[...heads, ...statisticNames], ...rows]
    .map((cells) => `${cells.map(cell).join(',')}\r\n`)
    .join('')
}
