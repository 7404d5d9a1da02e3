import type { z } from 'zod'

import { JheError } from '../../errors.js'
import { kindLabel } from '../../omh/types/statistic-rules.js'
import type { CohortArgs, Statistic } from '../../query/cohort/cohort-args.js'
import type { CohortAnswer } from '../../query/cohort/summary.js'
import { refuseUnknownType } from '../observations/data-type.js'
import { noticeOf } from '../observations/kept-apart.js'
import { toWithheld } from '../observations/slim-rows.js'
import { refuseOtherZone, timeIn } from '../observations/time-zone.js'
import { queries } from '../queries.js'
import { notVisible } from '../studies/studies.js'
import type { ToolContext, ToolResult } from '../tool.js'
import { cohortArgs } from './cohort-args.js'
import { differencesOf, type ToldGroup } from './differences.js'
import { toGroup, withoutShares, type Group } from './groups.js'
import { sentencesOf } from './sentences.js'
import type { Series } from './series.js'
import type { input, output, side } from './shapes.js'
import { unitOfStat } from './statistics.js'

type Asked = z.output<typeof input> & { readonly stat: Statistic }
type Side = z.input<z.ZodObject<typeof side>>

/** The study and the window of one side. */
type Whom = Pick<Asked, 'study_id' | 'start' | 'end'>

interface FoundSide {
  readonly found: CohortAnswer
  readonly series: readonly Series[]
}

const maxMonths = 60
const monthMs = 31 * 86_400_000

const refuse = (message: string, hint: string): JheError =>
  new JheError('INPUT_INVALID', message, hint)

/** @throws JheError INPUT_INVALID for more months than an answer has room for */
const checkMonths = (
  { window_start, window_end }: Pick<CohortArgs, 'window_start' | 'window_end'>,
  now: Date,
): void => {
  if (window_start === null) return
  const end = Math.min(now.getTime(), window_end === null ? Infinity : Date.parse(window_end))
  if (end - Date.parse(window_start) > maxMonths * monthMs)
    throw refuse(
      `group_by month is for ${maxMonths} months at most.`,
      'Send a later start or an earlier end, or leave out group_by.',
    )
}

const ask = async (asked: Asked, whom: Whom, context: ToolContext): Promise<FoundSide> => {
  const now = context.now()
  const { stat, where, group_by, part_of_day: partOfDay, time_zone } = asked
  const question = { ...whom, time_zone, main: asked, where, partOfDay }
  const { args, series } = cohortArgs(
    { ...question, isByMonth: group_by === 'month' },
    {},
    now.toISOString(),
  )
  if (group_by === 'month') checkMonths(args, now)
  const { summarizeCohort: query } = await queries()
  const found = await context.ask(query, { ...args, stat, group_by: group_by ?? null })
  if (!found.is_visible) throw notVisible('study')
  refuseOtherZone(found)
  for (const n of found.unknown_types) refuseUnknownType(series[n - 1]?.dataType, found.other_types)
  return { found, series }
}

/** Nobody to tell of is told as such. */
const nobody = (unit: string | null, isCounted: boolean): Group => ({
  group: 'all',
  patients: isCounted ? 0 : null,
  with_data: isCounted ? 0 : null,
  unit,
  mean: null,
  sd: null,
  percentiles: null,
})

const toldGroups = (asked: Asked, { found, series: [main] }: FoundSide): readonly ToldGroup[] => {
  if (main === undefined) return []
  const { people_are_counted: peopleAreCounted, groups } = found
  const severalTypes = new Set(groups.map(({ data_type }) => data_type)).size > 1
  const isOfPart = asked.part_of_day !== undefined
  const tell = toGroup({ main: asked, series: main, peopleAreCounted, isOfPart }, severalTypes)
  return groups.map((row) => withoutShares(row, asked)).map((row) => ({ row, told: tell(row) }))
}

const groupsOf = (asked: Asked, one: FoundSide): Group[] => {
  const told = toldGroups(asked, one).map((each) => each.told)
  const unit = one.series[0]?.unit ?? null
  return told.length === 0 && asked.group_by === undefined
    ? [nobody(unit, one.found.people_are_counted)]
    : told
}

