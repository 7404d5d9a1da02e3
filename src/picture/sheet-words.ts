import type { Asked } from './answer/asked.js'
import type { LeftOut, TrendAnswer, Withheld } from './answer/trend-answer.js'
import type { Fact, Panel } from './kinds/kind.js'
import { bucketsIn, gapsOf, type Period } from './panels/period.js'
import { dateOf, periodOf, type DateOrder } from './words/dates.js'
import { counted, figure } from './words/numbers.js'
import { inWords, short } from './words/plain.js'

/** The middle of a code like `omh:blood-pressure:4.0`, in words. */
export const typeInWords = (code: string): string => {
  const [, name = code] = /^[^:]+:([^:]+):[^:]+$/.exec(code) ?? []
  const words = inWords(name.replaceAll('-', ' '))
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Of whom an answer is: ids alone. */
export const whoOf = ({ patient, study }: Pick<Asked, 'patient' | 'study'>): string =>
  capital(
    [
      ...(patient === undefined ? [] : [`patient ${String(patient)}`]),
      ...(study === undefined ? [] : [`study ${String(study)}`]),
    ].join(' in '),
  )

const stepOf = (asked: Asked, isDayProfile: boolean): string =>
  isDayProfile ? 'by time of day' : `by ${short(asked.bucket, 20)}`

interface Dated {
  readonly found: Period | undefined
  readonly order: DateOrder
}

/** The days of a trend, or those that a day's profile is made of. */
const windowOf = ({ window, isDayProfile }: TrendAnswer, { found, order }: Dated): string => {
  if (!isDayProfile && found !== undefined) return periodOf(found.wall.from, found.wall.to, order)
  const { start, end } = window
  if (start === undefined) return ''
  return end === undefined
    ? `from ${dateOf(start.wall, order)}`
    : periodOf(start.wall, end.wall, order)
}

/** Who, in which steps, when, and on whose clocks. */
export function subtitleOf(answer: TrendAnswer, asked: Asked, period: Dated): string {
  return [
    whoOf(asked),
    stepOf(asked, answer.isDayProfile),
    windowOf(answer, period),
    short(answer.zone, 40),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

const bucketWords: Readonly<Record<string, string>> = {
  hour: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
}

/** Most readings of a group: those of several numbers of one reading are not added up. */
const readingsOf = ({ groups }: Panel): number =>
  groups.reduce(
    (most, { points }) =>
      Math.max(
        most,
        points.reduce((sum, { count }) => sum + count, 0),
      ),
    0,
  )

/** Figures above a panel: its own, its readings, and how much of the time they cover. */
export function factsOf(panel: Panel, period: Period | undefined, asked: Asked): readonly Fact[] {
  const all = period === undefined ? undefined : bucketsIn(period, asked.bucket)
  const words = bucketWords[asked.bucket]
  const readings = readingsOf(panel)
  return [
    ...panel.kind.facts(panel),
    { figure: figure(readings, 0), meaning: readings === 1 ? 'reading' : 'readings' },
    ...(all === undefined || words === undefined
      ? []
      : [
          {
            figure: `${figure(panel.slots.length, 0)} of ${figure(Math.max(all, panel.slots.length), 0)}`,
            meaning: `${words} with data`,
          },
        ]),
  ]
}

const reasons: Readonly<Record<string, string>> = {
  declined_or_withdrawn: 'declined or withdrawn',
  not_answered: 'not answered',
}

/** What is not shown for want of consent. */
export const withheldLines = (withheld: readonly Withheld[]): readonly string[] =>
  withheld.map(({ dataType, reason, patients }) => {
    const why = Object.hasOwn(reasons, reason) ? (reasons[reason] ?? '') : inWords(reason)
    const whose = patients === undefined ? '' : ` by ${counted(patients, 'patient', 'patients')}`
    return `Not shared: ${short(dataType, 80)} (consent ${why}${whose})`
  })

/** How many rows something is said of; nothing of none. */
export const rowsThat = (count: number, one: string, many: string): readonly string[] =>
  count === 0 ? [] : [`${counted(count, `row ${one}`, `rows ${many}`)}.`]

/** Rows that are not drawn, and why. */
export const leftOutLines = ({
  unknownTime,
  futureTime,
  retracted,
  unreadable,
}: LeftOut): readonly string[] => [
  ...rowsThat(unknownTime, 'has no readable time: not drawn', 'have no readable time: not drawn'),
  ...rowsThat(futureTime, 'is in the future', 'are in the future'),
  ...rowsThat(
    retracted,
    'was withdrawn as an error: not drawn',
    'were withdrawn as an error: not drawn',
  ),
  ...(unreadable === 0
    ? []
    : [`${counted(unreadable, 'bucket has', 'buckets have')} no readable time: not drawn.`]),
]

const gapLines = (panels: readonly Panel[], period: Period | undefined): readonly string[] => {
  const [panel] = panels
  if (panel === undefined || period === undefined || panels.length > 1) return []
  const gaps = gapsOf(panel.slots, period).length
  return gaps === 0 ? [] : [`${counted(gaps, 'gap', 'gaps')} without data.`]
}

/** Small notes beneath a drawing. */
export function noteLines(
  answer: TrendAnswer,
  panels: readonly Panel[],
  { leftOut, period }: { readonly leftOut: number; readonly period: Period | undefined },
): readonly string[] {
  const targets = new Set(panels.flatMap(({ target }) => (target ? [target.source] : [])))
  return [
    ...(answer.isPartial ? ['There is more: this is the first part of the answer.'] : []),
    ...(leftOut === 0
      ? []
      : [`${counted(leftOut, 'more kind', 'more kinds')} of numbers: not drawn, in the answer.`]),
    ...leftOutLines(answer.leftOut),
    ...(answer.isDayProfile ? [] : gapLines(panels, period)),
    ...[...targets].map((source) => `Target: ${source}.`),
    ...(answer.notice === undefined ? [] : [short(answer.notice, 2000)]),
  ]
}
