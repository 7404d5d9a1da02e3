import { flatten, isRecord } from '../text/flatten.js'
import { inline } from '../text/inline.js'
import { renderTable } from '../text/table.js'

const isTable = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord)

/**
 * A tool's answer for a terminal: a line for each single value, a table for each list.
 * @param width columns of the terminal
 */
export function showAnswer(value: Readonly<Record<string, unknown>>, width: number): string {
  if ('bundle' in value) return JSON.stringify(value, null, 2)
  const leaves = flatten(value)
  const lines = leaves
    .filter((leaf) => !isTable(leaf.value))
    .map(({ label, value: single }) => `${label}: ${inline(single)}`)
  const tables = leaves.flatMap(({ label, value: list }) =>
    isTable(list) ? [`${label} (${list.length})\n${renderTable(list, { width })}`] : [],
  )
  return [...tables, lines.join('\n')].filter((part) => part !== '').join('\n\n')
}
