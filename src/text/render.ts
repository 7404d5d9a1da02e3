import { isRecord, type JsonRecord } from '../record.js'
import { flatten, toGrid, type Leaf } from './flatten.js'
import { inline } from './inline.js'

type Table = Leaf & { readonly value: readonly JsonRecord[] }

const isTable = (leaf: Leaf): leaf is Table =>
  Array.isArray(leaf.value) && leaf.value.length > 0 && leaf.value.every(isRecord)

const renderRows = ({ label, value }: Table): string => {
  const { labels, rows } = toGrid(value)
  const lines = rows.map(
    (row) => `- ${row.map((cell) => (cell === undefined ? '' : inline(cell))).join(' | ')}`,
  )
  return [`${label}[${value.length}]: ${labels.join(' | ')}`, ...lines].join('\n')
}

/**
 * A structured answer as compact text for a model. First a line `key: value` for each scalar (null
 * is `none`) and each list of scalars, with the keys of nested objects joined by dots; then each
 * list of objects as a line `key[number of rows]: column | column` and a line `- cell | cell` for
 * each row. A row that has no such value leaves the cell blank. Whatever a text holds, it can
 * neither end its line nor its cell: a line that starts with `- ` is always a row.
 */
export function renderText(value: unknown): string {
  const leaves = flatten(isRecord(value) ? value : { answer: value })
  if (leaves.length === 0) return 'none'
  const lines = leaves
    .filter((leaf) => !isTable(leaf))
    .map((leaf) => `${leaf.label}: ${inline(leaf.value)}`)
  return [...lines, ...leaves.filter(isTable).map(renderRows)].join('\n')
}
