import type { Moment } from '../answer/moment.js'
import { statisticNames, type Group, type Point } from '../answer/trend-answer.js'
import type { TrendPicture } from '../trend-picture.js'
import { csvOf, timeCell } from './cells.js'

/** A time of the calendar, or an hour of the clock as it is. */
const timeOf = (moment: Moment, isDayProfile: boolean): string => {
  if (!isDayProfile) return timeCell(moment)
  return moment.wall >= 86_400_000 ? '24:00' : new Date(moment.wall).toISOString().slice(11, 16)
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

/** The numbers of a trend as comma-separated values, as the answer has them. */
export const trendCsv = ({ answer: { groups, isDayProfile } }: TrendPicture): string =>
  csvOf(
    [...heads, ...statisticNames],
    groups.flatMap((group) => group.points.map((point) => row(group, point, isDayProfile))),
  )
