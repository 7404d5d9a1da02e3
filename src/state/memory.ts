import { createMemoryStore } from '../guard/brake/memory-store.js'
import { countSeconds } from './parts/rules.js'
import { createMemoryGrants } from './memory/memory-grants.js'
import { createMemoryKeys } from './memory/memory-keys.js'
import { createMemoryRows } from './memory/memory-oidc.js'
import type {
  AuditHead,
  AuditHeads,
  Brakes,
  OidcPayload,
  OnceRows,
  SharedCounts,
  StateStore,
} from './store.js'

const onceRows = (now: () => Date): OnceRows & { purge(): void } => {
  const rows = new Map<string, { readonly payload: OidcPayload; readonly endsAt: number }>()
  const isLive = ({ endsAt }: { readonly endsAt: number }): boolean => endsAt > now().getTime()
  return {
    put: async (id, payload, lifetime) => {
      const endsAt = now().getTime() + lifetime * 1_000
      rows.set(id, { payload: structuredClone(payload), endsAt })
      await Promise.resolve()
    },
    take: async (id) => {
      const row = rows.get(id)
      rows.delete(id)
      return await Promise.resolve(row !== undefined && isLive(row) ? row.payload : undefined)
    },
    purge: () => {
      for (const [id, row] of rows) if (!isLive(row)) rows.delete(id)
    },
  }
}

const sharedCounts = (now: () => Date): SharedCounts & { purge(): void } => {
  const minutes = new Map<number, Map<string, number>>()
  return {
    exchange: async (calls) => {
      const minute = Math.floor(now().getTime() / 60_000) * 60_000
      const totals = minutes.get(minute) ?? new Map<string, number>()
      minutes.set(minute, totals)
      for (const [person, count] of calls) totals.set(person, (totals.get(person) ?? 0) + count)
      return await Promise.resolve({ minute: new Date(minute), totals: new Map(totals) })
    },
    purge: () => {
      for (const minute of minutes.keys())
        if (minute < now().getTime() - countSeconds * 1_000) minutes.delete(minute)
    },
  }
}

const auditHeads = (now: () => Date): AuditHeads => {
  const heads = new Map<string, AuditHead>()
  return {
    put: async (head) => {
      if ((heads.get(head.replica)?.seq ?? 0) <= head.seq)
        heads.set(head.replica, { ...head, at: now() })
      await Promise.resolve()
    },
    list: async () =>
      await Promise.resolve(
        [...heads.values()].toSorted((a, b) => (a.replica < b.replica ? -1 : 1)),
      ),
  }
}

/** No command reaches the memory of another process. */
const noRows: Pick<Brakes, 'list' | 'lift'> = {
  list: async () => await Promise.resolve([]),
  lift: async () => {
    await Promise.resolve()
  },
}

/**
 * The state in the memory of this process, for the demo and for tests: it is gone with the process.
 * It keeps the rules of the other two, without their database, which takes seconds to make.
 */
export function openMemoryState({ now }: { readonly now: () => Date }): StateStore {
  const rows = createMemoryRows(now)
  const grants = createMemoryGrants(rows, now)
  const pending = onceRows(now)
  const counts = sharedCounts(now)
  return {
    oidc: (model) => rows.adapter(model),
    grants,
    keys: createMemoryKeys(now),
    pending,
    counts,
    brakes: { ...createMemoryStore(), ...noRows },
    auditHeads: auditHeads(now),
    purge: async () => {
      for (const part of [rows, grants, pending, counts]) part.purge()
      await Promise.resolve()
    },
    ready: async (signal) => {
      signal.throwIfAborted()
      await Promise.resolve()
    },
    close: async () => {
      await Promise.resolve()
    },
  }
}
