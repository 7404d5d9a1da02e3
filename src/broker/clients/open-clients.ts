import { lookup } from 'node:dns/promises'

import type { Addresses } from '../addresses.js'
import type { BrokerOptions } from '../broker-options.js'
import { createClientRows } from '../oidc/adapters.js'
import type { OidcAdapter } from '../../state/store.js'
import type { ProviderModule } from '../oidc/load-provider.js'
import { createClientDocuments, type ClientDocuments } from './client-documents.js'
import { createClientPolicy, type ClientPolicy } from './client-policy.js'
import { guardHolds } from './guard-probe.js'

/** Everything about client programs. */
export interface Clients {
  readonly policy: ClientPolicy
  /** Those that registered or were added. */
  readonly rows: OidcAdapter
  /** Undefined where metadata documents are not fetched. */
  readonly documents: ClientDocuments | undefined
}

const day = 86_400

const resolve = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Documents of clients are only fetched behind a guard that was seen to hold. */
export async function openClients(
  options: BrokerOptions,
  module: ProviderModule,
  addresses: Addresses,
): Promise<Clients> {
  const { config, state, fetch, log } = options
  const policy = createClientPolicy(config)
  const rows = createClientRows(state.oidc('Client'), policy)
  if (!policy.isOpen) return { policy, rows, documents: undefined }
  if (!(await guardHolds(module, addresses, fetch))) {
    log.warn(
      'Client metadata documents are off: this Node.js does not keep them from addresses of the inner network. Programs can still register.',
    )
    return { policy, rows, documents: undefined }
  }
  const documents = createClientDocuments({
    fetch,
    policy,
    store: state.oidc('ClientDocument'),
    keepFor: config.grantLifetime + day,
    addressesOf: options.addressesOf ?? resolve,
    log,
  })
  return { policy, rows, documents }
}
