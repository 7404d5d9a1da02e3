import { fieldsOf, rowsOf, type Fields } from '../answer/fields.js'
import { csvOf } from './cells.js'

type Cells = ReadonlyMap<string, string>

/** Something without parts as it is written; undefined of what has parts. */
const plainText = (value: unknown): string | undefined => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

const textOf = (value: unknown): string =>
  plainText(value) ?? Object.values(fieldsOf(value)).map(textOf).join('|')

/** Fields by their paths; what of a list is told in one cell. */
const cellsOf = (fields: Fields, path = ''): readonly (readonly [string, string])[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [[path + name, value.map(textOf).join('; ')]]
    const text = plainText(value)
    return text === undefined ? cellsOf(fieldsOf(value), `${path}${name}.`) : [[path + name, text]]
  })

/** A line for each of the values of a row; one too for a row that has none. */
const linesOf = ({ values, ...row }: Fields): readonly Cells[] => {
  const own = cellsOf(row)
  const all = rowsOf(values)
  return (all.length === 0 ? [{}] : all).map(
    (value) => new Map([...own, ...cellsOf(value, 'values.')]),
  )
}

/**
 * Rows of an answer as comma-separated values, as the answer has them: a column for each path that
 * some row has, and a line for each of its `values`.
 */
export function rowsCsv(rows: readonly Fields[]): string {
  const lines = rows.flatMap(linesOf)
  const heads = [...new Set(lines.flatMap((cells) => [...cells.keys()]))]
  return csvOf(
    heads,
    lines.map((cells) => heads.map((head) => cells.get(head) ?? '')),
  )
}
