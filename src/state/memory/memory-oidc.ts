import { claimedModels, reuseSeconds, tolerance, unusedClients } from '../parts/rules.js'
import { rotationOf, shownPayload } from '../parts/shown-payload.js'
import type { OidcAdapter, OidcPayload } from '../store.js'

/** Times are milliseconds since the epoch. */
interface Row {
  readonly model: string
  readonly id: string
  readonly payload: OidcPayload
  readonly isKept: boolean
  readonly createdAt: number
  usedAt?: number
  consumedAt?: number
  readonly expiresAt: number | null
}

/** The rows of oidc-provider in the memory of this process. */
export interface MemoryRows {
  adapter(model: string): OidcAdapter
  /** Notes that a client was used. */
  useClient(clientId: string): void
  /** Removes a grant's rows. */
  removeGrant(grantId: string): void
  purge(): void
}

/** The rows, and the clock that they go by. */
interface Table {
  readonly rows: Map<string, Row>
  readonly now: () => Date
}

const keyOf = (model: string, id: string): string => `${model}:${id}`
const timeOf = ({ now }: Table): number => now().getTime()

const isLive = (table: Table, { expiresAt }: Row): boolean =>
  expiresAt === null || expiresAt > timeOf(table) - tolerance * 1_000

const isUnused = ({ model, usedAt, isKept }: Row): boolean =>
  model === 'Client' && usedAt === undefined && !isKept

const removeWhere = ({ rows }: Table, isGone: (row: Row) => boolean): void => {
  for (const [key, row] of rows) if (isGone(row)) rows.delete(key)
}

const removeOldestClients = ({ rows }: Table): void => {
  const unused = [...rows].filter(([, row]) => isUnused(row))
  const newestFirst = unused.toSorted(([, a], [, b]) => b.createdAt - a.createdAt)
  for (const [key] of newestFirst.slice(unusedClients.limit)) rows.delete(key)
}

/** Whether what a token was exchanged for was used itself. */
const isFollowed = ({ rows }: Table, token: Row, consumedAt: number): boolean =>
  [...rows.values()].some(
    ({ model, payload, createdAt, consumedAt: used }) =>
      model === token.model &&
      payload['grantId'] === token.payload['grantId'] &&
      rotationOf(payload) === rotationOf(token.payload) + 1 &&
      createdAt >= consumedAt &&
      used !== undefined,
  )

/** When a row was consumed, as far as that is to be seen. */
const shownConsumption = (table: Table, row: Row): number | undefined => {
  const { model, consumedAt } = row
  if (consumedAt === undefined || model !== 'RefreshToken') return consumedAt
  const isLate = consumedAt < timeOf(table) - reuseSeconds * 1_000
  return isLate || isFollowed(table, row, consumedAt) ? consumedAt : undefined
}

/** When what was found once, and is not consumed yet, was consumed. */
const claimed = Infinity

const show = (table: Table, row: Row | undefined): OidcPayload | undefined => {
  if (row === undefined || !isLive(table, row)) return undefined
  const { payload, expiresAt, model } = row
  const consumedAt = shownConsumption(table, row)
  if (consumedAt === claimed) return undefined
  if (claimedModels.includes(model)) row.consumedAt ??= claimed
  return shownPayload(
    structuredClone(payload),
    {
      remaining: expiresAt === null ? null : (expiresAt - timeOf(table)) / 1_000,
      consumed: consumedAt === undefined ? null : consumedAt / 1_000,
    },
    table.now(),
  )
}

const put = (
  table: Table,
  row: Pick<Row, 'model' | 'id' | 'payload'>,
  expiresIn?: number,
): void => {
  const { model, id, payload } = row
  const known = table.rows.get(keyOf(model, id))
  const isKept = expiresIn === Infinity || known?.isKept === true
  const time = timeOf(table)
  table.rows.set(keyOf(model, id), {
    ...known,
    model,
    id,
    payload: structuredClone(payload),
    isKept,
    createdAt: model === 'Client' ? time : (known?.createdAt ?? time),
    expiresAt: isKept || expiresIn === undefined ? null : time + expiresIn * 1_000,
  })
  if (model === 'Client') removeOldestClients(table)
}

const adapterOf = (table: Table, model: string): OidcAdapter => ({
  upsert: async (id, payload, expiresIn) => {
    put(table, { model, id, payload }, expiresIn)
    await Promise.resolve()
  },
  find: async (id) => await Promise.resolve(show(table, table.rows.get(keyOf(model, id)))),
  findByUid: async (uid) => {
    const isIt = (row: Row): boolean => row.model === model && row.payload['uid'] === uid
    return await Promise.resolve(show(table, [...table.rows.values()].find(isIt)))
  },
  findByUserCode: async () => {
    await Promise.resolve()
    return undefined
  },
  consume: async (id) => {
    const row = table.rows.get(keyOf(model, id))
    if (row !== undefined) row.consumedAt = Math.min(row.consumedAt ?? claimed, timeOf(table))
    await Promise.resolve()
  },
  destroy: async (id) => {
    table.rows.delete(keyOf(model, id))
    await Promise.resolve()
  },
  revokeByGrantId: async (grantId) => {
    removeWhere(table, ({ payload }) => payload['grantId'] === grantId)
    await Promise.resolve()
  },
})

/** @param now the clock of this state */
export function createMemoryRows(now: () => Date): MemoryRows {
  const table: Table = { rows: new Map(), now }
  return {
    adapter: (model) => adapterOf(table, model),
    useClient: (clientId) => {
      const row = table.rows.get(keyOf('Client', clientId))
      if (row !== undefined) row.usedAt = timeOf(table)
    },
    removeGrant: (grantId) => {
      removeWhere(table, ({ payload }) => payload['grantId'] === grantId)
      table.rows.delete(keyOf('Grant', grantId))
    },
    purge: () => {
      const oldest = timeOf(table) - unusedClients.lifetime * 1_000
      removeWhere(table, (row) => !isLive(table, row) || (isUnused(row) && row.createdAt <= oldest))
    },
  }
}
