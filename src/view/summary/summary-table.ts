import { coverageWords } from '../../picture/bars/coverage.js'
import { shareWords } from '../../picture/bars/shares.js'
import type { SummaryPicture } from '../../picture/summary/summary-picture.js'
import type { TypeRow } from '../../picture/summary/type-row.js'
import type { ValueRow } from '../../picture/summary/value-row.js'
import { counted, figureOr, rangeOf } from '../../picture/words/numbers.js'
import type { TableWords } from '../parts/data-table.js'

const numbersOf = ({ facts, strip: { numbers, digits }, shares, more, count }: ValueRow): string =>
  [
    ...facts.map(({ figure, meaning }) => `${figure} ${meaning}`),
    rangeOf(figureOr(numbers.min, digits), figureOr(numbers.max, digits)),
    ...[more, ...shares.map(shareWords)].filter((text) => text !== ''),
    counted(count, 'reading', 'readings'),
  ].join(' · ')

const rowsOf = ({ title, facts, values, coverage }: TypeRow): TableWords['rows'] => {
  const days = coverage === undefined ? '–' : coverageWords(coverage)
  const others = facts.map(({ figure, meaning }) => `${figure} ${meaning}`).join(' · ')
  return values.length === 0
    ? [[title, others, days]]
    : values.map((value) => [`${title}, ${value.name}`, numbersOf(value), days])
}

/** All numbers of a summary. */
export const summaryTable = ({ title, types }: SummaryPicture): TableWords => ({
  caption: title,
  heads: ['Type', 'Numbers', 'Days with data'],
  rows: types.flatMap(rowsOf),
})
