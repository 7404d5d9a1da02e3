import type { PGlite } from '@electric-sql/pglite'

import type { BindValue, StateDatabase, StateQuery } from '../database.js'
import { createKeyedQueue } from '../keyed-queue.js'
import { stateError } from '../postgres/state-error.js'

const asStateError = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (thrown) {
    throw stateError(thrown)
  }
}

/**
 * The state in a database of this process alone. It has one session, which work under a lock must not
 * hold while it waits for JHE, so that the lock is one of this process.
 */
export function createPgliteDatabase(engine: PGlite): StateDatabase {
  const inTurn = createKeyedQueue()
  const send: StateQuery = {
    query: async <Row extends object>(text: string, values: readonly BindValue[] = []) =>
      await asStateError(async () => (await engine.query<Row>(text, [...values])).rows),
  }
  return {
    ...send,
    script: async (text) => {
      await asStateError(async () => {
        await engine.transaction(async (transaction) => {
          await transaction.exec(text)
        })
      })
    },
    exclusively: async (key, work) => await inTurn(key, async () => await work(send)),
    close: async () => {
      await engine.close()
    },
  }
}
