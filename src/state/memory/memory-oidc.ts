import { claimedModels, reuseSeconds, tolerance, unusedClients } from '../parts/rules.js'
import { rotationOf, shownPayload } from '../parts/shown-payload.js'
import type { OidcAdapter, OidcPayload } from '../store.js'

/** Times are milliseconds since the epoch. */
interface Row {
  readonly model: string
  readonly id: string
  payload: OidcPayload
  readonly isKept: boolean
  createdAt: number
  usedAt?: number
  consumedAt?: number
  expiresAt: number | null
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

const keyOf = (model: string, id: string): string => `${model}:${id}`

/** @param now this process's clock */
export function createMemoryRows(now: () => Date): MemoryRows {
  const rows = new Map<string, Row>()
  const time = (): number => now().getTime()
  const isLive = ({ expiresAt }: Row): boolean =>
    expiresAt === null || expiresAt > time() - tolerance * 1_000
  const removeWhere = (isGone: (row: Row) => boolean): void => {
    for (const [key, row] of rows) if (isGone(row)) rows.delete(key)
  }
  const isUnused = ({ model, usedAt, isKept }: Row): boolean =>
    model === 'Client' && usedAt === undefined && !isKept
  const isFollowed = (token: Row, consumedAt: number): boolean =>
    [...rows.values()].some(
      ({ model, payload, createdAt, consumedAt: used }) =>
        model === token.model &&
        payload['grantId'] === token.payload['grantId'] &&
        rotationOf(payload) === rotationOf(token.payload) + 1 &&
        createdAt >= consumedAt &&
        used !== undefined,
    )
  const consumedAtOf = (row: Row): number | undefined => {
    const { model, consumedAt } = row
    if (consumedAt === undefined) return undefined
    if (model !== 'RefreshToken') return consumedAt
    const isLate = consumedAt < time() - reuseSeconds * 1_000
    return isLate || isFollowed(row, consumedAt) ? consumedAt : undefined
  }
  const show = (row: Row | undefined): OidcPayload | undefined => {
    if (row === undefined || !isLive(row)) return undefined
    const consumedAt = consumedAtOf(row)
    if (claimedModels.includes(row.model)) row.consumedAt ??= time()
    return shownPayload(
      structuredClone(row.payload),
      {
        remaining: row.expiresAt === null ? null : (row.expiresAt - time()) / 1_000,
        consumed: consumedAt === undefined ? null : consumedAt / 1_000,
      },
      now(),
    )
  }
  const removeOldest = (): void => {
    const unused = [...rows].filter(([, row]) => isUnused(row))
    const surplus = unused.toSorted(([, a], [, b]) => b.createdAt - a.createdAt)
    for (const [key] of surplus.slice(unusedClients.limit)) rows.delete(key)
  }
  const adapter = (model: string): OidcAdapter => ({
    upsert: async (id, payload, expiresIn) => {
      const known = rows.get(keyOf(model, id))
      const isKept = expiresIn === Infinity || known?.isKept === true
      rows.set(keyOf(model, id), {
        ...known,
        model,
        id,
        payload: structuredClone(payload),
        isKept,
        createdAt: model === 'Client' ? time() : (known?.createdAt ?? time()),
        expiresAt: isKept || expiresIn === undefined ? null : time() + expiresIn * 1_000,
      })
      if (model === 'Client') removeOldest()
      await Promise.resolve()
    },
    find: async (id) => await Promise.resolve(show(rows.get(keyOf(model, id)))),
    findByUid: async (uid) =>
      await Promise.resolve(
        show([...rows.values()].find((row) => row.model === model && row.payload['uid'] === uid)),
      ),
    findByUserCode: async () => await Promise.resolve(undefined),
    consume: async (id) => {
      const row = rows.get(keyOf(model, id))
      if (row !== undefined) row.consumedAt ??= time()
      await Promise.resolve()
    },
    destroy: async (id) => {
      rows.delete(keyOf(model, id))
      await Promise.resolve()
    },
    revokeByGrantId: async (grantId) => {
      removeWhere(({ payload }) => payload['grantId'] === grantId)
      await Promise.resolve()
    },
  })
  return {
    adapter,
    useClient: (clientId) => {
      const row = rows.get(keyOf('Client', clientId))
      if (row !== undefined) row.usedAt = time()
    },
    removeGrant: (grantId) => {
      removeWhere(({ payload }) => payload['grantId'] === grantId)
      rows.delete(keyOf('Grant', grantId))
    },
    purge: () => {
      const oldest = time() - unusedClients.lifetime * 1_000
      removeWhere((row) => !isLive(row) || (isUnused(row) && row.createdAt <= oldest))
    },
  }
}
