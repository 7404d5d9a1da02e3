import { randomBytes } from 'node:crypto'

import { PGlite } from '@electric-sql/pglite'

import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { createState } from '../../../src/state/create-state.js'
import { createPgliteDatabase } from '../../../src/state/embedded/pglite-database.js'
import { openMemoryState } from '../../../src/state/memory.js'
import { openPostgresState } from '../../../src/state/postgres.js'
import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { ServeKeys, StateStore } from '../../../src/state/store.js'
import { createDatabase } from '../database/database.js'

/** A key as `JHE_SERVE_KEYS` holds it. */
export const newKey = (): string => randomBytes(32).toString('base64')

/** The state in a database of a cluster; nothing is sent before its first use. */
export const stateAt = (
  url: string,
  keys: ServeKeys,
  onStatement: () => void = () => undefined,
): StateStore =>
  openPostgresState({
    target: parseConnectionUrl(url, () => ''),
    keys,
    metrics: { state: onStatement },
    version: '0.0.0-test',
    now: () => new Date(),
  })

/** A state whose time the test moves on. */
export interface TestState {
  readonly store: StateStore
  /** Another store on the same rows, as another replica has; the same one where there can be none. */
  readonly another: () => StateStore
  /** Lets seconds pass. */
  readonly elapse: (seconds: number) => Promise<void>
  readonly close: () => Promise<void>
}

const columns = {
  oidc: ['created_at', 'used_at', 'consumed_at', 'expires_at'],
  grants: ['created_at', 'used_at', 'ends_at'],
  signing_key: ['created_at'],
  once: ['expires_at'],
  counts: ['minute'],
} as const

/** Moves everything that is stored into the past. */
export const elapseScript = (seconds: number): string =>
  Object.entries(columns)
    .map(
      ([table, names]) =>
        `update jhe_mcp_state.${table} set ${names
          .map((name) => `${name} = ${name} - interval '${seconds} seconds'`)
          .join(', ')};`,
    )
    .join('\n')

const openPostgres = async (): Promise<TestState> => {
  const database = await createDatabase('blank')
  const keys = createServeKeys([newKey()])
  const stores: StateStore[] = []
  const another = (): StateStore => {
    const store = stateAt(database.url, keys)
    stores.push(store)
    return store
  }
  return {
    store: another(),
    another,
    elapse: async (seconds) => {
      await database.sql(elapseScript(seconds))
    },
    close: async () => {
      for (const store of stores) await store.close()
      await database.drop()
    },
  }
}

const openEmbedded = async (): Promise<TestState> => {
  const engine = await PGlite.create()
  const keys = createServeKeys([newKey()])
  const store = createState({
    database: createPgliteDatabase(engine),
    keys,
    now: () => new Date(),
  })
  return {
    store,
    another: () => store,
    elapse: async (seconds) => {
      await engine.exec(elapseScript(seconds))
    },
    close: async () => {
      await store.close()
    },
  }
}

const openMemory = async (): Promise<TestState> => {
  let passed = 0
  const store = openMemoryState({ now: () => new Date(Date.now() + passed * 1_000) })
  return await Promise.resolve({
    store,
    another: () => store,
    elapse: async (seconds) => {
      passed += seconds
      await Promise.resolve()
    },
    close: async () => {
      await store.close()
    },
  })
}

/** The three kinds of state. */
export const kinds: readonly (readonly [name: string, open: () => Promise<TestState>])[] = [
  ['PostgreSQL', openPostgres],
  ['embedded', openEmbedded],
  ['memory', openMemory],
]
