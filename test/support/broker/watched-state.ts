import { randomBytes } from 'node:crypto'

import { openMemoryState } from '../../../src/state/memory.js'
import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { GrantWithSession, ServeKeys, StateStore } from '../../../src/state/store.js'

/** Keys as `jhe-mcp serve` has them, the newest first. */
export const createTestKeys = (keys: readonly Buffer[] = [randomBytes(32)]): ServeKeys =>
  createServeKeys(keys.map((key) => key.toString('base64')))

/** A state that several replicas share, with what a test looks at. */
export interface WatchedState extends StateStore {
  /** The grants that live, with their sessions. */
  readonly rows: ReadonlyMap<string, GrantWithSession>
  /** All that was ever kept of sign-ins under way, as text. */
  pendingText(): string
}

/** The state in memory, watched. @param now of the state's clock */
export function openWatchedState(now: () => Date): WatchedState {
  const state = openMemoryState({ now })
  const rows = new Map<string, GrantWithSession>()
  const texts: string[] = []

  const look = async (id: string): Promise<void> => {
    const row = await state.grants.find(id)
    if (row === undefined) rows.delete(id)
    else rows.set(id, row)
  }
  return {
    ...state,
    rows,
    pendingText: () => texts.join('\n'),
    grants: {
      ...state.grants,
      create: async (grant, ends) => {
        await state.grants.create(grant, ends)
        await look(grant.id)
      },
      end: async (id) => {
        const session = await state.grants.end(id)
        await look(id)
        return session
      },
      renew: async (id, work) => {
        const grant = await state.grants.renew(id, work)
        await look(id)
        return grant
      },
    },
    pending: {
      ...state.pending,
      put: async (id, payload, lifetime) => {
        texts.push(JSON.stringify(payload))
        await state.pending.put(id, payload, lifetime)
      },
    },
  }
}
