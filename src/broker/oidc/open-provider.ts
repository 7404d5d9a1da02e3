import type { Addresses } from '../addresses.js'
import type { BrokerOptions } from '../broker-options.js'
import type { Clients } from '../clients/open-clients.js'
import { grantEvents } from '../grant-events.js'
import type { GrantUses } from '../tokens/grant-uses.js'
import type { KeyRing } from '../tokens/key-ring.js'
import type { UpstreamPort } from '../upstream-port.js'
import { createAdapters } from './adapters.js'
import { createCurrentProvider, type CurrentProvider } from './current-provider.js'
import { errorRenderer } from './error-pages.js'
import type { ProviderModule } from './load-provider.js'

/** What the other parts of the broker give. */
export interface ProviderParts {
  readonly module: ProviderModule
  readonly addresses: Addresses
  readonly clients: Clients
  readonly ring: KeyRing
  readonly uses: GrantUses
  readonly endGrant: (id: string) => Promise<void>
  readonly errorPage: UpstreamPort['errorPage']
}

/** A grant that nobody uses ends after 30 days, in seconds. */
export const idleLifetime = 30 * 86_400

/** oidc-provider with the settings of this server. */
export function openProvider(
  { config, keys, log, state, onEvent }: BrokerOptions,
  { module, addresses, clients, ring, uses, endGrant, errorPage }: ProviderParts,
): CurrentProvider {
  const { policy, rows, documents } = clients
  const options = {
    addresses,
    lifetimes: {
      access: config.accessLifetime,
      grant: config.grantLifetime,
      idle: Math.min(idleLifetime, config.grantLifetime),
    },
    secrets: keys.secrets('cookies'),
    adapter: createAdapters({ state, clients: rows, endGrant }),
    registers: policy.isOpen,
    documents: documents?.fetch,
    allowsDocument: policy.allowsDocument,
    renderError: errorRenderer(errorPage),
    log,
    onGrant: grantEvents(onEvent, uses),
  }
  return createCurrentProvider(module, options, ring)
}
