import { createHash } from 'node:crypto'

import pLimit from 'p-limit'
import pg from 'pg'

import { JheError } from '../errors.js'
import { catalog } from './catalog.js'
import type { Connection } from './connection.js'
import type { ConnectionTarget } from './connection-url.js'
import { databaseError, isConnectionLoss } from './database-error.js'

export interface PgOptions {
  readonly target: ConnectionTarget
  /** Milliseconds for one statement, enforced by the server. */
  readonly statementTimeout: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
}

/** Backends of one process at most; none is held while the host is idle. */
const poolSize = 4
const connectLimit = 5_000
/** What the client grants the server on top, before it gives the connection up. */
const grace = 5_000

const sessionOptions = (statementTimeout: number): string =>
  [
    'default_transaction_read_only=on',
    `statement_timeout=${statementTimeout}`,
    `lock_timeout=${statementTimeout}`,
    'idle_in_transaction_session_timeout=10000',
    'TimeZone=UTC',
    'plan_cache_mode=force_generic_plan',
    'jit=off',
  ]
    .map((option) => `-c ${option}`)
    .join(' ')

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

const processIdOf = (client: object): unknown => Reflect.get(client, 'processID')

interface Backends {
  readonly pool: pg.Pool
  /** For the side connection that cancels. */
  readonly config: pg.ClientConfig
}

type Send = <Row extends object>(
  backends: Backends,
  statement: pg.QueryConfig<unknown[]>,
  signal: AbortSignal,
) => Promise<readonly Row[]>

const cancel = async ({ config }: Backends, client: pg.PoolClient): Promise<void> => {
  const side = new pg.Client({ ...config, query_timeout: 2_000 })
  side.on('error', () => undefined)
  try {
    await side.connect()
    await side.query({
      name: nameOf(catalog.cancel),
      text: catalog.cancel,
      values: [processIdOf(client)],
    })
  } finally {
    await side.end()
  }
}

const send: Send = async <Row extends object>(
  backends: Backends,
  statement: pg.QueryConfig<unknown[]>,
  signal: AbortSignal,
) => {
  signal.throwIfAborted()
  const client = await backends.pool.connect()
  const ignore = () => undefined
  const stopping: Promise<void>[] = []
  const stop = () => {
    stopping.push(cancel(backends, client).catch(ignore))
  }
  client.on('error', ignore)
  signal.addEventListener('abort', stop, { once: true })
  let broken = false
  try {
    signal.throwIfAborted()
    return (await client.query<Row>(statement)).rows
  } catch (thrown) {
    broken = !(thrown instanceof pg.DatabaseError) || isConnectionLoss(thrown)
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
    // a cancellation on its way must find nothing of somebody else's
    await Promise.all(stopping)
    client.off('error', ignore)
    client.release(broken)
  }
}

/** A server that went away between two calls costs one more attempt, not the answer. */
const sendTwice: Send = async <Row extends object>(
  backends: Backends,
  statement: pg.QueryConfig<unknown[]>,
  signal: AbortSignal,
) => {
  try {
    return await send<Row>(backends, statement, signal)
  } catch (thrown) {
    if (!isConnectionLoss(thrown)) throw thrown
    return await send<Row>(backends, statement, signal)
  }
}

/**
 * PostgreSQL over the wire: extended protocol only, so that one text is one statement; named, so
 * that it is planned once per connection; in a session that cannot write.
 */
export function connectPg(options: PgOptions): Connection {
  const config: pg.PoolConfig = {
    ...options.target.client,
    application_name: options.applicationName,
    options: sessionOptions(options.statementTimeout),
    query_timeout: options.statementTimeout + grace,
    connectionTimeoutMillis: connectLimit,
    keepAlive: true,
    types,
  }
  const pool = new pg.Pool({
    ...config,
    max: poolSize,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  })
  pool.on('error', () => undefined)
  const inTurn = pLimit(poolSize)
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
      await inTurn(async () => {
        try {
          const statement = { name: named(text), text, values: [...values] }
          return await sendTwice<Row>({ pool, config }, statement, signal)
        } catch (thrown) {
          signal.throwIfAborted()
          throw databaseError(thrown)
        }
      }),
    close: async () => {
      await pool.end()
    },
  }
}
