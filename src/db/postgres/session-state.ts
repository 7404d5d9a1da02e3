import type pg from 'pg'

import { catalog } from '../catalog.js'
import type { Replication } from '../standby.js'
import type { PgOptions } from './open-pool.js'

/** What is known of a session. */
export interface SessionState extends Replication {
  /** Whether it is a direct connection, not one of a pooler's. */
  readonly own: boolean
}

/** Milliseconds for which the lag of a standby is believed. */
const lagLifeMs = 1_000

/** What sessions are. */
export interface SessionLook {
  /** What is known of a session, if that still holds. */
  known(client: pg.PoolClient): SessionState | undefined
  /** Asks a session what it is, where that is not known. @param limitMs of each statement */
  ask(client: pg.PoolClient, limitMs?: number): Promise<SessionState>
}

const within = (limitMs: number | undefined) =>
  limitMs === undefined ? {} : { query_timeout: limitMs }

/**
 * Looks at each session once, and at one of a standby once a second at most; at one of a pooler too,
 * since the server behind it may change.
 */
export function createSessionLook({
  maxLag = 10,
  metrics,
  now = () => performance.now(),
}: PgOptions): SessionLook {
  const known = new WeakMap<pg.PoolClient, SessionState & { readonly at: number }>()
  const remember = (client: pg.PoolClient, state: SessionState) => {
    if (!state.standby || state.lag !== null) metrics?.databaseLag(state.lag ?? 0)
    known.set(client, { ...state, at: now() })
    return state
  }
  const measure = async (client: pg.PoolClient, own: boolean, limitMs: number | undefined) => {
    const config = { text: catalog.standbyLag, values: [], queryMode: 'extended' }
    const { rows } = await client.query<Replication>({ ...config, ...within(limitMs) })
    const { standby = false, lag = null } = rows[0] ?? {}
    return remember(client, { own, standby, lag })
  }
  const meet = async (client: pg.PoolClient, limitMs: number | undefined) => {
    const config = { text: catalog.isOwnSession, values: [client.processID] }
    const { rows } = await client.query<{ own: boolean; standby: boolean }>({
      ...config,
      ...within(limitMs),
    })
    const [row] = rows
    const own = row?.own === true
    if (row?.standby === true && maxLag > 0 && maxLag < Infinity)
      return await measure(client, own, limitMs)
    return remember(client, { own, standby: row?.standby === true, lag: null })
  }
  const isFresh = ({ own, standby, at }: SessionState & { readonly at: number }): boolean =>
    (own && !standby) || maxLag === Infinity || now() - at < lagLifeMs
  return {
    known: (client) => {
      const state = known.get(client)
      return state !== undefined && isFresh(state) ? state : undefined
    },
    ask: async (client, limitMs) => {
      const state = known.get(client)
      return state === undefined
        ? await meet(client, limitMs)
        : await measure(client, state.own, limitMs)
    },
  }
}
