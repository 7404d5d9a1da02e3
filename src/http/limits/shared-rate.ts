import { createHmac } from 'node:crypto'

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

import { JheError } from '../../errors.js'
import type { SharedCounts } from '../../state/store.js'
import { createExchangedCounts } from './exchanged-counts.js'

export interface SharedRateOptions {
  /** Calls of one person a minute. */
  readonly rate: number
  readonly counts: SharedCounts
  /** The same in all replicas; people are named to the others by their HMAC under it. */
  readonly secret: Buffer
  readonly now: () => Date
}

/** How often people call in a minute, over all replicas. */
export interface SharedRate {
  /**
   * Counts a call.
   * @param subject `core_jheuser.id`
   * @throws JheError RATE_LIMITED, with the seconds to wait
   */
  take(subject: number): Promise<void>
  /** Counts a request of any kind. @returns whether there are more than ten times the rate */
  isFlooding(subject: number): boolean
  /** Exchanges counts with the other replicas. Never throws. */
  exchange(): Promise<void>
}

const minuteMs = 60_000
const floodFactor = 10
/** Milliseconds that a call waits for the counts of the other replicas. */
const exchangeLimitMs = 1_000

const limited = (rate: number, seconds: number): JheError =>
  new JheError(
    'RATE_LIMITED',
    `You have asked jhe-mcp more than ${rate} times in this minute, which is the limit for one person.`,
    `Ask again in ${seconds} s; a summary or a longer page needs fewer calls.`,
  )

/** Counts by name; names hold the minute, so that the clock that was passed in ends it. */
const createCounter = (points: number) => {
  const limiter = new RateLimiterMemory({ points, duration: (2 * minuteMs) / 1000 })
  return async (name: string): Promise<{ count: number; isTooMany: boolean }> => {
    try {
      return { count: (await limiter.consume(name)).consumedPoints, isTooMany: false }
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown
      return { count: thrown.consumedPoints, isTooMany: true }
    }
  }
}

/**
 * Counts calls here and adds those of the other replicas, which are exchanged now and then. Of
 * somebody who calls so fast that more than a tenth of the rate has not been told to the others, each
 * further call waits for an exchange, so that many replicas let through little more than one. Without
 * the state, each goes on by its own counts.
 */
export function createSharedRate({ rate, counts, secret, now }: SharedRateOptions): SharedRate {
  const untold = Math.max(1, Math.floor(rate / floodFactor))
  const countCall = createCounter(rate)
  const countRequest = createCounter(rate * floodFactor)
  const exchanged = createExchangedCounts(counts, now)
  let flooding = { minute: 0, people: new Set<number>() }

  const hashOf = (subject: number): string =>
    createHmac('sha256', secret).update(`calls of ${subject}`).digest('base64url')

  const minute = (): number => Math.floor(now().getTime() / minuteMs)
  const secondsLeft = (): number => Math.ceil((minuteMs - (now().getTime() % minuteMs)) / 1000)

  const countRequestOf = async (subject: number, people: Set<number>): Promise<void> => {
    if ((await countRequest(`${minute()} ${subject}`)).isTooMany) people.add(subject)
  }

  return {
    take: async (subject) => {
      const hash = hashOf(subject)
      const { count, isTooMany } = await countCall(`${minute()} ${hash}`)
      const refuseBeyond = (): void => {
        if (isTooMany || count + exchanged.othersOf(hash) > rate) throw limited(rate, secondsLeft())
      }
      refuseBeyond()
      if (exchanged.add(hash) <= untold || exchanged.isAlone()) return
      await exchanged.exchangeWithin(exchangeLimitMs)
      refuseBeyond()
    },
    isFlooding: (subject) => {
      if (flooding.minute !== minute()) flooding = { minute: minute(), people: new Set() }
      void countRequestOf(subject, flooding.people)
      return flooding.people.has(subject)
    },
    exchange: async () => {
      await exchanged.exchange()
    },
  }
}
