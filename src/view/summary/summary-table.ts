import type { SummaryPicture } from '../../picture/summary/summary-picture.js'
import type { TypeRow } from '../../picture/summary/type-row.js'
import type { ValueRow } from '../../picture/summary/value-row.js'
import { shareWords } from '../../picture/bars/shares.js'
import { figure, figureOr } from '../../picture/words/numbers.js'
import type { TableWords } from '../parts/data-table.js'

const cellsOf = ({ name, unit, count, strip: { numbers, digits }, shares }: ValueRow) => [
  name,
  unit ?? '',
  figure(count, 0),
  ...[numbers.mean, numbers.median, numbers.sd, numbers.min, numbers.max].map((number) =>
    figureOr(number, digits),
  ),
  shares.map(shareWords).join(', '),
]

const withoutNumbers = [...Array.from({ length: 5 }, () => '–'), '']

const rowsOf = ({ title, facts: [readings], values, coverage }: TypeRow): TableWords['rows'] => {
  const days =
    coverage === undefined
      ? ['–', '–']
      : [
          `${figure(coverage.daysWithData, 0)} of ${figure(coverage.days, 0)}`,
          figure(coverage.longestGap, 0),
        ]
  return values.length === 0
    ? [[title, '–', '', readings?.figure ?? '–', ...withoutNumbers, ...days]]
    : values.map((value) => [title, ...cellsOf(value), ...days])
}

/** All numbers of a summary. */
export const summaryTable = ({ title, types }: SummaryPicture): TableWords => ({
  caption: title,
  heads: [
    ...['Type', 'Number', 'Unit', 'Readings', 'Mean', 'Median', 'sd', 'Lowest', 'Highest'],
    ...['Of readings', 'Days with data', 'Longest gap (days)'],
  ],
  rows: types.flatMap(rowsOf),
})
