import { JheError } from '../../../src/errors.js'
import { openMemoryState } from '../../../src/state/memory.js'
import type { Grants, OidcAdapter, StateStore } from '../../../src/state/store.js'

/** A state whose outages the test decides. */
export interface SwitchableState extends StateStore {
  /** Lets every use fail, as without its database. */
  fail(on: boolean): void
  /** Number of uses since the last call. */
  uses(): number
  /** Lets another key begin to sign. */
  rotateKeys(): Promise<void>
  /** Forgets everything but the keys, as a database restored from before. */
  forget(): void
  /** How many rows of a model were ever written. */
  written(model: string): number
}

const unreachable = (): JheError =>
  new JheError('STATE_UNAVAILABLE', 'The state is not reachable.', 'Start its database.')

/** The state in memory, of which every use takes another turn, so that several can interleave. */
export function createSwitchableState(now: () => Date = () => new Date()): SwitchableState {
  let inner = openMemoryState({ now })
  const { keys } = inner
  const rows = new Map<string, Set<string>>()
  let isDown = false
  let uses = 0

  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    uses += 1
    await new Promise((resolve) => setImmediate(resolve))
    if (isDown) throw unreachable()
    return await work()
  }

  const adapter = (model: string): OidcAdapter => {
    const own = () => inner.oidc(model)
    return {
      upsert: async (id, payload, expiresIn) => {
        rows.set(model, (rows.get(model) ?? new Set()).add(id))
        await use(async () => {
          await own().upsert(id, payload, expiresIn)
        })
      },
      find: async (id) => await use(async () => await own().find(id)),
      findByUid: async (uid) => await use(async () => await own().findByUid(uid)),
      findByUserCode: async (code) => await use(async () => await own().findByUserCode(code)),
      consume: async (id) => {
        await use(async () => {
          await own().consume(id)
        })
      },
      destroy: async (id) => {
        await use(async () => {
          await own().destroy(id)
        })
      },
      revokeByGrantId: async (grantId) => {
        await use(async () => {
          await own().revokeByGrantId(grantId)
        })
      },
    }
  }

  const grants: Grants = {
    create: async (grant, ends) => {
      await use(async () => {
        await inner.grants.create(grant, ends)
      })
    },
    find: async (id) => await use(async () => await inner.grants.find(id)),
    touch: async (ids) => {
      await use(async () => {
        await inner.grants.touch(ids)
      })
    },
    list: async (subject) => await use(async () => await inner.grants.list(subject)),
    end: async (id) => await use(async () => await inner.grants.end(id)),
    renew: async (id, work) => await use(async () => await inner.grants.renew(id, work)),
  }

  return {
    ...inner,
    oidc: adapter,
    grants,
    keys: { current: async (ages) => await use(async () => await keys.current(ages)) },
    fail: (on) => {
      isDown = on
    },
    uses: () => {
      const count = uses
      uses = 0
      return count
    },
    rotateKeys: async () => {
      await keys.current({ rotateAfter: 0, keepFor: 86_400 })
    },
    forget: () => {
      inner = openMemoryState({ now })
    },
    written: (model) => rows.get(model)?.size ?? 0,
  }
}
