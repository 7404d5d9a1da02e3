import type {
  DayProfileAnswer,
  HourOfDayRow,
  HourValueRow,
} from '../../../query/observations/day-profile/day-profile.js'
import type { Position } from '../../cursor.js'
import { paged } from '../../page.js'
import { queries } from '../../queries.js'
import { rounded } from '../../rounded.js'
import type { ToolResult } from '../../tool.js'
import { keptApartNotice, noticeOf } from '../kept-apart.js'
import { labelSources, type SourceLabels } from '../source-labels.js'
import { zoneArgs } from '../time-zone.js'
import { twinsNotice } from '../twin-codes.js'
import { apart, filterOf, leftOutNotice, type TrendValue } from '../value-statistics.js'
import { around, refuse, type Question } from './trend-question.js'
import type { Bucket, TrendOutput } from './trend-schema.js'

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

const toValue = (row: HourValueRow, readings: number, labels: SourceLabels): TrendValue => {
  const [p05, p25, p50, p75, p95] = row.quantiles.map(rounded)
  return {
    name: row.name,
    unit: row.unit,
    ...apart(row, labels),
    ...(row.count === readings ? {} : { count: row.count }),
    mean: rounded(row.mean),
    min: row.min,
    max: row.max,
    ...{ p05, p25, p50, p75, p95 },
  }
}

/** How all hours of an answer are told. */
interface Telling {
  readonly labels: SourceLabels
  /** Whether the answer is of more than one code. */
  readonly areSeveral: boolean
}

/** An hour of the day as the clocks show it; the last one ends at 24:00. */
const toHour = (row: HourOfDayRow, { labels, areSeveral }: Telling): Bucket => ({
  start: clock(row.hour),
  end: clock(row.hour + 1),
  ...(areSeveral ? { data_type: row.data_type } : {}),
  count: row.count,
  days: row.days,
  values: row.entries.map((entry) => toValue(entry, row.count, labels)),
})

/** The hours of an answer, told alike whichever of them a page has. */
const hourTeller = (found: DayProfileAnswer): ((row: HourOfDayRow) => Bucket) => {
  const labels = labelSources(found.hours.flatMap(({ entries }) => entries))
  const areSeveral = new Set(found.hours.map(({ code_id }) => code_id)).size > 1
  return (row: HourOfDayRow) => toHour(row, { labels, areSeveral })
}

/** Where an hour stands in the order of answers: as if it were of the first day that a cursor can name. */
const placeOfHour = ({ hour, code_id }: HourOfDayRow): Position => ({
  at: `1970-01-01T${clock(hour)}:00+00:00`,
  id: code_id,
})

/** The hours of the pages after a position. */
const hoursAfter = (
  hours: readonly HourOfDayRow[],
  after: Position | undefined,
): readonly HourOfDayRow[] => {
  if (after === undefined) return hours
  const last = Number(after.at?.slice(11, 13))
  return hours.filter(({ hour, code_id }) => hour > last || (hour === last && code_id > after.id))
}

const counted = (count: number, one: string, several: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${several}`

/** What is in no hour of the answer, and why. */
const hoursNotice = ({
  thin,
  too_long,
  no_number,
}: Pick<DayProfileAnswer, 'thin' | 'too_long' | 'no_number'>): readonly string[] => [
  ...(thin.groups === 0
    ? []
    : [
        `Left out: ${counted(thin.groups, 'group', 'groups')} of fewer than 5 readings, each of one hour of the day, unit, kind and source (${counted(thin.readings, 'reading', 'readings')} in all).`,
      ]),
  ...(too_long === 0
    ? []
    : [
        `Left out: ${counted(too_long, 'observation that lasts', 'observations that last')} longer than an hour and so ${too_long === 1 ? 'is' : 'are'} of no hour of the day; ask by day.`,
      ]),
  ...(no_number === 0
    ? []
    : [`${counted(no_number, 'value', 'values')} without a number: in no percentile.`]),
]

/** The numbers of all days of the window together, hour by hour of the clock. */
export const overTheDay = async (question: Question): Promise<ToolResult<TrendOutput>> => {
  const { asked, context, scope, cursor, after } = question
  const { ask, limits, now } = context
  const args = { ...filterOf(asked), ...zoneArgs(asked.time_zone), now: now().toISOString() }
  const { dayProfilePatient, dayProfileStudy } = await queries()
  const found = await ask(scope === 'patient' ? dayProfilePatient : dayProfileStudy, args)
  refuse(question, found)
  const tell = hourTeller(found)
  return paged({
    rows: hoursAfter(found.hours, after),
    limit: limits.rows,
    question: cursor,
    position: placeOfHour,
    value: (rows, end) => ({
      buckets: rows.map(tell),
      ...around(question, found, args.window_end),
      ...end,
      ...noticeOf([
        ...keptApartNotice(found.kept_apart),
        ...hoursNotice(found),
        ...leftOutNotice(rows),
        ...twinsNotice([...new Set(found.hours.map(({ data_type }) => data_type))]),
      ]),
    }),
  })
}
