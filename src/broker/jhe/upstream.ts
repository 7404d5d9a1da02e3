import type { Revocation } from '../../auth/issuer/revoke.js'
import type { Clock } from '../../auth/session/session.js'
import { checkAuthorizationEndpoint } from '../../auth/sign-in/authorization-address.js'
import { requireS256 } from '../../auth/sign-in/authorization-request.js'
import type { Log } from '../../log.js'
import { orAbort } from '../../or-abort.js'
import type { Grants, GrantWithSession, UpstreamSession } from '../../state/store.js'
import type { BrokerEvent } from '../broker.js'
import { createFederation, type Federation } from './federation.js'
import { createRevocation } from './revoke-upstream.js'
import {
  createUpstreamClient,
  type UpstreamClient,
  type UpstreamClientOptions,
} from './upstream-client.js'
import type { Confirmation } from '../upstream-port.js'
import { createRenewal } from './upstream-session.js'

/** JHE behind the authorization server. */
export interface Upstream extends Federation {
  readonly client: UpstreamClient
  /**
   * Whether JHE still knows the person of a grant; asked once an hour, by one replica. With the grant
   * as it is then: its claim may have changed.
   */
  readonly renewIfDue: (grant: GrantWithSession) => Promise<Confirmation>
  /** Revokes what is left of an ended grant. Never throws. */
  readonly revoke: (session: UpstreamSession) => Promise<Revocation>
  /** @throws JheError ISSUER_UNREACHABLE or ISSUER_FAILED as long as JHE's discovery has not been read */
  ready(signal: AbortSignal): Promise<void>
}

export interface UpstreamOptions extends UpstreamClientOptions {
  /** Of this server; JHE sends browsers back to `<public URL>/oauth/callback`. */
  readonly publicUrl: string
  readonly grants: Pick<Grants, 'renew'>
  readonly now: Clock
  readonly log: Pick<Log, 'warn' | 'failure'>
  readonly onEvent: (event: BrokerEvent) => void
}

export function createUpstream(options: UpstreamOptions): Upstream {
  const { publicUrl, now, grants, log, onEvent } = options
  const client = createUpstreamClient(options)
  const redirectUri = new URL(`${publicUrl}/oauth/callback`).href
  return {
    client,
    ...createFederation({ client, redirectUri, now }),
    renewIfDue: createRenewal({ client, grants, now, log, onEvent }),
    revoke: createRevocation(client),
    ready: async (signal) => {
      const metadata = await orAbort(client.metadata(), signal)
      requireS256(metadata)
      checkAuthorizationEndpoint(metadata.authorization_endpoint, client.issuerClient.issuer)
    },
  }
}
