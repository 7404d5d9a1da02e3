import { clean } from './clean.js'

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether a value is an object that is neither null nor an array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A part of a record that is not itself a record with parts. */
export interface Leaf {
  /** The first key on the way to it. */
  readonly key: string
  /** The keys to it, joined by dots: one word without the signs that mark structure. */
  readonly label: string
  readonly value: unknown
}

/** Where a leaf is: its key, at the top of a record or below another. */
interface Place {
  /** Tells places apart, also where their labels are equal. */
  readonly id: string
  readonly key: string
  readonly above: Place | undefined
}

const placeAt = (key: string, above: Place | undefined): Place => ({
  id: `${above?.id ?? ''}${key.length}:${key}`,
  key,
  above,
})

const topOf = ({ key, above }: Place): string => (above === undefined ? key : topOf(above))

const pathTo = ({ key, above }: Place): readonly string[] =>
  above === undefined ? [key] : [...pathTo(above), key]

const labelOf = (place: Place): string =>
  pathTo(place)
    .map((key) => clean(key).replace(/[\s|:.,;="()[\]]+/gu, '_') || '_')
    .join('.')

const isEmpty = (record: JsonRecord): boolean => Object.keys(record).length === 0

/** Goes through the leaves in order; what is undefined is left out, as in JSON. */
const visitLeaves = (
  record: JsonRecord,
  above: Place | undefined,
  visit: (place: Place, value: unknown) => void,
): void => {
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined) continue
    const place = placeAt(key, above)
    if (isRecord(value) && !isEmpty(value)) visitLeaves(value, place, visit)
    else visit(place, value)
  }
}

/** The leaves of a record in order; what is undefined is left out, as in JSON. */
export function flatten(record: JsonRecord): Leaf[] {
  const leaves: Leaf[] = []
  visitLeaves(record, undefined, (place, value) => {
    leaves.push({ key: topOf(place), label: labelOf(place), value })
  })
  return leaves
}

/** Rows as a grid: a column for each place that a row has a leaf at, in order of appearance. */
export interface Grid {
  readonly labels: readonly string[]
  /** The values of a row by column; undefined where it has none. */
  readonly rows: readonly (readonly unknown[])[]
}

/** Labels of columns by place, those of one top key together. */
type Groups = Map<string, Map<string, string>>

/** Each label is worked out once, however many rows have the place. */
const noteColumn = (groups: Groups, place: Place): void => {
  const key = topOf(place)
  const group = groups.get(key) ?? new Map<string, string>()
  if (!group.has(place.id)) groups.set(key, group.set(place.id, labelOf(place)))
}

/**
 * Records of unlike shape brought to the same columns; those of one key stand together. An empty
 * object in a record counts as nothing.
 */
export function toGrid(records: readonly JsonRecord[]): Grid {
  const groups: Groups = new Map()
  const rows = records.map((record) => {
    const cells = new Map<string, unknown>()
    visitLeaves(record, undefined, (place, value) => {
      if (isRecord(value)) return
      noteColumn(groups, place)
      cells.set(place.id, value)
    })
    return cells
  })
  const columns = [...groups.values()].flatMap((group) => [...group])
  return {
    labels: columns.map(([, label]) => label),
    rows: rows.map((row) => columns.map(([id]) => row.get(id))),
  }
}
