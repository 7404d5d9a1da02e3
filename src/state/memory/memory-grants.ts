import { createKeyedQueue } from '../keyed-queue.js'
import { grantLimit } from '../parts/rules.js'
import type { Grant, Grants, GrantWithSession } from '../store.js'
import type { MemoryRows } from './memory-oidc.js'

/** Times are milliseconds since the epoch. */
interface Row {
  readonly grant: GrantWithSession
  readonly endsAt: number
  readonly idle: number
}

const withoutSession = ({ session: _session, ...grant }: GrantWithSession): Grant => grant

const byUse = (a: Row, b: Row): number => b.grant.usedAt.getTime() - a.grant.usedAt.getTime()
const byAge = (a: Row, b: Row): number => b.grant.createdAt.getTime() - a.grant.createdAt.getTime()

export interface MemoryGrants extends Grants {
  purge(): void
}

/** Grants in the memory of this process. */
export function createMemoryGrants(rows: MemoryRows, now: () => Date): MemoryGrants {
  const grants = new Map<string, Row>()
  const inTurn = createKeyedQueue()
  const isLive = ({ grant, endsAt, idle }: Row): boolean =>
    Math.min(endsAt, grant.usedAt.getTime() + idle) > now().getTime()
  const live = (): readonly Row[] => [...grants.values()].filter(isLive)
  const find = (id: string): Row | undefined => {
    const row = grants.get(id)
    return row !== undefined && isLive(row) ? row : undefined
  }
  const remove = (id: string): Row | undefined => {
    const row = grants.get(id)
    grants.delete(id)
    rows.removeGrant(id)
    return row
  }
  const change = (row: Row, session = row.grant.session): GrantWithSession => {
    const grant = { ...row.grant, session, usedAt: now() }
    grants.set(grant.id, { ...row, grant })
    return grant
  }
  const renew = async (id: string, work: Parameters<Grants['renew']>[1]) => {
    const row = find(id)
    if (row === undefined) return undefined
    const outcome = await work(row.grant)
    if (outcome.kind === 'unchanged') return row.grant
    if (outcome.kind === 'renewed') return change(row, outcome.session)
    remove(id)
    return undefined
  }
  return {
    create: async (grant, { lifetime, idle }) => {
      const times = { createdAt: now(), usedAt: now() }
      const mine = live().filter((row) => row.grant.subject === grant.subject)
      for (const row of mine.toSorted(byUse).slice(grantLimit - 1)) remove(row.grant.id)
      rows.useClient(grant.clientId)
      grants.set(grant.id, {
        grant: { ...grant, ...times },
        endsAt: now().getTime() + lifetime * 1_000,
        idle: idle * 1_000,
      })
      await Promise.resolve()
    },
    find: async (id) => await Promise.resolve(find(id)?.grant),
    touch: async (ids) => {
      for (const id of ids) {
        const row = find(id)
        if (row !== undefined) change(row)
      }
      await Promise.resolve()
    },
    list: async (subject) =>
      await Promise.resolve(
        live()
          .filter(({ grant }) => subject === undefined || grant.subject === subject)
          .toSorted(byAge)
          .map(({ grant }) => withoutSession(grant)),
      ),
    end: async (id) =>
      await inTurn(id, async () => await Promise.resolve(remove(id)?.grant.session)),
    renew: async (id, work) => await inTurn(id, async () => await renew(id, work)),
    purge: () => {
      for (const [id, row] of grants) if (!isLive(row)) remove(id)
    },
  }
}
