import { createKeyedQueue } from '../keyed-queue.js'
import { grantLimit } from '../parts/rules.js'
import type { Grant, Grants, GrantWithSession, UpstreamSession } from '../store.js'
import type { MemoryRows } from './memory-oidc.js'

/** Times are milliseconds since the epoch. */
interface Row {
  readonly grant: GrantWithSession
  readonly endsAt: number
  readonly idle: number
}

const withoutSession = ({
  id,
  subject,
  clientId,
  clientName,
  redirectHost,
  createdAt,
  usedAt,
}: Grant): Grant => ({ id, subject, clientId, clientName, redirectHost, createdAt, usedAt })

const byUse = (a: Row, b: Row): number => b.grant.usedAt.getTime() - a.grant.usedAt.getTime()
const byAge = (a: Row, b: Row): number => b.grant.createdAt.getTime() - a.grant.createdAt.getTime()

/** The grants, the rows of oidc-provider beside them, and the clock that they go by. */
interface Table {
  readonly grants: Map<string, Row>
  readonly rows: MemoryRows
  readonly now: () => Date
}

const isLive = ({ now }: Table, { grant, endsAt, idle }: Row): boolean =>
  Math.min(endsAt, grant.usedAt.getTime() + idle) > now().getTime()

const liveIn = (table: Table): readonly Row[] =>
  [...table.grants.values()].filter((row) => isLive(table, row))

const findIn = (table: Table, id: string): Row | undefined => {
  const row = table.grants.get(id)
  return row !== undefined && isLive(table, row) ? row : undefined
}

const removeFrom = ({ grants, rows }: Table, id: string): Row | undefined => {
  const row = grants.get(id)
  grants.delete(id)
  rows.removeGrant(id)
  return row
}

const use = ({ grants, now }: Table, row: Row, session: UpstreamSession): GrantWithSession => {
  const grant = { ...row.grant, session, usedAt: now() }
  grants.set(grant.id, { ...row, grant })
  return grant
}

const renewIn = async (table: Table, id: string, work: Parameters<Grants['renew']>[1]) => {
  const row = findIn(table, id)
  if (row === undefined) return undefined
  const outcome = await work(row.grant)
  if (outcome.kind === 'unchanged') return row.grant
  if (outcome.kind === 'renewed') return use(table, row, outcome.session)
  removeFrom(table, id)
  return undefined
}

const createIn = (table: Table, ...[grant, { lifetime, idle }]: Parameters<Grants['create']>) => {
  const { grants, rows, now } = table
  const mine = liveIn(table).filter((row) => row.grant.subject === grant.subject)
  for (const row of mine.toSorted(byUse).slice(grantLimit - 1)) removeFrom(table, row.grant.id)
  rows.useClient(grant.clientId)
  grants.set(grant.id, {
    grant: { ...grant, createdAt: now(), usedAt: now() },
    endsAt: now().getTime() + lifetime * 1_000,
    idle: idle * 1_000,
  })
}

export interface MemoryGrants extends Grants {
  purge(): void
}

/** Grants in the memory of this process. */
export function createMemoryGrants(rows: MemoryRows, now: () => Date): MemoryGrants {
  const table: Table = { grants: new Map(), rows, now }
  const inTurn = createKeyedQueue()
  return {
    create: async (grant, lifetimes) => {
      createIn(table, grant, lifetimes)
      await Promise.resolve()
    },
    find: async (id) => await Promise.resolve(findIn(table, id)?.grant),
    touch: async (ids) => {
      for (const row of ids.flatMap((id) => findIn(table, id) ?? []))
        use(table, row, row.grant.session)
      await Promise.resolve()
    },
    list: async (subject) =>
      await Promise.resolve(
        liveIn(table)
          .filter(({ grant }) => subject === undefined || grant.subject === subject)
          .toSorted(byAge)
          .map(({ grant }) => withoutSession(grant)),
      ),
    end: async (id) =>
      await inTurn(id, async () => await Promise.resolve(removeFrom(table, id)?.grant.session)),
    renew: async (id, work) => await inTurn(id, async () => await renewIn(table, id, work)),
    purge: () => {
      for (const [id, row] of table.grants) if (!isLive(table, row)) removeFrom(table, id)
    },
  }
}
