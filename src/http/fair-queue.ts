import { JheError } from '../errors.js'

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
  readonly refuse: (reason: unknown) => void
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

/** Creates an empty queue. */
export function createFairQueue(options: FairQueueOptions): FairQueue {
  const { slots, perPerson, waiting: maxWaiting, maxWaitMs, onDepth } = options
  const running = new Map<number, number>()
  /** In the order of turns: who has had one goes to the end. */
  const waiting = new Map<number, Waiting[]>()
  let busySlots = 0
  let depth = 0

  const runningOf = (person: number): number => running.get(person) ?? 0

  const changeDepth = (by: number): void => {
    depth += by
    onDepth(depth)
  }

  const leave = (person: number, work: Waiting): boolean => {
    const own = waiting.get(person) ?? []
    const at = own.indexOf(work)
    if (at < 0) return false
    own.splice(at, 1)
    if (own.length === 0) waiting.delete(person)
    changeDepth(-1)
    return true
  }

  const occupy = (person: number): (() => void) => {
    busySlots += 1
    running.set(person, runningOf(person) + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      busySlots -= 1
      if (runningOf(person) > 1) running.set(person, runningOf(person) - 1)
      else running.delete(person)
      startNext()
    }
  }

  const hasTurn = (person: number): boolean => busySlots < slots && runningOf(person) < perPerson

  const startNext = (): void => {
    const next = [...waiting].find(([person]) => hasTurn(person))
    const [person, [work] = []] = next ?? []
    if (person === undefined || work === undefined) return
    leave(person, work)
    const rest = waiting.get(person)
    if (rest !== undefined) {
      waiting.delete(person)
      waiting.set(person, rest)
    }
    work.start()
    startNext()
  }

  /** Makes room by refusing the newest of who has most waiting, unless that is this person. */
  const makeRoom = (person: number): boolean => {
    if (depth < maxWaiting) return true
    const own = waiting.get(person)?.length ?? 0
    const [longest] = [...waiting.values()].toSorted((a, b) => b.length - a.length)
    if (longest === undefined || longest.length <= own + 1) return false
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
          resolve(occupy(person))
        },
        refuse: (reason) => {
          settle()
          if (leave(person, work)) reject(reason instanceof Error ? reason : new Error('refused'))
        },
      }
      const onAbort = (): void => {
        work.refuse(reasonOf(signal))
      }
      const timer = setTimeout(() => {
        work.refuse(busy(`this one waited ${Math.round(maxWaitMs / 1000)} s for its turn`))
      }, maxWaitMs)
      signal.addEventListener('abort', onAbort)
      const own = waiting.get(person)
      if (own === undefined) waiting.set(person, [work])
      else own.push(work)
      changeDepth(1)
    })

  return {
    enter: async (person, signal) => {
      signal.throwIfAborted()
      if (!waiting.has(person) && hasTurn(person)) return occupy(person)
      if (!makeRoom(person)) throw busy(tooMany)
      return await wait(person, signal)
    },
  }
}
