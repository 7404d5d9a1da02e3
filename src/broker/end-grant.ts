import type { Log } from '../log.js'
import type { Grants } from '../state/store.js'
import type { BrokerEvent } from './broker.js'
import type { LiveGrants } from './tokens/live-grants.js'
import type { UpstreamPort } from './upstream-port.js'

export interface EndGrantOptions {
  readonly grants: Pick<Grants, 'find' | 'end'>
  readonly live: Pick<LiveGrants, 'ended'>
  readonly revoke: UpstreamPort['revoke']
  readonly onEvent: (event: BrokerEvent) => void
  readonly log: Log
}

/**
 * Ends a grant with all its tokens, here and at JHE.
 * @returns a function that throws JheError STATE_UNAVAILABLE
 */
export function createEndGrant(options: EndGrantOptions): (id: string) => Promise<void> {
  const { grants, live, revoke, onEvent, log } = options
  return async (id) => {
    const grant = await grants.find(id)
    const session = await grants.end(id)
    live.ended(id)
    if (grant !== undefined) {
      const { subject, clientId } = grant
      onEvent({ event: 'revoke', code: 'OK', subject, clientId, grantId: id })
    }
    if (session !== undefined) {
      await revoke(session).catch((thrown: unknown) => {
        log.failure(thrown)
      })
    }
  }
}
