import { clean } from './clean.js'

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A part of a record that is not itself a record with parts. */
export interface Leaf {
  /** Tells leaves of different places apart, also where their labels are equal. */
  readonly id: string
  /** The first key on the way to it. */
  readonly key: string
  /** The keys to it, joined by dots: one word without the signs that mark structure. */
  readonly label: string
  readonly value: unknown
}

const toLabel = (path: readonly string[]): string =>
  path.map((key) => clean(key).replace(/[\s|:.,;="()[\]]+/gu, '_') || '_').join('.')

/** The leaves of a record in order; what is undefined is left out, as in JSON. */
export function flatten(record: JsonRecord, above: readonly string[] = []): Leaf[] {
  return Object.entries(record).flatMap(([key, value]): Leaf[] => {
    const path = [...above, key]
    if (value === undefined) return []
    if (isRecord(value) && Object.keys(value).length > 0) return flatten(value, path)
    return [{ id: JSON.stringify(path), key: above[0] ?? key, label: toLabel(path), value }]
  })
}

/** Rows as a grid: a column for each place that a row has a leaf at, in order of appearance. */
export interface Grid {
  readonly labels: readonly string[]
  /** The values of a row by column; undefined where it has none. */
  readonly rows: readonly (readonly unknown[])[]
}

/**
 * Records of unlike shape brought to the same columns; those of one key stand together. An empty
 * object in a record counts as nothing.
 */
export function toGrid(records: readonly JsonRecord[]): Grid {
  const groups = new Map<string, Map<string, string>>()
  const rows = records.map((record) => {
    const leaves = flatten(record).filter(({ value }) => !isRecord(value))
    for (const { id, key, label } of leaves) {
      const group = groups.get(key) ?? new Map<string, string>()
      groups.set(key, group.set(id, label))
    }
    return new Map(leaves.map(({ id, value }) => [id, value]))
  })
  const columns = [...groups.values()].flatMap((group) => [...group])
  return {
    labels: columns.map(([, label]) => label),
    rows: rows.map((row) => columns.map(([id]) => row.get(id))),
  }
}
