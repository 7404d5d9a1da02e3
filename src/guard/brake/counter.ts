import { isCountedAhead, settled, type Ahead } from './ahead.js'
import { countPortion, type Refusal } from './counting.js'
import { isLifted, minuteMs, type BrakeLimits } from './reading.js'
import { rememberIn } from './remember.js'
import { createSpares } from './spares.js'
import { nameOf, type BrakedPerson, type BrakeStore, type ReadingView } from './store.js'

/** What an answer holds of patients: rows or identity, never figures. */
export interface Held {
  /** Ids of `core_patient`. */
  readonly patients: readonly number[]
  /** Different rows: observations, clinical records, else patients. */
  readonly rows: number
}

/** Counts answers in a store, most of them without a change of it. */
export interface Counter {
  /**
   * Counts an answer, before it is told.
   * @param seen what was found when the person was let in, which saves a look while it is current
   * @throws JheError what the store fails with
   */
  count(person: BrakedPerson, held: Held, seen?: ReadingView): Promise<Refusal>
  /** Gives back what was counted ahead and not used, and counts nothing ahead any more; never throws. */
  close(): Promise<void>
}

export interface CounterOptions {
  readonly store: BrakeStore
  readonly limits: BrakeLimits
  readonly now: () => Date
  /** Milliseconds that are counted ahead; a minute unless given. */
  readonly aheadMs?: number
}

/** How many changes are under way, by person. */
const createUnderWay = () => {
  const counts = new Map<string, number>()
  const add = (name: string, more: 1 | -1): number => {
    const before = counts.get(name) ?? 0
    if (before + more === 0) counts.delete(name)
    else counts.set(name, before + more)
    return before
  }
  return { begin: (name: string) => add(name, 1), end: (name: string) => add(name, -1) }
}

/** Tells whether somebody was counted within the time before, and notes that they are now. */
const createLately = (withinMs: number) => {
  const moments = new Map<string, number>()
  return (name: string, at: number): boolean => {
    const before = moments.get(name) ?? Number.NEGATIVE_INFINITY
    rememberIn(moments, name, at)
    return before >= at - withinMs && before <= at
  }
}

/** The blocks of a process, which are given back when their time is over. */
const createBlocks = (store: BrakeStore) => {
  const giveBack = async (person: BrakedPerson): Promise<void> => {
    const spent = spares.take(person)
    if (spent === undefined) return
    try {
      await store.change(person, (reading) => ({
        next: settled(reading, spent),
        answer: undefined,
      }))
    } catch {
      // counts until its hour is over; the next answer tells what is wrong with the store
    }
  }
  const spares = createSpares((person) => void giveBack(person))
  return { spares, giveBack }
}

/**
 * Counts answers of a process. From the second answer to a person within a minute on it counts ahead:
 * a patient until a minute later, and a block of rows, in the same change of the store that counts the
 * answer. So the store never holds less than was told, also after `kill -9`, and an answer that is
 * counted already needs no change, only a look whether somebody else changed it.
 */
export function createCounter({ store, limits, now, aheadMs = minuteMs }: CounterOptions): Counter {
  const wasCounted = createLately(aheadMs)
  const underWay = createUnderWay()
  let isClosed = false
  const ahead = (): Ahead => ({ at: now().getTime(), aheadMs })
  const { spares, giveBack } = createBlocks(store)

  const change = async (
    person: BrakedPerson,
    { patients, rows }: Held,
    isAgain: boolean,
  ): Promise<Refusal> => {
    const name = nameOf(person)
    const isAlone = underWay.begin(name) === 0
    const spent = spares.take(person)
    const usesRows = rows > 0 || spent !== undefined
    const withNext = usesRows && isAgain && isAlone && !isClosed
    try {
      const { refusal, block } = await store.change(person, (reading, mark) =>
        countPortion(
          reading,
          { marks: patients.map(mark), rows },
          { limits, spent, withNext, ahead: ahead() },
        ),
      )
      if (block !== undefined) spares.keep(person, block, aheadMs)
      return refusal
    } finally {
      underWay.end(name)
    }
  }

  /** @returns 'uncounted' where it takes a change of the store */
  const look = async (
    person: BrakedPerson,
    { patients, rows }: Held,
    seen: ReadingView | undefined,
  ): Promise<Refusal | 'uncounted'> => {
    const { reading, mark } = seen?.isCurrent() === true ? seen : await store.view(person)
    // from here to the end nothing else of this process happens
    if (reading.stoppedAt !== undefined) return 'stopped'
    const moment = ahead()
    if (isLifted(reading, moment.at)) return undefined
    const portion = { marks: patients.map(mark), rows }
    if (!isCountedAhead(reading, portion, spares.of(person), moment)) return 'uncounted'
    if (rows > 0) spares.use(person, rows, moment.at)
    return undefined
  }

  return {
    count: async (person, held, seen) => {
      const isAgain = wasCounted(nameOf(person), ahead().at)
      const known = isAgain ? await look(person, held, seen) : 'uncounted'
      return known === 'uncounted' ? await change(person, held, isAgain) : known
    },
    close: async () => {
      isClosed = true
      await Promise.all(spares.people().map(giveBack))
      await store.settled?.()
    },
  }
}
