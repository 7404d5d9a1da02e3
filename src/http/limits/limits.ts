import type { Turn } from '../../calls/request-context.js'
import { JheError } from '../../errors.js'
import type { Metrics } from '../../metrics.js'
import type { ServeConfig } from '../../serve-config.js'
import type { ServeKeys, SharedCounts } from '../../state/store.js'
import { createFairQueue } from './fair-queue.js'
import { createSharedRate } from './shared-rate.js'

export interface PersonLimitsOptions {
  readonly config: Pick<ServeConfig, 'rate' | 'concurrency' | 'queue' | 'dbPool'>
  readonly counts: SharedCounts
  readonly keys: Pick<ServeKeys, 'secrets'>
  readonly metrics: Pick<Metrics, 'queued' | 'queueDepth' | 'rateLimited'>
  readonly now: () => Date
}

/** Limits of each person, however many hosts and addresses they use. */
export interface PersonLimits {
  /**
   * The turn of a person's call: counts it, then waits until it may run.
   * @param subject `core_jheuser.id`
   */
  turnOf(subject: number): Turn
  /**
   * Counts a request of any kind; to be asked once for each.
   * @returns whether a person sends so many that they get no answer but HTTP 429
   */
  isFlooding(subject: number): boolean
  /** Ends the exchange with the other replicas. */
  close(): void
}

/** Milliseconds that a call may wait for its turn. */
const maxWaitMs = 10_000
const exchangeEveryMs = 1_000

const isRateLimited = (thrown: unknown): boolean =>
  thrown instanceof JheError && thrown.code === 'RATE_LIMITED'

/** Queue of calls; of several connections to the database one person never has all. */
const queueOf = ({ config, metrics }: PersonLimitsOptions) =>
  createFairQueue({
    slots: config.dbPool,
    perPerson: Math.min(config.concurrency, config.dbPool - 1),
    waiting: config.queue,
    maxWaitMs,
    onDepth: (depth) => {
      metrics.queueDepth(depth)
    },
  })

/**
 * Creates the limits of a process: `JHE_RATE` over all replicas, `JHE_CONCURRENCY` and
 * `JHE_QUEUE` in this one. Counts are exchanged once a second until `close`.
 */
export function createPersonLimits(options: PersonLimitsOptions): PersonLimits {
  const { config, counts, keys, metrics, now } = options
  const [secret] = keys.secrets('counts')
  const rate = createSharedRate({ rate: config.rate, counts, secret, now })
  const queue = queueOf(options)
  const timer = setInterval(() => void rate.exchange(), exchangeEveryMs).unref()

  const admit = async (subject: number): Promise<void> => {
    try {
      await rate.take(subject)
    } catch (thrown) {
      if (isRateLimited(thrown)) metrics.rateLimited()
      throw thrown
    }
  }

  return {
    turnOf: (subject) => async (signal, work) => {
      await admit(subject)
      const from = performance.now()
      const leave = await queue.enter(subject, signal)
      metrics.queued((performance.now() - from) / 1000)
      try {
        return await work()
      } finally {
        leave()
      }
    },
    isFlooding: (subject) => rate.isFlooding(subject),
    close: () => {
      clearInterval(timer)
    },
  }
}
