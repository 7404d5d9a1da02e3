import type { Delegation } from '../../auth/delegation/claims.js'
import type { BrokerEvent } from '../broker.js'
import type { AccessToken } from '../tokens/access-token.js'
import type { Revocations } from './revocations.js'

/**
 * Ends a narrower token, with all that were made from it.
 * @returns a function that throws JheError STATE_UNAVAILABLE
 */
export const createEndDelegation =
  (revocations: Pick<Revocations, 'revoke'>, onEvent: (event: BrokerEvent) => void) =>
  async (
    { subject, clientId, grantId }: Pick<AccessToken, 'subject' | 'clientId' | 'grantId'>,
    delegation: Delegation,
  ): Promise<void> => {
    await revocations.revoke(delegation.id, delegation.endsAt)
    onEvent({ event: 'revoke', code: 'OK', subject, clientId, grantId, delegation })
  }
