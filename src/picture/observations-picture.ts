import { fieldsOf, textIn } from './answer/fields.js'
import { readAsked, type Asked } from './answer/asked.js'
import type { Moment } from './answer/moment.js'
import { readObservationsAnswer, type ObservationsAnswer } from './answer/observations-answer.js'
import type { Fact, Panel } from './kinds/kind.js'
import { momentPanels } from './panels/moment-panels.js'
import type { Period } from './panels/period.js'
import { leftOutLines, rowsThat, typeInWords, whoOf, withheldLines } from './sheet-words.js'
import type { PanelPicture } from './trend-picture.js'
import { periodOf, type DateOrder } from './words/dates.js'
import { counted, figure } from './words/numbers.js'
import { short } from './words/plain.js'

/** Single observations, ready to be drawn and listed. */
export interface ObservationsPicture extends PanelPicture {
  readonly answer: ObservationsAnswer
  readonly asked: Asked
  readonly order: DateOrder
}

/** Room beside a reading that is alone. */
const aloneRoom = 6 * 3_600_000

interface Extent {
  readonly first: Moment
  readonly last: Moment
}

const extentOf = ({ drawn }: ObservationsAnswer): Extent | undefined => {
  const [first] = drawn
  if (first?.slot === undefined) return undefined
  let last = first.slot.end
  for (const { slot } of drawn) {
    if (slot !== undefined && slot.end.instant > last.instant) last = slot.end
  }
  return { first: first.slot.start, last }
}

/** From the first reading to the last, with room at both ends. */
const periodAround = ({ first, last }: Extent): Period => {
  const span = last.instant - first.instant
  const room = span === 0 ? aloneRoom : span * 0.03
  return {
    from: first.instant - room,
    to: last.instant + room,
    wall: { from: first.wall - room, to: last.wall + room },
  }
}

/** The type that was asked for, or that all rows are of. */
const titleOf = ({ rows }: ObservationsAnswer, { dataType }: Asked): string => {
  if (dataType !== '') return typeInWords(dataType)
  const types = new Set(rows.map((row) => row.dataType))
  const [only = ''] = types
  return types.size === 1 && only !== '' ? typeInWords(only) : 'Observations'
}

const subtitleOf = (
  { zone }: ObservationsAnswer,
  asked: Asked,
  { extent, order }: { readonly extent: Extent | undefined; readonly order: DateOrder },
): string =>
  [
    whoOf(asked),
    extent === undefined ? '' : periodOf(extent.first.wall, extent.last.wall + 1, order),
    short(zone, 40),
  ]
    .filter((part) => part !== '')
    .join(' · ')

const readingsOf = ({ groups }: Panel): number => {
  const counts = new Map<string, number>()
  for (const { name, points } of groups) counts.set(name, (counts.get(name) ?? 0) + points.length)
  return Math.max(0, ...counts.values())
}

const factsOf = (panel: Panel): readonly Fact[] => {
  const readings = readingsOf(panel)
  return [
    ...panel.kind.facts(panel),
    { figure: figure(readings, 0), meaning: readings === 1 ? 'reading' : 'readings' },
  ]
}

const withoutNumber = ({ drawn }: ObservationsAnswer): number =>
  drawn.filter(({ readings }) => readings.every(({ value }) => value === undefined)).length

const noteLines = (
  answer: ObservationsAnswer,
  leftOut: number,
  isOldestFirst: boolean,
): readonly string[] => {
  const numberless = withoutNumber(answer)
  return [
    ...(answer.isPartial ? [`There are ${isOldestFirst ? 'newer' : 'older'} observations.`] : []),
    ...(leftOut === 0
      ? []
      : [`${counted(leftOut, 'more kind', 'more kinds')} of numbers: not drawn, in the answer.`]),
    ...rowsThat(numberless, 'has no number: not drawn', 'have no number: not drawn'),
    ...leftOutLines(answer.leftOut),
    ...(answer.notice === undefined ? [] : [short(answer.notice, 2000)]),
  ]
}

/**
 * Reads an answer of `get_patient_observations`, in either format, for drawing.
 * @param args the arguments that it was asked with
 * @param answer its structure; what cannot be read of it is left out, and said
 * @param now milliseconds since 1970: what is later is listed, not drawn
 */
export function observationsPicture(
  args: unknown,
  answer: unknown,
  { order, now }: { readonly order: DateOrder; readonly now: number },
): ObservationsPicture {
  const [asked, found] = [readAsked(args), readObservationsAnswer(answer, now)]
  const { panels, leftOut } = momentPanels(found.drawn)
  const extent = extentOf(found)
  const isOldestFirst = textIn(fieldsOf(args)['order']) === 'oldest'
  return {
    title: titleOf(found, asked),
    subtitle: subtitleOf(found, asked, { extent, order }),
    answer: found,
    asked,
    order,
    panels,
    period: extent === undefined ? undefined : periodAround(extent),
    words: { order, bucket: 'hour', isDayProfile: false },
    facts: factsOf,
    withheld: withheldLines(found.withheld),
    notes: noteLines(found, leftOut, isOldestFirst),
  }
}
