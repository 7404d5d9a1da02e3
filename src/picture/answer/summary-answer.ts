import {
  countIn,
  fieldsOf,
  listIn,
  numberIn,
  rowsOf,
  textIn,
  type Fields,
  unknownSource,
} from './fields.js'
import { momentOf, type Moment } from './moment.js'
import { withheldOf, type Withheld } from './trend-answer.js'

const statisticNames = ['mean', 'median', 'sd', 'min', 'max', 'sum'] as const
export type SummaryStatistic = (typeof statisticNames)[number]

/** A range of glucose, and how many of the readings are in it. */
export interface Share {
  readonly range: string
  /** Percent of the readings. */
  readonly percent: number
}

/** The numbers of one name and unit; what else tells them apart is their kind and source. */
export interface ValueSummary {
  readonly name: string
  readonly unit: string | null
  readonly kind: string | undefined
  readonly source: string | undefined
  readonly count: number
  readonly numbers: Readonly<Partial<Record<SummaryStatistic, number>>>
  /** Ranges of glucose, low to high; none of any other number. */
  readonly shares: readonly Share[]
  /** Coefficient of variation and glucose management indicator, in percent. */
  readonly cv: number | undefined
  readonly gmi: number | undefined
}

/** Days of a type, from its first to its last reading. */
export interface Coverage {
  readonly daysWithData: number
  readonly days: number
  readonly longestGap: number
}

/** What an answer tells of one data type. */
export interface TypeSummary {
  /** Undefined of rows that have no type. */
  readonly code: string | undefined
  readonly count: number
  readonly patients: number
  readonly first: Moment | undefined
  readonly last: Moment | undefined
  readonly values: readonly ValueSummary[]
  readonly coverage: Coverage
  readonly sources: readonly string[]
  readonly noNumber: number
  readonly unknownTime: number
  readonly futureTime: number
  readonly retracted: number
}

/** A summary as it is drawn. */
export interface SummaryAnswer {
  readonly types: readonly TypeSummary[]
  readonly zone: string
  readonly withheld: readonly Withheld[]
  readonly isPartial: boolean
  readonly notice: string | undefined
}

const numbersOf = (value: Fields): ValueSummary['numbers'] => {
  const numbers: Partial<Record<SummaryStatistic, number>> = {}
  for (const name of statisticNames) {
    const number = numberIn(value[name])
    if (number !== undefined) numbers[name] = number
  }
  return numbers
}

const sharesOf = (value: unknown): readonly Share[] =>
  Object.entries(fieldsOf(value)).flatMap(([range, share]) => {
    const percent = numberIn(share)
    return percent === undefined ? [] : [{ range, percent: Math.min(Math.max(percent, 0), 100) }]
  })

const valueOf = (value: Fields): ValueSummary => ({
  name: textIn(value['name']) ?? '',
  unit: textIn(value['unit']) ?? null,
  kind: textIn(value['kind']),
  source: 'source' in value ? (textIn(value['source']) ?? unknownSource) : undefined,
  count: countIn(value['count']),
  numbers: numbersOf(value),
  shares: sharesOf(value['percent_of_readings']),
  cv: numberIn(value['cv']),
  gmi: numberIn(value['gmi']),
})

const coverageOf = (value: unknown): Coverage => {
  const fields = fieldsOf(value)
  return {
    daysWithData: countIn(fields['days_with_data']),
    days: countIn(fields['days']),
    longestGap: countIn(fields['longest_gap_days']),
  }
}

const typeOf = (type: Fields): TypeSummary => ({
  code: textIn(type['data_type']),
  count: countIn(type['count']),
  patients: countIn(type['patients']),
  first: momentOf(textIn(type['first'])),
  last: momentOf(textIn(type['last'])),
  values: rowsOf(type['values']).map(valueOf),
  coverage: coverageOf(type['coverage']),
  sources: listIn(type['sources']).flatMap((source) => textIn(source) ?? []),
  noNumber: countIn(type['no_number']),
  unknownTime: countIn(type['unknown_time']),
  futureTime: countIn(type['future_time']),
  retracted: countIn(type['retracted']),
})

/** The answer has the list that a summary is made of. */
export const hasTypes = (answer: unknown): boolean => Array.isArray(fieldsOf(answer)['types'])

/** @param answer the structure that `summarize_observations` answers; what it lacks is empty */
export function readSummaryAnswer(answer: unknown): SummaryAnswer {
  const fields = fieldsOf(answer)
  return {
    types: rowsOf(fields['types']).map(typeOf),
    zone: textIn(fields['time_zone']) ?? 'UTC',
    withheld: withheldOf(fields),
    isPartial: fields['truncated'] === true,
    notice: textIn(fields['notice']),
  }
}
