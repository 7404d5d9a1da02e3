import { readAsked, type Asked } from '../answer/asked.js'
import { textIn, fieldsOf } from '../answer/fields.js'
import { readSummaryAnswer, type SummaryAnswer } from '../answer/summary-answer.js'
import { coverageLegend } from '../bars/coverage.js'
import { stripLegend } from '../bars/strip.js'
import type { LegendItem } from '../kinds/kind.js'
import { whoOf, withheldLines } from '../sheet-words.js'
import type { DateOrder } from '../words/dates.js'
import { short } from '../words/plain.js'
import { typeRow, type TypeRow } from './type-row.js'

/** A summary in words and rows, whatever size it is drawn in. */
export interface SummaryPicture {
  readonly title: string
  readonly subtitle: string
  readonly asked: Asked
  readonly isPartial: boolean
  readonly types: readonly TypeRow[]
  readonly legend: readonly LegendItem[]
  readonly withheld: readonly string[]
  readonly notes: readonly string[]
}

/** The window that was asked for, as it was written. */
const windowOf = (args: unknown): string => {
  const { start, end } = fieldsOf(args)
  const [from, to] = [textIn(start), textIn(end)].map((text) => text && short(text, 40))
  if (from === undefined) return to === undefined ? '' : `until ${to}`
  return to === undefined ? `from ${from}` : `${from} – ${to}`
}

const notesOf = ({ isPartial, notice }: SummaryAnswer): readonly string[] => [
  ...(isPartial ? ['There is more: this is the first part of the answer.'] : []),
  ...(notice === undefined ? [] : [short(notice, 2000)]),
]

const legendOf = (types: readonly TypeRow[]): readonly LegendItem[] => [
  ...(types.some(({ values }) => values.length > 0) ? stripLegend : []),
  ...(types.some(({ coverage }) => coverage !== undefined) ? coverageLegend : []),
]

/**
 * Reads an answer of `summarize_observations` for drawing.
 * @param args the arguments that it was asked with
 * @param answer its structure; what cannot be read of it is left out
 */
export function summaryPicture(args: unknown, answer: unknown, order: DateOrder): SummaryPicture {
  const [asked, summary] = [readAsked(args), readSummaryAnswer(answer)]
  const types = summary.types.map((type) => typeRow(type, order, asked.patient !== undefined))
  return {
    title: 'Summary of observations',
    subtitle: [whoOf(asked), windowOf(args), short(summary.zone, 40)]
      .filter((part) => part !== '')
      .join(' · '),
    asked,
    isPartial: summary.isPartial,
    types,
    legend: legendOf(types),
    withheld: withheldLines(summary.withheld),
    notes: notesOf(summary),
  }
}
