import {
  settled,
  withBlock,
  withPortionAhead,
  type Ahead,
  type BlockUse,
  type RowBlock,
} from './ahead.js'
import {
  excessOf,
  isLifted,
  type BrakeLimits,
  type Excess,
  type Portion,
  type Reading,
} from './reading.js'
import type { Change } from './store.js'

/** Why an answer is not told; undefined where it was counted. */
export type Refusal = Excess | 'stopped' | undefined

/** What became of an answer, and a block that was counted ahead with it. */
export interface Counted {
  readonly refusal: Refusal
  readonly block?: RowBlock
}

/** How an answer is counted. */
export interface Counting {
  readonly limits: BrakeLimits
  readonly ahead: Ahead
  /** A block of this process that is not used any more. */
  readonly spent: BlockUse | undefined
  /** Whether to count another block ahead. */
  readonly withNext: boolean
}

const unlessSame = (before: Reading, after: Reading, refusal: Refusal): Change<Counted> =>
  before === after ? { answer: { refusal } } : { next: after, answer: { refusal } }

/** The change of a reading that counts a portion, or tells why the portion must not be answered. */
export function countPortion(
  reading: Reading,
  portion: Portion,
  { limits, ahead, spent, withNext }: Counting,
): Change<Counted> {
  if (reading.stoppedAt !== undefined) return { answer: { refusal: 'stopped' } }
  const before = spent === undefined ? reading : settled(reading, spent)
  if (isLifted(reading, ahead.at)) return unlessSame(reading, before, undefined)
  const refusal = excessOf(before, portion, limits, ahead.at)
  if (refusal !== undefined) return unlessSame(reading, before, refusal)
  const next = withPortionAhead(before, portion, ahead)
  const more = withNext ? withBlock(next, limits, ahead) : undefined
  return more === undefined
    ? { next, answer: { refusal } }
    : { next: more.reading, answer: { refusal, block: more.block } }
}
