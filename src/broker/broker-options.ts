import type { WrittenGrant } from '../auth/delegation/claims.js'
import type { PlatformFetch } from '../auth/issuer/http.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import type { ServeConfig } from '../serve-config.js'
import type { ServeKeys, StateStore } from '../state/store.js'
import type { BrokerEvent } from './broker.js'
import type { OpenUpstream } from './upstream-port.js'

/** What the authorization server is made of. */
export interface BrokerOptions {
  readonly config: Pick<
    ServeConfig,
    'clients' | 'clientHosts' | 'accessLifetime' | 'grantLifetime' | 'acceptJheTokens'
  > & { readonly publicUrl: string }
  readonly state: StateStore
  readonly keys: Pick<ServeKeys, 'secrets'>
  readonly upstream: OpenUpstream
  readonly log: Log
  readonly metrics: Metrics
  readonly now: () => Date
  /** Checks what a narrower token would be held to. @throws JheError for what is wrong or leaves nothing */
  readonly checkGrants: (grants: readonly WrittenGrant[], actor: string) => void
  readonly onEvent: (event: BrokerEvent) => void
  /** The platform's own `fetch`, for the metadata documents of clients. */
  readonly fetch: PlatformFetch
  /** All addresses of a host, in numbers; the system's resolver unless given. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>
}
