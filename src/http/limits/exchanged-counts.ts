import { orLate } from '../../or-late.js'
import { shareNext } from '../../share-next.js'
import type { SharedCounts } from '../../state/store.js'

/** Calls that replicas have let through in the running minute, by a hash of the person. */
export interface ExchangedCounts {
  /** Counts a call of this process. @returns how many calls of that person no exchange has told yet */
  add(hash: string): number
  /** Calls in other replicas, as far as known. */
  othersOf(hash: string): number
  /** Tells the others and hears of them: one statement; none after a minute without calls. */
  exchange(): Promise<void>
  /** The same, and goes on without them after some milliseconds. */
  exchangeWithin(ms: number): Promise<void>
  /** Whether the last exchange failed or is late, so that nothing can be heard for now. */
  isAlone(): boolean
}

type Counts = ReadonlyMap<string, number>

/** The running minute by the clock of this process. */
interface Minute {
  readonly number: number
  /** Let through here, and not yet told. */
  fresh: Map<string, number>
  /** Being told. */
  sending: Counts
  readonly others: Map<string, number>
}

/** What was told and heard of a minute by the clock of the state. */
interface StateMinute {
  readonly start: number
  readonly told: Map<string, number>
  readonly heard: Map<string, number>
}

const none: Counts = new Map()

const increase = (counts: Map<string, number>, hash: string, by: number): void => {
  counts.set(hash, (counts.get(hash) ?? 0) + by)
}

const minuteOf = (now: Date): number => Math.floor(now.getTime() / 60_000)

const begin = (number: number): Minute => ({
  number,
  fresh: new Map(),
  sending: none,
  others: new Map(),
})

/**
 * Counts of this process and of its peers. The clocks of both may differ: what the others let
 * through since the exchange before counts for the minute that runs here.
 */
export function createExchangedCounts(counts: SharedCounts, now: () => Date): ExchangedCounts {
  let minute = begin(minuteOf(now()))
  let state: StateMinute = { start: 0, told: new Map(), heard: new Map() }
  let lastCall = Number.NEGATIVE_INFINITY
  let isAlone = false

  const current = (): Minute => {
    const number = minuteOf(now())
    if (minute.number !== number) minute = begin(number)
    return minute
  }

  const hear = (start: number, sent: Counts, totals: Counts): void => {
    if (state.start !== start) state = { start, told: new Map(), heard: new Map() }
    for (const [hash, calls] of sent) increase(state.told, hash, calls)
    const { others } = current()
    for (const [hash, total] of totals) {
      const theirs = total - (state.told.get(hash) ?? 0)
      const more = theirs - (state.heard.get(hash) ?? 0)
      if (more <= 0) continue
      state.heard.set(hash, theirs)
      increase(others, hash, more)
    }
  }

  const exchange = shareNext(async () => {
    const told = current()
    if (minuteOf(now()) - lastCall > 1) return
    const sent = told.fresh
    told.sending = sent
    told.fresh = new Map()
    try {
      const { minute: start, totals } = await counts.exchange(sent)
      hear(start.getTime(), sent, totals)
      isAlone = false
    } catch {
      // told with the next exchange, unless its minute is over
      for (const [hash, calls] of sent) increase(told.fresh, hash, calls)
      isAlone = true
    } finally {
      told.sending = none
    }
  })

  return {
    add: (hash) => {
      const { fresh, sending, number } = current()
      lastCall = number
      increase(fresh, hash, 1)
      return (fresh.get(hash) ?? 0) + (sending.get(hash) ?? 0)
    },
    othersOf: (hash) => current().others.get(hash) ?? 0,
    exchange,
    exchangeWithin: async (ms) => {
      if ((await orLate(exchange(), ms, 'late')) === 'late') isAlone = true
    },
    isAlone: () => isAlone,
  }
}
