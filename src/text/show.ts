import { isRecord } from '../record.js'
import { flatten } from './flatten.js'
import { inline } from './inline.js'
import { renderTable } from './table.js'
import { renderChart } from './chart.js'

type Row = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is readonly Row[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord)

/** Parts that go into one cell, so that the table stays narrow: what varies from row to row, and what belongs together. */
const inOneCell: readonly string[] = ['context', 'percentiles']

const asCell = (value: unknown): unknown => {
  if (!isRecord(value)) return value
  return Object.keys(value).length === 0 ? null : inline(value)
}

const narrow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      inOneCell.includes(name) ? asCell(value) : value,
    ]),
  )

const without = (rows: readonly Row[], dropped: readonly string[]): readonly Row[] =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !dropped.includes(name))),
  )

/** Columns that a table of clinical records leaves out, the same way. */
const spareOfRecords = ['id', 'source', 'system', 'code', 'status']

/** Columns that a table of measurements leaves out, first to last, before it would cut a value. */
const spareOf = (rows: readonly Row[]): readonly string[] => {
  if (!rows.some((row) => 'values' in row)) return spareOfRecords
  return rows.every(({ status }) => status === 'final')
    ? ['recorded', 'status', 'context', 'source']
    : ['recorded', 'context', 'source']
}

/** Rows of measurements or of clinical records, which have more columns than fit. */
const isWide = (row: Row): boolean => 'values' in row || 'detail' in row

/** A table; one of measurements or records leaves columns out, with a note, before it would cut a value. */
const show = (name: string, list: readonly Row[], width: number): string => {
  const head = `${name} (${list.length})`
  const rows = list.map(narrow)
  if (!rows.some(isWide)) return `${head}\n${renderTable(rows, { width })}`
  const spare = spareOf(rows)
  for (let count = 0; count <= spare.length; count += 1) {
    const dropped = spare.slice(0, count)
    const table = renderTable(without(rows, dropped), { width })
    const isWhole = !table.includes('…')
    const note = dropped.length === 0 ? '' : `\nnot shown: ${dropped.join(', ')} (in the JSON)`
    if (isWhole && table.split('\n').length <= rows.length + 2) return `${head}${note}\n${table}`
  }
  return `${head}\n${renderTable(rows, { width: 1 })}`
}

/**
 * A tool's answer for a terminal: a chart for a trend, a table for each other list, a line for each
 * single value.
 * @param width columns of the terminal
 */
export function showAnswer(value: Row, width: number): string {
  if ('bundle' in value) return JSON.stringify(value, null, 2)
  const { buckets, ...rest } = value
  const chart = renderChart(buckets, width)
  const leaves = flatten(chart === '' ? value : rest)
  const lines = leaves
    .filter((leaf) => !isTable(leaf.value))
    .map(({ label, value: single }) => `${label}: ${inline(single)}`)
  const tables = leaves.flatMap(({ label, value: list }) =>
    isTable(list) ? [show(label, list, width)] : [],
  )
  return [chart, ...tables, lines.join('\n')].filter((part) => part !== '').join('\n\n')
}
