import { isRecord, type JsonRecord } from '../record.js'
import { clean } from './clean.js'

/** A part of a record that is not itself a record with parts. */
export interface Leaf {
  /** The first key on the way to it. */
  readonly key: string
  /** The keys to it, joined by dots: one word without the signs that mark structure. */
  readonly label: string
  readonly value: unknown
}

const wordOf = (key: string): string => clean(key).replace(/[\s|:.,;="()[\]]+/gu, '_') || '_'

const hasParts = (value: unknown): value is JsonRecord =>
  isRecord(value) && Object.keys(value).length > 0

const leavesOf = (record: JsonRecord, top?: string, above = ''): Leaf[] =>
  Object.entries(record).flatMap(([key, value]): Leaf[] => {
    if (value === undefined) return []
    const label = above + wordOf(key)
    if (hasParts(value)) return leavesOf(value, top ?? key, `${label}.`)
    return [{ key: top ?? key, label, value }]
  })

/** The leaves of a record in order; what is undefined is left out, as in JSON. */
export function flatten(record: JsonRecord): Leaf[] {
  return leavesOf(record)
}

/** Rows as a grid: a column for each place that a row has a leaf at, in order of appearance. */
export interface Grid {
  readonly labels: readonly string[]
  /** The values of a row by column; undefined where it has none. */
  readonly rows: readonly (readonly unknown[])[]
}

/** Where leaves are: below a key at the top of a record, or below another place. */
interface Place {
  readonly label: string
  /** Number of its column, once a row has a leaf here. */
  column: number | undefined
  readonly below: Map<string, Place>
  /** The places with a column below the same top key. */
  readonly group: Place[]
}

/** The columns found so far; groups in the order in which they got their first column. */
interface Columns {
  count: number
  readonly groups: Place[][]
}

/** Each place is worked out once, however many rows have it. */
const placeBelow = (places: Map<string, Place>, key: string, above: Place | undefined): Place => {
  const known = places.get(key)
  if (known !== undefined) return known
  const label = above === undefined ? wordOf(key) : `${above.label}.${wordOf(key)}`
  const group = above?.group ?? []
  const place: Place = { label, column: undefined, below: new Map(), group }
  places.set(key, place)
  return place
}

const columnOf = (place: Place, columns: Columns): number => {
  if (place.column !== undefined) return place.column
  if (place.group.length === 0) columns.groups.push(place.group)
  place.group.push(place)
  place.column = columns.count
  columns.count += 1
  return place.column
}

/** What puts the leaves of a record into a row. */
const rowFiller = (columns: Columns) => {
  const fill = (
    record: JsonRecord,
    row: unknown[],
    places: Map<string, Place>,
    above?: Place,
  ): void => {
    for (const key of Object.keys(record)) {
      const value = record[key]
      if (value === undefined) continue
      const place = placeBelow(places, key, above)
      if (isRecord(value)) fill(value, row, place.below, place)
      else row[columnOf(place, columns)] = value
    }
  }
  return fill
}

/**
 * Records of unlike shape brought to the same columns; those of one key stand together. An empty
 * object in a record counts as nothing.
 */
export function toGrid(records: readonly JsonRecord[]): Grid {
  const columns: Columns = { count: 0, groups: [] }
  const fill = rowFiller(columns)
  const places = new Map<string, Place>()
  const rows = records.map((record) => {
    const row: unknown[] = []
    fill(record, row, places)
    return row
  })
  const inOrder = columns.groups.flat()
  return {
    labels: inOrder.map(({ label }) => label),
    rows: rows.map((row) => inOrder.map(({ column }) => row[column ?? 0])),
  }
}
