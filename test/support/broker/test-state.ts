import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

import type {
  Grant,
  Grants,
  GrantWithSession,
  OidcPayload,
  OnceRows,
  ServeKeys,
} from '../../../src/state/store.js'

/** Keys as `jhe-mcp serve` has them, the newest first. */
export function createTestKeys(keys: readonly Buffer[] = [randomBytes(32)]): ServeKeys {
  const [newest = randomBytes(32)] = keys
  const openWith = (key: Buffer, bytes: Buffer, context: string): string | undefined => {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-16))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString()
    } catch {
      return undefined
    }
  }
  return {
    seal: (text, context) => {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', newest, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text), cipher.final()])
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed, 'base64url')
      return bytes.length < 28
        ? undefined
        : keys.map((key) => openWith(key, bytes, context)).find((text) => text !== undefined)
    },
    secrets: (purpose) => keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', purpose, 32))),
  }
}

/** The state of several replicas in one process. */
export interface TestState {
  readonly grants: Grants
  readonly pending: OnceRows
  /** The grants that live, with their sessions. */
  readonly rows: ReadonlyMap<string, GrantWithSession>
  /** All that is kept of sign-ins under way, as text. */
  pendingText(): string
}

const withoutSession = (row: GrantWithSession): Grant => {
  const { id, subject, clientId, clientName, redirectHost, createdAt, usedAt } = row
  return { id, subject, clientId, clientName, redirectHost, createdAt, usedAt }
}

/** @param now of the state's clock */
export function createTestState(now: () => Date): TestState {
  const rows = new Map<string, GrantWithSession>()
  const pending = new Map<string, { readonly payload: OidcPayload; readonly until: number }>()
  const locks = new Map<string, Promise<unknown>>()

  /** Runs the work of one grant after all that was asked before. */
  const locked = async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const mine = (locks.get(id) ?? Promise.resolve()).then(work)
    locks.set(
      id,
      mine.catch(() => undefined),
    )
    return await mine
  }

  const later = async <T>(value: T): Promise<T> => await Promise.resolve(value)

  const grants: Grants = {
    create: async (grant) => {
      await later(rows.set(grant.id, { ...grant, createdAt: now(), usedAt: now() }))
    },
    find: async (id) => await later(rows.get(id)),
    touch: async (ids) => {
      for (const id of ids) {
        const row = rows.get(id)
        if (row !== undefined) rows.set(id, { ...row, usedAt: now() })
      }
      await later(undefined)
    },
    list: async (subject) =>
      await later(
        [...rows.values()]
          .filter((row) => subject === undefined || row.subject === subject)
          .toReversed()
          .map(withoutSession),
      ),
    end: async (id) => {
      const row = rows.get(id)
      rows.delete(id)
      return await later(row?.session)
    },
    renew: async (id, work) =>
      await locked(id, async () => {
        const row = rows.get(id)
        if (row === undefined) return undefined
        const renewal = await work(row)
        if (renewal.kind === 'ended') rows.delete(id)
        if (renewal.kind === 'renewed') rows.set(id, { ...row, session: renewal.session })
        return rows.get(id)
      }),
  }
  return {
    grants,
    rows,
    pending: {
      put: async (id, payload, lifetime) => {
        await later(pending.set(id, { payload, until: now().getTime() + lifetime * 1000 }))
      },
      take: async (id) => {
        const row = pending.get(id)
        pending.delete(id)
        return await later(
          row !== undefined && now().getTime() < row.until ? row.payload : undefined,
        )
      },
    },
    pendingText: () => JSON.stringify([...pending.values()]),
  }
}
