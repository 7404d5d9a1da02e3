import pLimit from 'p-limit'
import pg from 'pg'

import { codeOf, isConnectionLoss } from '../../db/database-error.js'
import type { BindValue, StateDatabase, StateQuery } from '../database.js'
import { createKeyedQueue } from '../keyed-queue.js'
import { stateError, tooLate } from './state-error.js'
import type { StatePool } from './state-pool.js'

/** Milliseconds that a statement may take, with what it takes to get a session. */
const statementMs = 4_800
/** Milliseconds that work under a lock waits for it, and that a script may take. */
const lockMs = 10_000
const scriptMs = 60_000
/** Work under a lock that holds a session at the same time; the others stay free for statements. */
const lockedAtOnce = 6

/** Limits of one transaction, since a session may be a pooler's. */
const begin = `begin; set local lock_timeout = ${lockMs}; set local statement_timeout = ${lockMs + 2_000};
  set local idle_in_transaction_session_timeout = 30000`

/** Rolled back as a whole by the server: sending it again is safe. */
const isTurnedBack = (thrown: unknown): boolean => /^40(001|P01)$/.test(codeOf(thrown))

const isBroken = (thrown: unknown): boolean =>
  !(thrown instanceof pg.DatabaseError) || isConnectionLoss(thrown)

/** Waits for a server, and cuts the connection when it is late. */
const inTime = async <T>(client: pg.PoolClient, ms: number, work: Promise<T>): Promise<T> => {
  const late = new AbortController()
  const cut = (): void => {
    late.abort()
    client.connection.stream.destroy()
  }
  const timer = setTimeout(cut, Math.max(ms, 1))
  try {
    return await work
  } catch (thrown) {
    throw late.signal.aborted ? tooLate(thrown) : thrown
  } finally {
    clearTimeout(timer)
  }
}

const sent = async <Row extends object>(
  client: pg.PoolClient,
  statement: { readonly text: string; readonly values: readonly BindValue[] | undefined },
  ms: number,
): Promise<readonly Row[]> => {
  const { text, values = [] } = statement
  return (await inTime(client, ms, client.query<Row>({ text, values: [...values] }))).rows
}

/**
 * Queues work, which is not begun any more when it has waited for too long.
 * @throws JheError STATE_UNAVAILABLE then
 */
const begunInTime = async <T>(
  ms: number,
  queue: (turn: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new AbortController()
  const waited = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late.abort()
      reject(tooLate())
    }, ms)
  })
  const done = queue(async () => {
    late.signal.throwIfAborted()
    clearTimeout(timer)
    return await work()
  })
  return await Promise.race([done, waited])
}

const asStateError = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work
  } catch (thrown) {
    throw stateError(thrown)
  }
}

/** Lends a session; one that broke does not go back to the pool. */
const withClient = async <T>(
  pool: StatePool,
  use: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.checkOut()
  let broken = true
  try {
    const result = await use(client)
    broken = false
    return result
  } catch (thrown) {
    broken = isBroken(thrown)
    throw thrown
  } finally {
    client.release(broken)
  }
}

/** Once more where the server went away between two statements, or turned the statement back. */
const twice = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (thrown) {
    if (!isConnectionLoss(thrown) && !isTurnedBack(thrown)) throw thrown
    return await work()
  }
}

/** Errors of the work itself pass as they are. */
const inTransaction = async <T>(
  client: pg.PoolClient,
  work: (query: StateQuery) => Promise<T>,
): Promise<T> => {
  const send = async (text: string): Promise<void> => {
    await asStateError(inTime(client, statementMs, client.query(text)))
  }
  await send(begin)
  try {
    const result = await work({
      query: async (text, values) =>
        await asStateError(sent(client, { text, values }, lockMs + 3_000)),
    })
    await send('commit')
    return result
  } catch (thrown) {
    await send('rollback').catch(() => client.connection.stream.destroy())
    throw thrown
  }
}

/**
 * The state in PostgreSQL, directly or behind a pooler in transaction mode: nothing of a session is
 * relied on.
 */
export function createPostgresDatabase(pool: StatePool): StateDatabase {
  const inTurn = createKeyedQueue()
  const limited = pLimit(lockedAtOnce)
  const lending: StatePool = {
    ...pool,
    checkOut: async () => await asStateError(pool.checkOut()),
  }
  const sendTwice = async <Row extends object>(text: string, values?: readonly BindValue[]) => {
    const end = performance.now() + statementMs
    return await twice(
      async () =>
        await withClient(
          pool,
          async (client) => await sent<Row>(client, { text, values }, end - performance.now()),
        ),
    )
  }
  return {
    query: async <Row extends object>(text: string, values?: readonly BindValue[]) =>
      await asStateError(sendTwice<Row>(text, values)),
    script: async (text) => {
      await asStateError(
        withClient(pool, async (client) => {
          await inTime(client, scriptMs, client.query(text))
        }),
      )
    },
    exclusively: async (key, work) =>
      await begunInTime(
        lockMs,
        async (turn) => await inTurn(key, async () => await limited(turn)),
        async () => await withClient(lending, async (client) => await inTransaction(client, work)),
      ),
    close: async () => {
      await pool.close()
    },
  }
}
