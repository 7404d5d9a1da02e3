import type pg from 'pg'

import { JheError } from '../../errors.js'
import type { Wanted } from '../conninfo/host-choice.js'
import { lagProblem } from '../standby.js'
import { cancellable } from './cancellable.js'
import { checkOut, giveBack, type DatabaseHost } from './database-host.js'
import type { Opened } from './open-pool.js'
import { failedHost, isWorthOtherHost, noHost, type HostOutcome } from './next-host.js'
import type { SessionLook, SessionState } from './session-state.js'

/** A session that may be asked. */
export interface Held {
  readonly host: DatabaseHost
  /** The pool it is of. */
  readonly used: Opened
  readonly client: pg.PoolClient
  readonly state: SessionState
}

/** A session with the round of `HostChoice` in which it was found. */
export interface Found extends Held {
  readonly round: number
}

/** What all searches among the hosts of a database have in common. */
export interface HostRules {
  /** In the order of `JHE_DB_CONN`. */
  readonly hosts: readonly DatabaseHost[]
  readonly rounds: readonly Wanted[]
  /** Seconds, as in `PgOptions`. */
  readonly maxLag: number
  readonly look: SessionLook
  /** Told of a host that cannot be reached. */
  readonly failed: (host: DatabaseHost) => void
  /** Told of a host that answers. */
  readonly answered: (host: DatabaseHost) => void
}

/** One search, and what came of the hosts so far. */
export interface Search {
  readonly signal: AbortSignal
  readonly outcomes: Map<DatabaseHost, HostOutcome>
}

/** A search that begins. */
export const startSearch = (signal: AbortSignal): Search => ({ signal, outcomes: new Map() })

const otherKind = {
  primary: 'it is a standby, and target_session_attrs asks for a primary',
  standby: 'it is a primary, and target_session_attrs asks for a standby',
} as const

const misfit = (state: SessionState, wanted: Wanted, maxLag: number): string | undefined => {
  const isOther = wanted === 'any' ? false : state.standby !== (wanted === 'standby')
  return isOther && wanted !== 'any' ? otherKind[wanted] : lagProblem(state, maxLag)
}

const misfitHint =
  'Try again in a moment; if it stays, ask the database administrator to look into the replication, or name the primary in JHE_DB_CONN too.'

const open = async (
  { hosts, look }: HostRules,
  host: DatabaseHost,
  signal: AbortSignal,
): Promise<Held> => {
  const client = await checkOut(host, signal)
  const used = host.current
  const limitMs = hosts.length === 1 ? undefined : host.target.connectLimit
  try {
    const ask = async () => await look.ask(client, limitMs)
    const state = look.known(client) ?? (await cancellable(host.target, client, signal, ask))
    return { host, used, client, state }
  } catch (thrown) {
    giveBack(host, client, true)
    throw thrown
  }
}

/** @throws what ends the search: of a single host every failure, of several the fault of the settings */
const recordFailure = (
  { hosts, failed }: HostRules,
  host: DatabaseHost,
  { signal, outcomes }: Search,
  thrown: unknown,
): void => {
  signal.throwIfAborted()
  if (hosts.length === 1) throw thrown
  if (thrown instanceof JheError && thrown.code !== 'DATABASE_UNAVAILABLE') throw thrown
  outcomes.set(host, failedHost(hosts.indexOf(host) + 1, thrown))
  if (!isWorthOtherHost(thrown)) throw noHost([...outcomes.values()], hosts.length, thrown)
  failed(host)
}

/**
 * A session of one host, where it is what the round looks for; otherwise the search remembers why not.
 * @throws as `HostChooser.acquire`
 */
export async function tryHost(
  rules: HostRules,
  host: DatabaseHost,
  round: number,
  search: Search,
): Promise<Found | undefined> {
  search.signal.throwIfAborted()
  let held: Held
  try {
    held = await open(rules, host, search.signal)
  } catch (thrown) {
    recordFailure(rules, host, search, thrown)
    return undefined
  }
  rules.answered(host)
  const why = misfit(held.state, rules.rounds[round] ?? 'any', rules.maxLag)
  if (why === undefined) return { ...held, round }
  giveBack(host, held.client, false)
  const position = rules.hosts.indexOf(host) + 1
  search.outcomes.set(host, { position, why, answered: true, hint: misfitHint })
  return undefined
}

/**
 * A session of the best of some hosts, round by round; undefined where none may be asked.
 * @param isEnough ends the search before this host in this round
 * @throws as `HostChooser.acquire`
 */
export async function searchHosts(
  rules: HostRules,
  among: readonly DatabaseHost[],
  search: Search,
  isEnough: (host: DatabaseHost, round: number) => boolean = () => false,
): Promise<Found | undefined> {
  for (const round of rules.rounds.keys()) {
    for (const host of among) {
      if (isEnough(host, round)) return undefined
      if (search.outcomes.get(host)?.answered === false) continue
      const found = await tryHost(rules, host, round, search)
      if (found !== undefined) return found
    }
  }
  return undefined
}
