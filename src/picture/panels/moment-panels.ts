import type { ObservedRow } from '../answer/observed-row.js'
import { groupOf, type Group, type GroupName, type Point } from '../answer/trend-answer.js'
import type { Panel } from '../kinds/kind.js'
import { momentsOf } from '../kinds/moments.js'
import { digitsOf } from '../words/numbers.js'
import { inWords, short } from '../words/plain.js'
import { mostPanels } from './panels-of.js'
import { inHours } from './units.js'

/** Numbers of one reading that share a panel. */
const pairs: readonly (readonly string[])[] = [['systolic', 'diastolic']]

const rowOf = (name: string): readonly string[] =>
  pairs.find((names) => names.includes(name)) ?? [name]

interface Gathered {
  readonly name: GroupName
  readonly points: Point[]
}

/** Numbers share a panel where their name, or its pair, their unit and their code are the same. */
const panelKey = ({ name, unit, dataType }: GroupName): string =>
  JSON.stringify([rowOf(name), unit, dataType])

const groupKey = (name: GroupName): string =>
  JSON.stringify([panelKey(name), name.name, name.source])

const namesOf = ({ dataType, source, readings }: ObservedRow) =>
  readings.map(({ name, unit, value, comparator }) => ({
    name: { name, unit, kind: undefined, source, dataType },
    ...{ value, comparator },
  }))

/** The groups of readings by number and source, in panels. */
const gathered = (rows: readonly ObservedRow[]): readonly (readonly Group[])[] => {
  const groups = new Map<string, Gathered>()
  for (const row of rows) {
    for (const { name, value, comparator } of namesOf(row)) {
      if (value === undefined || row.slot === undefined) continue
      const group = groups.get(groupKey(name)) ?? { name, points: [] }
      group.points.push({
        ...{ slot: row.slot, count: 1, numbers: { mean: value } },
        ...(comparator === '' ? {} : { comparator }),
      })
      groups.set(groupKey(name), group)
    }
  }
  const panels = new Map<string, Group[]>()
  for (const { name, points } of groups.values()) {
    const panel = panels.get(panelKey(name)) ?? []
    panel.push(groupOf(name, points))
    panels.set(panelKey(name), panel)
  }
  return [...panels.values()].map(inOrder)
}

const placeOf = ({ name }: Group): number => rowOf(name).indexOf(name)

const inOrder = (groups: readonly Group[]): readonly Group[] =>
  [...groups].sort((a, b) => placeOf(a) - placeOf(b))

const readingsIn = (groups: readonly Group[]): number =>
  groups.reduce((sum, { points }) => sum + points.length, 0)

const namedIn = (groups: readonly Group[]): string =>
  [...new Set(groups.map(({ name }) => inWords(name)))].join(' and ')

/** The numbers of a panel, and its code where others have the same numbers. */
const titleOf = (groups: readonly Group[], all: readonly (readonly Group[])[]): string => {
  const title = namedIn(groups)
  const code = groups[0]?.dataType ?? ''
  const isAlone = all.every(
    (others) => namedIn(others) !== title || (others[0]?.dataType ?? '') === code,
  )
  return isAlone || code === '' ? title : `${title} · ${short(code, 60)}`
}

const panelOf = (
  found: readonly Group[],
  sources: readonly string[],
  all: readonly (readonly Group[])[],
): Panel => {
  const groups = inHours(found)
  const unit = groups[0]?.unit ?? null
  const kind = momentsOf(sources)
  const panel = {
    title: all.length > 1 ? titleOf(found, all) : '',
    unit: unit === null ? null : short(unit, 30),
    digits: 0,
    groups: groups.map((group) => ({ ...group, name: inWords(group.name) })),
    slots: groups
      .flatMap(({ points }) => points.map(({ slot }) => slot))
      .sort((a, b) => a.start.instant - b.start.instant),
    target: undefined,
    kind,
  }
  return { ...panel, digits: digitsOf(unit, kind.extent(panel)) }
}

/** The sources of rows by name: each has a shape of its own. */
export const sourcesOf = (rows: readonly ObservedRow[]): readonly string[] =>
  [...new Set(rows.map(({ source }) => source))].sort()

/** A panel for each kind of number and unit; the most frequent first. */
export function momentPanels(rows: readonly ObservedRow[]): {
  readonly panels: readonly Panel[]
  readonly leftOut: number
} {
  const sources = sourcesOf(rows)
  const all = [...gathered(rows)].sort((a, b) => readingsIn(b) - readingsIn(a))
  return {
    panels: all.slice(0, mostPanels).map((groups) => panelOf(groups, sources, all)),
    leftOut: Math.max(all.length - mostPanels, 0),
  }
}
