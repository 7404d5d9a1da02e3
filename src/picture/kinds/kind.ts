import type { Group, Point, Slot } from '../answer/trend-answer.js'
import type { Palette } from '../palette.js'
import type { Scale } from '../scale/linear.js'
import type { TreeNode } from '../tree.js'

/** Where a panel's marks are. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** Of an instant. */
  readonly x: Scale
  /** Of a number. */
  readonly y: Scale
  readonly palette: Palette
}

/** A line of a legend: its mark as it is drawn, in a box of 16 by 12 pixels. */
export interface LegendItem {
  readonly label: string
  readonly mark: (palette: Palette) => readonly TreeNode[]
}

/** A number of a bucket under its name. */
export interface Cell {
  readonly label: string
  readonly text: string
}

/** A range that a number is meant to be in, and who says so. */
export interface Target {
  readonly low: number
  readonly high: number
  readonly source: string
}

/** Numbers that share a scale: one unit, and one picture. */
export interface Panel {
  /** Which numbers, where there is more than one panel; empty otherwise. */
  readonly title: string
  /** As it is shown; null where the numbers have none. */
  readonly unit: string | null
  readonly digits: number
  readonly groups: readonly Group[]
  /** Buckets in which the panel has a number, in order of time. */
  readonly slots: readonly Slot[]
  readonly target: Target | undefined
  readonly kind: Kind
}

/** What stands above a panel as a figure with its meaning. */
export interface Fact {
  readonly figure: string
  readonly meaning: string
}

/** A way to draw the groups of a panel. */
export interface Kind {
  /** Bars stand on zero. */
  readonly isOnZero: boolean
  /** Its numbers are of moments, not of buckets: no time between them is missing. */
  readonly isOfMoments?: boolean
  /** Every number that is drawn. */
  readonly extent: (panel: Panel) => readonly number[]
  readonly legend: (panel: Panel) => readonly LegendItem[]
  readonly marks: (panel: Panel, plot: Plot) => readonly TreeNode[]
  /** The numbers of one bucket, for the line of values and the table. */
  readonly cells: (panel: Panel, slot: Slot) => readonly Cell[]
  /** The panel's window in one or two figures. */
  readonly facts: (panel: Panel) => readonly Fact[]
}

/** The middle of a bucket. */
export const middleOf = ({ start, end }: Slot): number => (start.instant + end.instant) / 2

/** A group's point in a bucket. */
export const pointIn = (group: Group | undefined, { start }: Slot): Point | undefined =>
  group?.byStart.get(start.instant)

/** Mean of a group's means, weighted by the readings of each. */
export function weightedMean(points: readonly Point[]): number | undefined {
  let [sum, count] = [0, 0]
  for (const { numbers, count: readings } of points) {
    if (numbers.mean === undefined) continue
    sum += numbers.mean * readings
    count += readings
  }
  return count === 0 ? undefined : sum / count
}
