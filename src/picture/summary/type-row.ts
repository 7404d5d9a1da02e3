import type { Coverage, TypeSummary } from '../answer/summary-answer.js'
import type { Fact } from '../kinds/kind.js'
import { rowsThat, typeInWords } from '../sheet-words.js'
import { periodOf, type DateOrder } from '../words/dates.js'
import { figure } from '../words/numbers.js'
import { short } from '../words/plain.js'
import { valueRows, type ValueRow } from './value-row.js'

/** One data type of a summary: its numbers, its days, where it comes from. */
export interface TypeRow {
  /** Undefined of rows without a type, of which there is no trend. */
  readonly code: string | undefined
  readonly title: string
  readonly facts: readonly Fact[]
  /** From the day of the first reading to that of the last; empty where neither can be read. */
  readonly period: string
  readonly values: readonly ValueRow[]
  /** Undefined where no reading has a day. */
  readonly coverage: Coverage | undefined
  readonly sources: string
  /** Rows that do not count, or that are not what they seem. */
  readonly notes: readonly string[]
  /** Milliseconds from the first reading to the last. */
  readonly length: number
}

/** Sources that are named; of more it is said how many. */
const namedSources = 4

const sourcesOf = (sources: readonly string[]): string => {
  const named = sources.slice(0, namedSources).map((source) => short(source, 40))
  const left = sources.length - named.length
  const all = left > 0 ? [...named, `${figure(left, 0)} more`] : named
  return all.length === 0 ? '' : `Sources: ${all.join(', ')}`
}

const notesOf = (type: TypeSummary): readonly string[] => [
  ...rowsThat(
    type.retracted,
    'was withdrawn as an error: not counted',
    'were withdrawn as errors: not counted',
  ),
  ...rowsThat(type.unknownTime, 'has no readable time', 'have no readable time'),
  ...rowsThat(type.futureTime, 'is in the future', 'are in the future'),
  ...rowsThat(type.noNumber, 'has no number', 'have no number'),
]

const daysOf = ({ first, last }: TypeSummary, order: DateOrder): string =>
  first === undefined || last === undefined ? '' : periodOf(first.wall, last.wall + 1, order)

/** @param isOnePatient how many patients there are need not be said */
export const typeRow = (type: TypeSummary, order: DateOrder, isOnePatient: boolean): TypeRow => ({
  code: type.code,
  title: type.code === undefined ? 'Without a data type' : typeInWords(type.code),
  facts: [
    { figure: figure(type.count, 0), meaning: type.count === 1 ? 'reading' : 'readings' },
    ...(isOnePatient
      ? []
      : [
          {
            figure: figure(type.patients, 0),
            meaning: type.patients === 1 ? 'patient' : 'patients',
          },
        ]),
  ],
  period: daysOf(type, order),
  values: valueRows(type.values),
  coverage: type.coverage.days === 0 ? undefined : type.coverage,
  sources: sourcesOf(type.sources),
  notes: notesOf(type),
  length: Math.max((type.last?.instant ?? 0) - (type.first?.instant ?? 0), 0),
})
