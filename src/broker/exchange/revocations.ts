import type { Delegation } from '../../auth/delegation/claims.js'
import type { StateStore } from '../../state/store.js'

/** Delegations that ended before their time, over all replicas. */
export interface Revocations {
  /** @param endsAt of the token, seconds since the epoch; what is over by itself need not be kept */
  revoke(id: string, endsAt: number): Promise<void>
  /** Whether it or any that it was made from is revoked. @throws JheError STATE_UNAVAILABLE */
  has(delegation: Pick<Delegation, 'chain'>): Promise<boolean>
}

/** Name of its rows beside those of oidc-provider, which end by themselves. */
const model = 'RevokedDelegation'
/** Seconds that clocks of replicas may differ. */
const margin = 120

export function createRevocations(state: Pick<StateStore, 'oidc'>, now: () => Date): Revocations {
  const rows = state.oidc(model)
  return {
    revoke: async (id, endsAt) => {
      const left = Math.ceil(endsAt - now().getTime() / 1000)
      await rows.upsert(id, { jti: id }, Math.max(1, left) + margin)
    },
    has: async ({ chain }) => {
      const found = await Promise.all(chain.map(async (id) => await rows.find(id)))
      return found.some((row) => row !== undefined)
    },
  }
}
