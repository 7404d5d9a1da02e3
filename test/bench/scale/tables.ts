import { timeIndex } from '../../../src/db/time-index.js'
import { shown } from '../results/report.js'
import type { Cell, Table } from '../results/section.js'
import { costOf, goalsOf, label } from './goals.js'
import type { Size } from './scale.js'

const arrow = (first: number, last: number): string => `${shown(first)} → ${shown(last)}`

/** What took too long has no number. */
const cell = (measured: number): Cell => (Number.isFinite(measured) ? measured : '–')

const rowsOf = (sizes: readonly Size[]): readonly (readonly Cell[])[] => {
  const [first, last] = [sizes[0], sizes.at(-1)]
  if (first === undefined || last === undefined) return []
  return [...last.with.keys()].map((name) => {
    const from = costOf(first.with, name)
    const to = costOf(last.with, name)
    return [
      name,
      ...sizes.map((size) => cell(costOf(size.without, name).milliseconds)),
      ...sizes.map((size) => cell(costOf(size.with, name).milliseconds)),
      cell(to.milliseconds / from.milliseconds),
      arrow(from.buffers, to.buffers),
    ]
  })
}

/** What the statements take by size. */
export function scaleTable(sizes: readonly Size[]): Table {
  const deep = sizes.map(({ rows, deepRows }) => `${label(rows)}: ${deepRows}`).join(', ')
  return {
    title: 'Scale',
    how: `The demo's rows blown up to so many observations of 2,000 more patients, in PostgreSQL with 1 GB of shared buffers; the patient has one row in twenty (${deep}). Milliseconds of the product's own statements as they are prepared (medians of 15, of 9 beyond a tenth of a second, of 3 beyond a second), first without the advised indexes, one size after the other, then with them, all sizes and questions in turn; the last columns compare the largest with the smallest. A dash is more than the 15 seconds that a statement may take. A buffer is a page of 8 kB looked at.`,
    columns: [
      'question',
      ...sizes.map(({ rows }) => `${label(rows)} without`),
      ...sizes.map(({ rows }) => `${label(rows)} with`),
      'x',
      'buffers',
    ],
    rows: rowsOf(sizes),
    goals: goalsOf(sizes),
  }
}

const megabytes = (bytes = Number.NaN): number => bytes / 1e6

/** What the advised indexes cost by size. */
export function indexTable(sizes: readonly Size[]): Table {
  return {
    title: 'Advised indexes',
    how: "What they take (MB) beside JHE's own indexes on observations, how long it took to make them, and what a row costs to write in one long insert without and with them.",
    columns: [
      'observations',
      'by time',
      'by length',
      'by type',
      "JHE's own",
      'made in s',
      'µs a row, without',
      'with',
      'x',
    ],
    rows: sizes.map(({ rows, indexes }) => [
      label(rows),
      megabytes(indexes.bytes[timeIndex.byTime]),
      megabytes(indexes.bytes[timeIndex.byLength]),
      megabytes(indexes.bytes[timeIndex.byType]),
      megabytes(indexes.ownBytes),
      indexes.buildSeconds,
      indexes.insertWithout,
      indexes.insertWith,
      indexes.insertWith / indexes.insertWithout,
    ]),
    goals: [],
  }
}
