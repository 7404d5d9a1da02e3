import { dayHours } from '../../query/cohort/part-of-day.js'
import type { CohortAnswer } from '../../query/cohort/summary.js'
import { indicatorSentence } from '../observations/glucose.js'
import { twinsNotice } from '../observations/twin-codes.js'
import type { Series, SeriesUnit } from './series.js'

const formula = ({ unit, factor, offset }: SeriesUnit, to: string): string => {
  const plus =
    offset === 0 ? '' : ` ${offset < 0 ? '-' : '+'} ${Number(Math.abs(offset).toPrecision(6))}`
  return `${to} = ${unit ?? ''} x ${Number(factor.toPrecision(9))}${plus}`
}

/** The units that were converted, with how. */
const conversions = ({ groups }: CohortAnswer, { unit: to, units }: Series): readonly string[] => {
  const found = groups.reduce((bits, { units_found }) => bits | (units_found ?? 0), 0)
  const changed = units.filter(
    ({ factor, offset }, at) => (found & (1 << at)) !== 0 && (factor !== 1 || offset !== 0),
  )
  return changed.length === 0 || to === null
    ? []
    : [`Converted: ${changed.map((unit) => formula(unit, to)).join('; ')}.`]
}

export const severalSources =
  'Of patients with several sources, whose numbers may be of the same steps, the one with the most readings counts.'

export const judgedBy = (at: number): string =>
  `where[${at}] is judged by the code, unit and kind that most patients have; who has only others does not meet it.`

/** Who takes part and is in no figure, because nothing of theirs can be read. */
export const unreachableSentences = ({
  unreachable,
  people_are_counted,
}: Pick<CohortAnswer, 'unreachable' | 'people_are_counted'>): readonly string[] =>
  unreachable > 0 && people_are_counted
    ? [`${unreachable} enrolled patients share no organization with you and are not counted here.`]
    : []

const otherSources = ({ groups }: CohortAnswer): readonly string[] =>
  groups.some(({ other_source }) => other_source > 0) ? [severalSources] : []

const severalUnits = ({ groups }: CohortAnswer): readonly string[] => {
  const told = groups.filter(({ with_data }) => with_data > 0)
  const keys = new Set(told.map(({ unit, kind }) => JSON.stringify([unit, kind])))
  return keys.size > 1
    ? ['Numbers of different units or kinds are groups of their own: a patient may be in several.']
    : []
}

const withoutNumber = ({ groups }: CohortAnswer): readonly string[] =>
  groups.some(({ without_number }) => without_number > 0)
    ? ['Some patients have observations without a number that can be read.']
    : []

const notJudged = ({ criteria }: CohortAnswer): readonly string[] =>
  criteria.flatMap(({ others }, at) => (others > 0 ? [judgedBy(at)] : []))

const partSentences = (part: 'day' | 'night' | undefined, main: string): readonly string[] => {
  if (part === undefined) return []
  const { from, to } = dayHours
  const hours = `Day is ${String(from).padStart(2, '0')}:00 to ${to}:00 by the clocks of time_zone, night the rest.`
  return main.includes('blood-pressure')
    ? [
        `${hours} Home readings are no ambulatory monitoring (ABPM): its limits and dips do not apply.`,
      ]
    : [hours]
}

const indicator = (
  { groups }: CohortAnswer,
  { isGlucose }: Series,
  part: 'day' | 'night' | undefined,
): readonly string[] =>
  isGlucose && part === undefined && groups.some(({ indicated }) => indicated > 0)
    ? [indicatorSentence]
    : []

/** What must be known to read the figures of one side of an answer. */
export const sentencesOf = (
  found: CohortAnswer,
  series: Series,
  part: 'day' | 'night' | undefined,
): readonly string[] => [
  ...partSentences(part, series.dataType),
  ...conversions(found, series),
  ...severalUnits(found),
  ...otherSources(found),
  ...withoutNumber(found),
  ...indicator(found, series, part),
  ...notJudged(found),
  ...unreachableSentences(found),
  ...twinsNotice(found.groups.map(({ data_type }) => data_type)),
]
