import { createHash } from 'node:crypto'

import pg from 'pg'

import { catalog } from '../catalog.js'
import type { Connection } from '../connection.js'
import { databaseError, isConnectionLoss, isRecoveryConflict, isSilent } from '../database-error.js'
import { queryAfter } from '../query-after.js'
import { timeLimits } from '../session.js'
import { cancellable } from './cancellable.js'
import { createHostChooser, type HostChooser } from './choose-host.js'
import { giveBack, openHost, renew, type DatabaseHost } from './database-host.js'
import type { Held } from './host-search.js'
import { poolSizeOf, type PgOptions } from './open-pool.js'
import { createPoolReport } from './pool-report.js'
import { createQueryLimiter } from './query-limiter.js'

export type { DatabaseMetrics, PgOptions } from './open-pool.js'

const nameOf = (text: string): string =>
  `jhe_mcp_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`

interface Text {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** How a process reaches its database. */
interface Backends {
  readonly options: PgOptions
  readonly hosts: readonly [DatabaseHost, ...DatabaseHost[]]
  readonly chooser: HostChooser
}

const run = async <Row extends object>(
  { statementTimeout }: PgOptions,
  { client, state }: Held,
  { name, text, values }: Text,
): Promise<readonly Row[]> => {
  if (state.own) {
    return (await client.query<Row>({ name, text, values: [...values] })).rows
  }
  const limits = timeLimits(statementTimeout)
  const settings = { text: catalog.transactionSettings, values: limits }
  return await queryAfter<Row>(client, settings, { text, values })
}

/** Whether a session is of no use after an error. */
const isBroken = (thrown: unknown): boolean =>
  !(thrown instanceof pg.DatabaseError) || isConnectionLoss(thrown) || thrown.severity === 'FATAL'

const sendIn = async <Row extends object>(
  { options, chooser }: Backends,
  held: Held,
  statement: Text,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  const { host, client } = held
  let broken = false
  try {
    return await cancellable(
      host.target,
      client,
      signal,
      async () => await run<Row>(options, held, statement),
    )
  } catch (thrown) {
    broken = isBroken(thrown)
    if (isSilent(thrown) && !signal.aborted) chooser.failed(host)
    throw thrown
  } finally {
    giveBack(host, client, broken)
  }
}

/** Where a statement was sent. */
type Place = Pick<Held, 'host' | 'used'>

/**
 * What to avoid at a second attempt, after a host was marked as its error demands.
 * @returns undefined where a second attempt is of no use
 */
const secondAttempt = (
  { chooser }: Backends,
  { host, used }: Place,
  thrown: unknown,
): { readonly avoid?: DatabaseHost } | undefined => {
  if (isRecoveryConflict(thrown)) return { avoid: host }
  if (!isConnectionLoss(thrown)) return undefined
  renew(host, used)
  chooser.failed(host)
  return {}
}

/**
 * Sends a statement, and once more: on fresh connections where the server went away, on another host
 * where a standby gave it up to keep up with its primary. Statements only read, so asking twice is
 * safe.
 */
const sendTwice = async <Row extends object>(
  backends: Backends,
  statement: Text,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  signal.throwIfAborted()
  const [first] = backends.hosts
  let place: Place = { host: first, used: first.current }
  const send = async (avoid?: DatabaseHost) => {
    const held = await backends.chooser.acquire(signal, avoid)
    place = held
    return await sendIn<Row>(backends, held, statement, signal)
  }
  try {
    return await send()
  } catch (thrown) {
    const again = signal.aborted ? undefined : secondAttempt(backends, place, thrown)
    if (again === undefined) throw thrown
    return await send(again.avoid)
  }
}

const openBackends = (options: PgOptions): Backends => {
  const [first, ...others] = options.target.hosts
  const hosts = [openHost(options, first), ...others.map((one) => openHost(options, one))] as const
  return { options, hosts, chooser: createHostChooser(hosts, options.target.choice, options) }
}

/**
 * PostgreSQL over the wire: extended protocol only, so that one text is one statement, in a
 * session that cannot write. In a session of our own statements are named, so that each is planned
 * once; behind a pooler, whose sessions are shared, every statement brings its settings in its own
 * transaction. Of several hosts the best that may be asked is used: see `createHostChooser`.
 */
export function connectPg(options: PgOptions): Connection {
  const backends = openBackends(options)
  const limiter = createQueryLimiter(poolSizeOf(options))
  const report = createPoolReport(backends.hosts, limiter, options.metrics)
  const names = new Map<string, string>()
  const named = (text: string): string => {
    const name = names.get(text) ?? nameOf(text)
    names.set(text, name)
    return name
  }
  return {
    query: async <Row extends object>(
      text: string,
      values: readonly unknown[],
      signal: AbortSignal,
    ) =>
      await limiter.run(text, async () => {
        report.started()
        try {
          return await sendTwice<Row>(backends, { name: named(text), text, values }, signal)
        } catch (thrown) {
          signal.throwIfAborted()
          throw databaseError(thrown)
        } finally {
          report.ended()
        }
      }),
    close: async () => {
      backends.chooser.close()
      const pools = backends.hosts.map(({ current }) => current.pool)
      await Promise.all(
        pools.map(async (pool) => {
          await pool.end()
        }),
      )
    },
  }
}
