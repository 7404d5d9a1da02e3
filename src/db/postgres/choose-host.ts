import type { HostChoice } from '../conninfo/host-choice.js'
import { giveBack, type DatabaseHost } from './database-host.js'
import {
  searchHosts,
  startSearch,
  tryHost,
  type Found,
  type Held,
  type HostRules,
} from './host-search.js'
import { noHost } from './next-host.js'
import type { PgOptions } from './open-pool.js'
import { createSessionLook } from './session-state.js'

/** Chooses among the hosts of a database. */
export interface HostChooser {
  /**
   * A session on the best host that may be asked.
   * @param avoid is asked only where no other may be
   * @throws JheError DATABASE_UNAVAILABLE that names every host by its position; of one host alone
   * what its connection failed with
   */
  acquire(signal: AbortSignal, avoid?: DatabaseHost): Promise<Held>
  /** The host failed: another one is asked for 30 s where there is one. */
  failed(host: DatabaseHost): void
  close(): void
}

/** Milliseconds after which a better host is looked for, or one that failed is tried again. */
const returnMs = 30_000

const shuffled = <T>(list: readonly T[]): readonly T[] =>
  list
    .map((value) => ({ value, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value)

/** What is known of the hosts at a time. */
interface Standing {
  readonly order: readonly DatabaseHost[]
  readonly now: () => number
  readonly failedAt: Map<DatabaseHost, number>
  /** The host in use, and the round in which it was found. */
  current: { readonly host: DatabaseHost; readonly round: number } | undefined
  /** When a better one is looked for. */
  lookAgainAt: number
}

const isResting = ({ failedAt, now }: Standing, host: DatabaseHost): boolean =>
  now() - (failedAt.get(host) ?? -Infinity) < returnMs

const settle = (standing: Standing, { host, round }: Found): void => {
  const isBest = round === 0 && host === standing.order[0]
  standing.current = { host, round }
  standing.lookAgainAt = isBest ? Infinity : standing.now() + returnMs
}

/** Looks for a better host than the current one, beside the statements. */
const lookForBetter = async (
  rules: HostRules,
  standing: Standing,
  signal: AbortSignal,
): Promise<void> => {
  const { current: was, order, now } = standing
  if (was === undefined) return
  standing.lookAgainAt = now() + returnMs
  const isCurrent = (host: DatabaseHost, round: number) => host === was.host && round === was.round
  const found = await searchHosts(rules, order, startSearch(signal), isCurrent)
  if (found === undefined) return
  giveBack(found.host, found.client, false)
  if (standing.current === was) settle(standing, found)
}

const search = async (
  rules: HostRules,
  standing: Standing,
  signal: AbortSignal,
  avoid: DatabaseHost | undefined,
): Promise<Held> => {
  const { order, current } = standing
  const job = startSearch(signal)
  const stays =
    avoid === undefined && current !== undefined
      ? await tryHost(rules, current.host, current.round, job)
      : undefined
  if (stays !== undefined) return stays
  const isReady = (host: DatabaseHost) => host !== avoid && !isResting(standing, host)
  const [ready, rest] = [order.filter(isReady), order.filter((host) => !isReady(host))]
  const found = (await searchHosts(rules, ready, job)) ?? (await searchHosts(rules, rest, job))
  if (found === undefined) throw noHost([...job.outcomes.values()], order.length)
  if (avoid === undefined) settle(standing, found)
  return found
}

/**
 * The host in use stays in use until it fails or may no longer be asked. Where it is not the best
 * there could be, a better one is looked for every 30 s.
 * @param hosts in the order of `JHE_DB_CONN`, one or more
 */
export function createHostChooser(
  hosts: readonly DatabaseHost[],
  { rounds, isRandom }: HostChoice,
  options: PgOptions,
): HostChooser {
  const { maxLag = 10, now = () => performance.now() } = options
  const standing: Standing = {
    order: isRandom ? shuffled(hosts) : hosts,
    now,
    failedAt: new Map(),
    current: undefined,
    lookAgainAt: Infinity,
  }
  const failed = (host: DatabaseHost) => {
    standing.failedAt.set(host, now())
    if (standing.current?.host === host) standing.current = undefined
  }
  const answered = (host: DatabaseHost) => void standing.failedAt.delete(host)
  const look = createSessionLook(options)
  const rules: HostRules = { hosts, rounds, maxLag, look, failed, answered }
  const closing = new AbortController()
  return {
    acquire: async (signal, avoid) => {
      if (now() >= standing.lookAgainAt) {
        lookForBetter(rules, standing, closing.signal).catch(() => undefined)
      }
      return await search(rules, standing, signal, avoid)
    },
    failed,
    close: () => {
      closing.abort()
    },
  }
}
