import {
  read,
  withPortion,
  withRows,
  type BrakeLimits,
  type Portion,
  type Reading,
} from './reading.js'

/** Rows that a process has counted for answers to come: an entry of a reading, at the moment of its end. */
export interface RowBlock {
  /** No answer after it may use the block. Milliseconds since the epoch. */
  readonly until: number
  readonly rows: number
}

/** What was answered out of a block. */
export interface BlockUse {
  readonly block: RowBlock
  readonly used: number
  /** When it was used last. */
  readonly usedAt: number
}

/** The moment that a change is made at, and for how long it may count ahead. */
export interface Ahead {
  readonly at: number
  readonly aheadMs: number
}

/** The part of the rows of an hour that is counted ahead, and the most rows. */
const share = 0.05
const mostRows = 1_000

/** Where a block stands in a reading; -1 where it is gone, because somebody began the count anew. */
const placeOf = ({ rows }: Reading, block: RowBlock): number =>
  rows.findIndex(([at, count]) => at === block.until && count === block.rows)

const isWithin = (moment: number | undefined, from: number, to: number): boolean =>
  moment !== undefined && moment >= from && moment <= to

/**
 * Whether a reading counts a portion already, for an hour and a day from now on: each patient by a
 * moment that is to come, and the rows by what is left of a block.
 * @param use undefined where there is no block; no rows need none
 */
export function isCountedAhead(
  reading: Reading,
  { marks, rows }: Portion,
  use: BlockUse | undefined,
  { at, aheadMs }: Ahead,
): boolean {
  if (!marks.every((mark) => isWithin(reading.patients[mark], at, at + aheadMs))) return false
  if (rows === 0) return true
  if (use === undefined || placeOf(reading, use.block) < 0) return false
  const { until, rows: held } = use.block
  return isWithin(until, at, at + aheadMs) && use.used + rows <= held
}

/** A reading in which a block is replaced by what was used of it; the same where the block is gone. */
export function settled(reading: Reading, { block, used, usedAt }: BlockUse): Reading {
  const place = placeOf(reading, block)
  if (place < 0) return reading
  return { ...reading, rows: withRows(reading.rows.toSpliced(place, 1), used, usedAt) }
}

/**
 * What was read once a portion is answered. Who was answered a moment ago already is counted until
 * later than that, so that the next answers change nothing.
 */
export function withPortionAhead(
  reading: Reading,
  portion: Portion,
  { at, aheadMs }: Ahead,
): Reading {
  const counted = withPortion(reading, portion, at)
  const again = portion.marks.filter((mark) =>
    isWithin(reading.patients[mark], at - aheadMs, at + aheadMs),
  )
  const later = Object.fromEntries(again.map((mark) => [mark, at + aheadMs]))
  return { ...counted, patients: { ...counted.patients, ...later } }
}

/** Counts a block ahead. @returns undefined where the limit leaves no room for it: nobody is refused for it */
export function withBlock(
  reading: Reading,
  { rowsPerHour }: BrakeLimits,
  { at, aheadMs }: Ahead,
): { readonly reading: Reading; readonly block: RowBlock } | undefined {
  const rows = Math.min(mostRows, Math.floor(rowsPerHour * share))
  if (rows === 0 || read(reading, at).rowsHour + rows > rowsPerHour) return undefined
  const block = { until: at + aheadMs, rows }
  return { reading: { ...reading, rows: [...reading.rows, [block.until, block.rows]] }, block }
}
