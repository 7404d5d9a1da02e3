import { createHash } from 'node:crypto'

import pg from 'pg'

import { JheError } from '../../errors.js'
import { requestCancel } from './cancel-request.js'
import { catalog } from '../catalog.js'
import type { Connection } from '../connection.js'
import type { ConnectionTarget } from './connection-url.js'
import { databaseError, isConnectionLoss } from '../database-error.js'
import { clientOf } from './pg-client.js'
import { queryAfter } from '../query-after.js'
import { timeLimits } from '../session.js'
import { acquireConnection } from './acquire-connection.js'
import { StartFailure, mostInformative } from './start-failure.js'
import { createIdleConnectionReaper } from './idle-connection-reaper.js'
import { createQueryLimiter } from './query-limiter.js'
import { firstWay, isSameWay, nextWay, startupOptions, type Way } from './ways.js'

export interface PgOptions {
  readonly target: ConnectionTarget
  /** Milliseconds for one statement, enforced by the server. */
  readonly statementTimeout: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
}

/** Backends of one process at most; none is held while the host is idle. */
const poolSize = 4
/** Milliseconds for a cancelled statement to end, before its connection is closed. */
const cancelLimit = 4_000
/** Milliseconds beyond the server's own limit after which the client closes the connection. */
const serverHeadStartMs = 5_000

/** bigint as a number; a count or an id beyond 2^53 would be a wrong number, so it is refused. */
const parseBigint = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new JheError(
    'INTERNAL',
    'The database answered with a number that is too large to be shown exactly.',
    'Report this to the administrator of your JHE.',
  )
}

const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, parseBigint)

const nameOf = (text: string): string =>
  `jhe_mcp_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`

interface Text {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}

/** A pool whose connections are all opened in one way. */
interface Opened {
  readonly pool: pg.Pool
  readonly way: Way
}

/** How a process reaches its database. */
interface Backends {
  readonly options: PgOptions
  current: Opened
  /** Called when a session becomes free. */
  readonly reapIdle: (pool: pg.Pool) => void
  /** Of each session, whether it is a direct connection, not one of a pooler's. */
  readonly owned: WeakMap<pg.PoolClient, boolean>
}

const openPool = (options: PgOptions, way: Way): Opened => {
  const { target, statementTimeout } = options
  const startup = startupOptions(way, target, statementTimeout)
  const pool = new pg.Pool({
    ...target.client,
    ssl: way.ssl,
    ...(startup === undefined ? {} : { options: startup }),
    Client: clientOf(target),
    application_name: options.applicationName,
    query_timeout: statementTimeout + serverHeadStartMs,
    connectionTimeoutMillis: target.connectLimit,
    types,
    max: poolSize,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  })
  pool.on('error', () => undefined)
  return { pool, way }
}

/** Replaces the pool for new statements; running ones finish on the old one, which then closes. */
const renew = (backends: Backends, used: Opened, way = used.way): void => {
  if (backends.current !== used) return
  backends.current = openPool(backends.options, way)
  used.pool.end().catch(() => undefined)
}

/**
 * A session in the first way that works: with the session's settings or without, with TLS or
 * without, as far as the target allows. What worked is tried first from then on.
 */
const checkOut = async (backends: Backends, signal: AbortSignal): Promise<pg.PoolClient> => {
  const tried: Way[] = []
  const failures: StartFailure[] = []
  for (;;) {
    const used = backends.current
    try {
      return await acquireConnection(used.pool, poolSize, signal)
    } catch (thrown) {
      tried.push(used.way)
      if (thrown instanceof StartFailure) failures.push(thrown)
      const next = nextWay(backends.options.target, used.way, thrown)
      if (next === undefined || tried.some((way) => isSameWay(way, next)))
        throw thrown instanceof StartFailure ? (mostInformative(failures) ?? thrown) : thrown
      if (next.options !== used.way.options) failures.length = 0
      renew(backends, used, next)
    }
  }
}

/** Whether the session is a direct connection, not one of a pooler's; asked once of each. */
const isOwn = async ({ owned }: Backends, client: pg.PoolClient): Promise<boolean> => {
  const known = owned.get(client)
  if (known !== undefined) return known
  const { rows } = await client.query<{ own: boolean }>(catalog.isOwnSession, [client.processID])
  const own = rows[0]?.own === true
  owned.set(client, own)
  return own
}

const run = async <Row extends object>(
  backends: Backends,
  client: pg.PoolClient,
  { name, text, values }: Text,
): Promise<readonly Row[]> => {
  if (await isOwn(backends, client)) {
    return (await client.query<Row>({ name, text, values: [...values] })).rows
  }
  const limits = timeLimits(backends.options.statementTimeout)
  const settings = { text: catalog.transactionSettings, values: limits }
  return await queryAfter<Row>(client, settings, { text, values })
}

const send = async <Row extends object>(
  backends: Backends,
  statement: Text,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  signal.throwIfAborted()
  const client = await checkOut(backends, signal)
  const ignore = () => undefined
  const stopping: Promise<void>[] = []
  let deadline: NodeJS.Timeout | undefined
  const stop = () => {
    stopping.push(requestCancel(backends.options.target, client))
    deadline = setTimeout(() => client.connection.stream.destroy(), cancelLimit)
  }
  client.on('error', ignore)
  signal.addEventListener('abort', stop, { once: true })
  let broken = false
  try {
    signal.throwIfAborted()
    return await run<Row>(backends, client, statement)
  } catch (thrown) {
    broken = !(thrown instanceof pg.DatabaseError) || isConnectionLoss(thrown)
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(deadline)
    // a cancellation that arrives late must not hit the next statement of this session
    await Promise.all(stopping)
    client.off('error', ignore)
    client.release(broken)
    backends.reapIdle(backends.current.pool)
  }
}

/**
 * Sends a statement, and once more on a fresh connection where the server went away between two
 * calls: other idle connections may be lost too.
 */
const sendTwice = async <Row extends object>(
  backends: Backends,
  statement: Text,
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  const used = backends.current
  try {
    return await send<Row>(backends, statement, signal)
  } catch (thrown) {
    if (!isConnectionLoss(thrown)) throw thrown
    renew(backends, used)
    return await send<Row>(backends, statement, signal)
  }
}

const openBackends = (options: PgOptions): Backends => {
  return {
    options,
    current: openPool(options, firstWay(options.target)),
    reapIdle: createIdleConnectionReaper(),
    owned: new WeakMap(),
  }
}

/**
 * PostgreSQL over the wire: extended protocol only, so that one text is one statement, in a
 * session that cannot write. In a session of our own statements are named, so that each is planned
 * once; behind a pooler, whose sessions are shared, every statement brings its settings in its own
 * transaction.
 */
export function connectPg(options: PgOptions): Connection {
  const backends = openBackends(options)
  const limited = createQueryLimiter(poolSize)
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
      await limited(text, async () => {
        try {
          return await sendTwice<Row>(backends, { name: named(text), text, values }, signal)
        } catch (thrown) {
          signal.throwIfAborted()
          throw databaseError(thrown)
        }
      }),
    close: async () => {
      await backends.current.pool.end()
    },
  }
}
