import type { Palette } from '../../src/picture/palette.js'
import { lightPalette } from '../../src/picture/palette.js'
import { trendSheet } from '../../src/picture/sheet.js'
import { svgText } from '../../src/picture/svg-text.js'
import { trendPicture } from '../../src/picture/trend-picture.js'
import type { TreeNode } from '../../src/picture/tree.js'

const day = 86_400_000

/** An instant as answers in UTC write it. */
export const utc = (instant: number): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z')

/** A bucket of a day, counted from the first of November 2026. */
export const dayBucket = (at: number, values: readonly object[], count = 1) => ({
  start: utc(Date.UTC(2026, 10, 1) + at * day),
  end: utc(Date.UTC(2026, 10, 2) + at * day),
  count,
  values,
})

/** An hour of the clock. */
export const clockBucket = (hour: number, values: readonly object[], count = 20) => ({
  start: `${String(hour).padStart(2, '0')}:00`,
  end: hour === 23 ? '24:00' : `${String(hour + 1).padStart(2, '0')}:00`,
  count,
  days: 14,
  values,
})

/** A trend's answer of these buckets, with nothing else to say. */
export const answerOf = (buckets: readonly object[], rest: object = {}) => ({
  buckets,
  window: { start: '2026-11-01T00:00:00Z', end: null },
  withheld: [],
  time_zone: 'UTC',
  truncated: false,
  next_cursor: null,
  ...rest,
})

/** The whole page of a trend. */
export const sheetOf = (args: object, answer: unknown, palette: Palette = lightPalette): TreeNode =>
  trendSheet(trendPicture(args, answer, 'dmy'), palette)

export const svgOf = (args: object, answer: unknown): string => svgText(sheetOf(args, answer))

/** Every element of a drawing. */
export const elementsOf = (tree: TreeNode): readonly TreeNode[] => [
  tree,
  ...tree.kids.flatMap((kid) => (typeof kid === 'string' ? [] : elementsOf(kid))),
]

/** Every text that is drawn or read aloud. */
export const textsOf = (tree: TreeNode): readonly string[] =>
  tree.kids.flatMap((kid) => (typeof kid === 'string' ? [kid] : textsOf(kid)))
