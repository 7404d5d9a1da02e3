import type { Palette } from '../palette.js'
import type { TreeNode } from '../tree.js'

/** A small drawing that stands in a line of a list. */
export interface DrawnBar {
  readonly width: number
  readonly height: number
  readonly nodes: readonly TreeNode[]
  /** What it shows, read aloud. */
  readonly label: string
}

/** Size and colours of a small drawing. */
export interface BarStyle {
  /** Pixels; what is less than is needed is drawn as if it were enough. */
  readonly width: number
  readonly palette: Palette
}

/** Pixels of every small drawing, so that they stand in line. */
export const barHeight = 22

/** The least width in which such a drawing says something. */
export const leastBar = 120
