import { JheError } from '../../errors.js'

export interface FairQueueOptions {
  /** Work that runs at a time, of everybody. */
  readonly slots: number
  /** Work of one person that runs at a time. */
  readonly perPerson: number
  /** Work that may wait, of everybody. */
  readonly waiting: number
  /** Milliseconds that work may wait. */
  readonly maxWaitMs: number
  /** Called with how much waits, whenever that changes. */
  readonly onDepth: (depth: number) => void
}

/** Work of many people, of which only some runs at a time. */
export interface FairQueue {
  /**
   * Waits for a person's turn: the people who wait take turns, however much each of them has
   * waiting.
   * @returns a function that ends the turn
   * @throws JheError SERVER_BUSY when too much waits or it took too long; the reason of the signal
   */
  enter(person: number, signal: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly start: () => void
  readonly refuse: (reason: Error) => void
}

const busy = (why: string): JheError =>
  new JheError(
    'SERVER_BUSY',
    `jhe-mcp has more questions than it can answer right now: ${why}.`,
    'Ask again in half a minute, and ask fewer questions at a time.',
  )

const tooMany = 'too many others are waiting'

const reasonOf = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new Error('cancelled')

/** Places to run in, of everybody and of each person. */
const createPlaces = ({ slots, perPerson }: Pick<FairQueueOptions, 'slots' | 'perPerson'>) => {
  const running = new Map<number, number>()
  let taken = 0
  const ownOf = (person: number): number => running.get(person) ?? 0
  return {
    isFreeFor: (person: number): boolean => taken < slots && ownOf(person) < perPerson,
    /** @returns a function that gives the place back, once */
    take: (person: number, onFree: () => void): (() => void) => {
      taken += 1
      running.set(person, ownOf(person) + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        taken -= 1
        if (ownOf(person) > 1) running.set(person, ownOf(person) - 1)
        else running.delete(person)
        onFree()
      }
    },
  }
}

/** What waits, by person, in the order of their turns: who has had one goes to the end. */
const createWaitingRoom = (onDepth: (depth: number) => void) => {
  const people = new Map<number, Waiting[]>()
  let depth = 0

  const leave = (person: number, work: Waiting): boolean => {
    const own = people.get(person) ?? []
    const at = own.indexOf(work)
    if (at < 0) return false
    own.splice(at, 1)
    if (own.length === 0) people.delete(person)
    depth -= 1
    onDepth(depth)
    return true
  }

  const goToTheEnd = (person: number): void => {
    const rest = people.get(person)
    people.delete(person)
    if (rest !== undefined) people.set(person, rest)
  }

  return {
    depth: () => depth,
    countOf: (person: number): number => people.get(person)?.length ?? 0,
    leave,
    enter: (person: number, work: Waiting): void => {
      const own = people.get(person)
      if (own === undefined) people.set(person, [work])
      else own.push(work)
      depth += 1
      onDepth(depth)
    },
    /** Takes out the oldest work of the first person who may run now. */
    next: (mayRun: (person: number) => boolean): Waiting | undefined => {
      const [person, [work] = []] = [...people].find(([candidate]) => mayRun(candidate)) ?? []
      if (person === undefined || work === undefined) return undefined
      leave(person, work)
      goToTheEnd(person)
      return work
    },
    /** All work of the person who has most. */
    longest: (): readonly Waiting[] =>
      [...people.values()].toSorted((one, other) => other.length - one.length)[0] ?? [],
  }
}

/** Creates an empty queue. */
export function createFairQueue(options: FairQueueOptions): FairQueue {
  const { waiting: maxWaiting, maxWaitMs, onDepth } = options
  const places = createPlaces(options)
  const room = createWaitingRoom(onDepth)

  const startNext = (): void => {
    const work = room.next(places.isFreeFor)
    if (work === undefined) return
    work.start()
    startNext()
  }

  /** Makes room by refusing the newest of who has most waiting, unless that is this person. */
  const makeRoom = (person: number): boolean => {
    if (room.depth() < maxWaiting) return true
    const longest = room.longest()
    if (longest.length <= room.countOf(person) + 1) return false
    longest.at(-1)?.refuse(busy(tooMany))
    return true
  }

  const wait = async (person: number, signal: AbortSignal): Promise<() => void> =>
    await new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
      const work: Waiting = {
        start: () => {
          settle()
          resolve(places.take(person, startNext))
        },
        refuse: (reason) => {
          settle()
          if (room.leave(person, work)) reject(reason)
        },
      }
      const onAbort = (): void => {
        work.refuse(reasonOf(signal))
      }
      const timer = setTimeout(() => {
        work.refuse(busy(`this one waited ${Math.round(maxWaitMs / 1000)} s for its turn`))
      }, maxWaitMs)
      signal.addEventListener('abort', onAbort)
      room.enter(person, work)
    })

  return {
    enter: async (person, signal) => {
      signal.throwIfAborted()
      if (room.countOf(person) === 0 && places.isFreeFor(person))
        return places.take(person, startNext)
      if (!makeRoom(person)) throw busy(tooMany)
      return await wait(person, signal)
    },
  }
}
