import { DelegationError } from '../../auth/delegation/delegation-error.js'
import type { DelegationKeys } from '../../auth/delegation/delegation-keys.js'
import {
  checkStillGood,
  verifyDelegation,
  type VerifiedDelegation,
} from '../../auth/delegation/verify-delegation.js'
import type { CommandContext } from '../runtime.js'
import { openDelegations } from './open-delegations.js'

/** Verifies the token of `JHE_GRANT`. */
export interface DelegationCheck {
  /**
   * The signature once for each content of the file with the key; the time and what is revoked in
   * every call.
   * @throws JheError what is wrong with the token; CONFIG_INVALID, CREDENTIALS_LOCKED
   */
  verified(): Promise<VerifiedDelegation>
}

/** @param token of `JHE_GRANT` */
export function createDelegationCheck(command: CommandContext, token: string): DelegationCheck {
  const { owner, stores } = openDelegations(command)
  let known: { readonly keys: DelegationKeys; readonly verified: VerifiedDelegation } | undefined
  return {
    verified: async () => {
      const { session: keys } = await stores.read()
      if (keys === undefined) throw new DelegationError('no-key')
      const now = command.runtime.now()
      if (known?.keys === keys) checkStillGood(known.verified.claims, { keys, now })
      else known = { keys, verified: await verifyDelegation(token, { owner, keys, now }) }
      return known.verified
    },
  }
}