const whereOf = ({ criteria, people_are_counted }: CohortAnswer, asked: Asked): Side['where'] =>
  criteria.map(({ data_type, unit, kind, judged, met }, at) => {
    const label = kindLabel(kind)
    return {
      data_type,
      ...(label === undefined ? {} : { kind: label }),
      unit: unitOfStat(asked.where[at]?.stat ?? 'mean', unit),
      judged: people_are_counted ? judged : null,
      met: people_are_counted ? met : null,
    }
  })

const toSide = (asked: Asked, one: FoundSide): Side => {
  const { found } = one
  const { window, excluded } = found
  return {
    groups: groupsOf(asked, one),
    ...(asked.where.length === 0 ? {} : { where: whereOf(found, asked) }),
    window: {
      start: timeIn(asked.time_zone, window.start_at),
      end: timeIn(asked.time_zone, window.end_at),
    },
    withheld: found.withheld.map(toWithheld('study')),
    ...(excluded.unknown_time + excluded.future_time === 0 ? {} : { excluded }),
  }
}

/** The other side of a comparison: another study, another window, or both. */
const otherOf = ({ study_id, start, end, compare }: Asked): Whom | undefined => {
  if (compare === undefined) return undefined
  const isNothing =
    compare.study_id === undefined && compare.start === undefined && compare.end === undefined
  if (isNothing)
    throw refuse(
      'compare names nothing to compare with.',
      'Send a study_id, a start or an end in it.',
    )
  const hasWindow = compare.start !== undefined || compare.end !== undefined
  return {
    study_id: compare.study_id ?? study_id,
    start: hasWindow ? compare.start : start,
    end: hasWindow ? compare.end : end,
  }
}

const unpaired =
  'difference is the first side less compare; ci95 (Welch) takes the sides for different people: of the same people it is wider than need be.'

const unmatched =
  'No group of compare has the label, code, unit and kind of one of the first side, so that there is no difference.'

const hasData = ({ found }: FoundSide): boolean =>
  found.groups.some(({ with_data }) => with_data > 0)

const sideNotice = (name: string, said: readonly string[], first: readonly string[]) => {
  const own = said.filter((sentence) => !first.includes(sentence))
  return own.length === 0 ? [] : [`${name}: ${own.join(' ')}`]
}

const sayings = (asked: Asked, { found, series: [main] }: FoundSide): readonly string[] =>
  main === undefined ? [] : sentencesOf(found, main, asked.part_of_day)

/** The second side of a comparison, and what is said of both. */
const compared = (asked: Asked, first: FoundSide, other: FoundSide) => {
  const difference = differencesOf(toldGroups(asked, first), toldGroups(asked, other))
  const hasNone = difference.length === 0 && hasData(first) && hasData(other)
  return {
    side: toSide(asked, other),
    difference,
    notices: [
      ...sideNotice('compare', sayings(asked, other), sayings(asked, first)),
      ...(hasNone ? [unmatched] : []),
      unpaired,
    ],
  }
}

/** The answer of summarize_cohort. @throws JheError NOT_VISIBLE, INPUT_INVALID */
export async function answerCohort(
  given: z.output<typeof input>,
  context: ToolContext,
): Promise<ToolResult<z.input<typeof output>>> {
  const asked = { ...given, stat: given.stat ?? 'mean' } as const
  const whom = otherOf(asked)
  const first = await ask(asked, asked, context)
  const other = whom === undefined ? undefined : await ask(asked, whom, context)
  const one = toSide(asked, first)
  const two = other === undefined ? undefined : compared(asked, first, other)
  // a comparison may have more groups than what it is compared with
  const rows = Math.max(one.groups.length, two?.side.groups.length ?? 0)
  const to = (count: number) => ({
    ...one,
    value: first.series[0]?.name ?? '',
    groups: one.groups.slice(0, count),
    ...(two === undefined
      ? {}
      : {
          compare: {
            ...two.side,
            groups: two.side.groups.slice(0, count),
            difference: two.difference,
          },
        }),
    truncated: count < rows,
    ...noticeOf([...sayings(asked, first), ...(two?.notices ?? [])]),
  })
  return { value: to(rows), shorten: { rows, to } }
}
