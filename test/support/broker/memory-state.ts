import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'

import type {
  Grants,
  GrantWithSession,
  OidcAdapter,
  OidcPayload,
  SigningKey,
  StateStore,
} from '../../../src/state/store.js'
import { JheError } from '../../../src/errors.js'

interface Row {
  readonly payload: OidcPayload
  readonly endsAt: number
  consumedAt?: number
  successorUsed?: boolean
}

/** A state in memory whose outages and clock the test decides. */
export interface MemoryState extends StateStore {
  /** Lets every use fail, as without a database. */
  fail(on: boolean): void
  /** Number of uses since the last call. */
  uses(): number
  rotateKeys(): void
  /** Forgets everything but the keys, as a database restored from before. */
  forget(): void
  /** How many rows a model has. */
  count(model: string): number
  /** All that is stored, as text. */
  dump(): string
}

const tolerated = 300_000

const makeKey = (): SigningKey => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = privateKey.export({ format: 'jwk' })
  return { kid: randomUUID(), jwk: { ...jwk }, createdAt: new Date() }
}

const unreachable = () =>
  new JheError('STATE_UNAVAILABLE', 'The state is not reachable.', 'Start its database.')

export function createMemoryState(now: () => Date = () => new Date()): MemoryState {
  const rows = new Map<string, Row>()
  const grants = new Map<string, GrantWithSession & { readonly endsAt: number }>()
  const pending = new Map<string, OidcPayload>()
  let keys = [makeKey()]
  let isDown = false
  let uses = 0

  const use = async <T>(work: () => T): Promise<T> => {
    uses += 1
    // every use takes another turn, so that several can interleave
    await new Promise((resolve) => setImmediate(resolve))
    if (isDown) throw unreachable()
    return work()
  }
  const at = (): number => now().getTime()
  const keyOf = (model: string, id: string): string =>
    `${model}:${createHash('sha256').update(id).digest('hex')}`

  const adapter = (model: string): OidcAdapter => {
    const live = (id: string): Row | undefined => {
      const row = rows.get(keyOf(model, id))
      return row === undefined || row.endsAt <= at() ? undefined : row
    }
    const shown = (row: Row | undefined): OidcPayload | undefined => {
      if (row?.consumedAt === undefined) return row?.payload
      const isTolerated =
        model === 'RefreshToken' && row.successorUsed !== true && at() - row.consumedAt < tolerated
      return isTolerated ? row.payload : { ...row.payload, consumed: row.consumedAt / 1000 }
    }
    const markPredecessors = (row: Row): void => {
      for (const other of rows.values()) {
        const isOlder =
          other.payload['grantId'] === row.payload['grantId'] &&
          other.payload['kind'] === 'RefreshToken' &&
          Number(other.payload['rotations']) < Number(row.payload['rotations'])
        if (isOlder && other.consumedAt !== undefined) other.successorUsed = true
      }
    }
    return {
      upsert: async (id, payload, expiresIn) => {
        await use(() => {
          const endsAt = expiresIn === undefined ? Infinity : at() + expiresIn * 1000
          rows.set(keyOf(model, id), { payload, endsAt })
        })
      },
      find: async (id) =>
        await use(() => {
          const row = live(id)
          if (model === 'AuthorizationCode' && row !== undefined) {
            const before = shown(row)
            row.consumedAt ??= at()
            return before
          }
          if (model === 'RefreshToken' && row !== undefined) markPredecessors(row)
          return shown(row)
        }),
      findByUid: async (uid) =>
        await use(() => [...rows.values()].find(({ payload }) => payload['uid'] === uid)?.payload),
      findByUserCode: async () => {
        await use(() => undefined)
      },
      consume: async (id) => {
        await use(() => {
          const row = live(id)
          if (row !== undefined) row.consumedAt ??= at()
        })
      },
      destroy: async (id) => {
        await use(() => rows.delete(keyOf(model, id)))
      },
      revokeByGrantId: async (grantId) => {
        await use(() => {
          endRows(grantId)
        })
      },
    }
  }
  const endRows = (grantId: string): void => {
    for (const [key, { payload }] of rows) if (payload['grantId'] === grantId) rows.delete(key)
    rows.delete(keyOf('Grant', grantId))
  }
  const findGrant = (id: string): GrantWithSession | undefined => {
    const grant = grants.get(id)
    return grant === undefined || grant.endsAt <= at() ? undefined : grant
  }

  const ownGrants: Grants = {
    create: async (grant, { lifetime }) => {
      await use(() => {
        const endsAt = at() + lifetime * 1000
        grants.set(grant.id, { ...grant, createdAt: now(), usedAt: now(), endsAt })
      })
    },
    find: async (id) => await use(() => findGrant(id)),
    touch: async (ids) => {
      await use(() => {
        for (const id of ids) {
          const grant = grants.get(id)
          if (grant !== undefined) grants.set(id, { ...grant, usedAt: now() })
        }
      })
    },
    list: async (subject) =>
      await use(() =>
        [...grants.values()].filter((g) => subject === undefined || g.subject === subject),
      ),
    end: async (id) =>
      await use(() => {
        const session = grants.get(id)?.session
        grants.delete(id)
        endRows(id)
        return session
      }),
    renew: async (id, work) => {
      const grant = await use(() => findGrant(id))
      if (grant === undefined) return undefined
      const renewal = await work(grant)
      if (renewal.kind === 'ended') return undefined
      return renewal.kind === 'renewed' ? { ...grant, session: renewal.session } : grant
    },
  }

  return {
    oidc: adapter,
    grants: ownGrants,
    keys: { current: async () => await use(() => keys) },
    pending: {
      put: async (id, payload) => {
        await use(() => pending.set(id, payload))
      },
      take: async (id) =>
        await use(() => {
          const payload = pending.get(id)
          pending.delete(id)
          return payload
        }),
    },
    counts: {
      exchange: async (calls) => await use(() => ({ minute: now(), totals: calls })),
    },
    auditHeads: {
      put: async () => {
        await use(() => undefined)
      },
      list: async () => await use(() => []),
    },
    purge: async () => {
      await use(() => undefined)
    },
    ready: async () => {
      await use(() => undefined)
    },
    close: async () => {
      await Promise.resolve()
    },
    fail: (on) => {
      isDown = on
    },
    uses: () => {
      const count = uses
      uses = 0
      return count
    },
    rotateKeys: () => {
      keys = [makeKey(), ...keys]
    },
    forget: () => {
      rows.clear()
      grants.clear()
      pending.clear()
    },
    count: (model) => [...rows.keys()].filter((key) => key.startsWith(`${model}:`)).length,
    dump: () => JSON.stringify([[...rows], [...grants]]),
  }
}
