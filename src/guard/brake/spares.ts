import type { BlockUse, RowBlock } from './ahead.js'
import { nameOf, type BrakedPerson } from './store.js'

interface Spare {
  readonly person: BrakedPerson
  use: BlockUse
  readonly timer: NodeJS.Timeout
}

/** The blocks of rows of this process, one for each person. */
export interface Spares {
  /** Keeps a block until its time is over or somebody takes it. */
  keep(person: BrakedPerson, block: RowBlock, ms: number): void
  of(person: BrakedPerson): BlockUse | undefined
  use(person: BrakedPerson, rows: number, at: number): void
  /** Nobody uses the block any more from here on. */
  take(person: BrakedPerson): BlockUse | undefined
  /** Whose there are. */
  people(): readonly BrakedPerson[]
}

/** @param onEnd is told whose block has come to its end; the block is there still */
export function createSpares(onEnd: (person: BrakedPerson) => void): Spares {
  const spares = new Map<string, Spare>()
  return {
    keep: (person, block, ms) => {
      const timer = setTimeout(() => {
        onEnd(person)
      }, ms).unref()
      spares.set(nameOf(person), { person, use: { block, used: 0, usedAt: 0 }, timer })
    },
    of: (person) => spares.get(nameOf(person))?.use,
    use: (person, rows, at) => {
      const spare = spares.get(nameOf(person))
      if (spare !== undefined) spare.use = { ...spare.use, used: spare.use.used + rows, usedAt: at }
    },
    take: (person) => {
      const spare = spares.get(nameOf(person))
      clearTimeout(spare?.timer)
      spares.delete(nameOf(person))
      return spare?.use
    },
    people: () => [...spares.values()].map(({ person }) => person),
  }
}
