import type { Group, Slot, TrendAnswer } from '../answer/trend-answer.js'
import type { Panel } from '../kinds/kind.js'
import { profile } from '../kinds/profile.js'
import { otherRow, pictureTable, type PictureRow } from '../kinds/table.js'
import { inWords, short } from '../words/plain.js'
import { digitsOf } from '../words/numbers.js'
import { inHours } from './units.js'

/** Panels that are drawn; numbers beyond them are said to be left out. */
export const mostPanels = 8

interface Sorted {
  readonly row: PictureRow
  readonly groups: readonly Group[]
}

const rowFor = ({ name }: Group, isDayProfile: boolean): PictureRow => {
  const row = pictureTable.find(({ names }) => names.includes(name)) ?? otherRow(name)
  return isDayProfile ? { ...row, names: [name], kind: profile, needsAll: false } : row
}

/** Numbers share a panel where their row, unit, kind, source and code are the same. */
const keyOf = ({ names }: PictureRow, { unit, kind, source, dataType }: Group): string =>
  JSON.stringify([names, unit, kind ?? null, source ?? null, dataType ?? null])

const sorted = (groups: readonly Group[], isDayProfile: boolean): readonly Sorted[] => {
  const panels = new Map<string, { readonly row: PictureRow; readonly groups: Group[] }>()
  for (const group of groups) {
    const row = rowFor(group, isDayProfile)
    const key = keyOf(row, group)
    const panel = panels.get(key) ?? { row, groups: [] }
    panel.groups.push(group)
    panels.set(key, panel)
  }
  return [...panels.values()].flatMap(({ row, groups: found }) => {
    const inOrder = row.names.flatMap((name) => found.filter((group) => group.name === name))
    return row.needsAll === true && inOrder.length < row.names.length
      ? inOrder.map((group) => ({ row: otherRow(group.name), groups: [group] }))
      : [{ row, groups: inOrder }]
  })
}

const slotsOf = (groups: readonly Group[]): readonly Slot[] => {
  const slots = new Map<number, Slot>()
  for (const { points } of groups) {
    for (const { slot } of points) slots.set(slot.start.instant, slot)
  }
  return [...slots.values()].sort((a, b) => a.start.instant - b.start.instant)
}

const targetOf = ({ targets = {} }: PictureRow, unit: string | null) =>
  unit !== null && Object.hasOwn(targets, unit) ? targets[unit] : undefined

/** What tells a panel from the others: only what differs between them. */
const titleOf = ({ groups }: Sorted, all: readonly Sorted[]): string => {
  const [group] = groups
  const firsts = all.flatMap(({ groups: [first] }) => (first === undefined ? [] : [first]))
  if (group === undefined) return ''
  const differs = (value: (each: Group) => unknown): boolean => new Set(firsts.map(value)).size > 1
  return [
    differs(({ name }) => name) ? groups.map(({ name }) => inWords(name)).join(' and ') : '',
    group.kind ?? '',
    group.source === undefined ? '' : `source ${group.source}`,
    group.dataType ?? '',
  ]
    .filter((part) => part !== '')
    .map((part) => short(part, 60))
    .join(' · ')
}

const panelOf = (each: Sorted, all: readonly Sorted[]): Panel => {
  const groups = inHours(each.groups)
  const unit = groups[0]?.unit ?? null
  const shown = groups.map((group) => ({ ...group, name: inWords(group.name) }))
  const panel = {
    title: titleOf(each, all),
    unit: unit === null ? null : short(unit, 30),
    digits: 0,
    groups: shown,
    slots: slotsOf(groups),
    target: targetOf(each.row, unit),
    kind: each.row.kind,
  }
  return { ...panel, digits: digitsOf(unit, each.row.kind.extent(panel)) }
}

/** The panels of an answer, each with numbers of one unit; the most frequent numbers first. */
export function panelsOf({ groups, isDayProfile }: TrendAnswer): {
  readonly panels: readonly Panel[]
  readonly leftOut: number
} {
  const all = sorted(groups, isDayProfile)
  const panels = all.map((each) => panelOf(each, all))
  return { panels: panels.slice(0, mostPanels), leftOut: Math.max(all.length - mostPanels, 0) }
}
