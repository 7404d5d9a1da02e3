import { lookup } from 'node:dns/promises'

import type { ProviderContext } from 'oidc-provider'

import type { PlatformFetch } from '../auth/issuer/http.js'
import type { Log } from '../log.js'
import type { Metrics } from '../metrics.js'
import type { ServeConfig } from '../serve-config.js'
import type { ServeKeys, StateStore } from '../state/store.js'
import { addressesOf, type Addresses } from './addresses.js'
import { sendUnavailable } from './answer.js'
import type { Broker, BrokerEvent, PathHandler } from './broker.js'
import { createDocumentFetch } from './clients/client-documents.js'
import { createClientPolicy, type ClientPolicy } from './clients/client-policy.js'
import { guardHolds } from './clients/guard-test.js'
import { createEndGrant } from './end-grant.js'
import { createEndpoints } from './endpoints.js'
import { metadataHandlers, publicDocument } from './metadata.js'
import { createAdapters, createClientRows } from './oidc/adapters.js'
import { createCurrentProvider } from './oidc/current-provider.js'
import { errorRenderer } from './oidc/error-pages.js'
import { createInteractionPort } from './oidc/interaction-port.js'
import { loadProvider, type ProviderModule } from './oidc/load-provider.js'
import { createAccessTokens } from './tokens/access-token.js'
import { createAuthenticate } from './tokens/authenticate.js'
import { createKeyRing } from './tokens/key-ring.js'
import { createLiveGrants, type LiveGrants } from './tokens/live-grants.js'
import type { OpenUpstream, UpstreamPort } from './upstream-port.js'

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
  readonly onEvent: (event: BrokerEvent) => void
  /** The platform's own `fetch`, for the metadata documents of clients. */
  readonly fetch: PlatformFetch
  /** All addresses of a host, in numbers; the system's resolver unless given. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>
}

/** A grant that nobody uses ends after 30 days. */
export const idleLifetime = 30 * 86_400

const day = 86_400
/** Seconds that a key outlives its last token. */
const keyMargin = 600

const resolve = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Whether documents of clients are fetched: only behind a guard that was seen to hold. */
const fetchesDocuments = async (
  { fetch, log }: BrokerOptions,
  policy: ClientPolicy,
  module: ProviderModule,
  addresses: Addresses,
): Promise<boolean> => {
  if (!policy.isOpen) return false
  const holds = await guardHolds(module, addresses, fetch)
  if (!holds) {
    log.warn(
      'Client metadata documents are off: this Node.js does not keep them from addresses of the inner network. Programs can still register.',
    )
  }
  return holds
}

/** Turns what happens at the token endpoint into events. */
const grantEvents =
  (onEvent: BrokerOptions['onEvent'], live: Pick<LiveGrants, 'used'>) =>
  ({ oidc }: ProviderContext, code: string): void => {
    const { Client, RefreshToken, Account } = oidc.entities ?? {}
    // requests of unknown programs are not for the audit trail, which anybody could fill
    if (Client === undefined) return
    const isRefresh = oidc.params?.['grant_type'] === 'refresh_token'
    const grantId = RefreshToken?.grantId ?? null
    if (code === 'OK' && grantId !== null) live.used(grantId)
    if (code === 'OK' && !isRefresh) return
    const account = Account?.accountId ?? RefreshToken?.accountId
    onEvent({
      event: code === 'OK' ? 'refresh' : 'refused',
      code,
      subject: account === undefined ? null : Number(account),
      clientId: Client.clientId,
      grantId,
    })
  }

/**
 * Makes the authorization server. It asks neither the state nor JHE before the first request.
 * @param options the upstream gets the ports of the authorization server
 */
export async function createBroker(options: BrokerOptions): Promise<Broker> {
  const { config, state, log, metrics, now, onEvent } = options
  const addresses = addressesOf(config.publicUrl)
  const policy = createClientPolicy(config)
  const module = await loadProvider()
  const documents = await fetchesDocuments(options, policy, module, addresses)
  const ring = createKeyRing(state.keys, { keepFor: config.accessLifetime + keyMargin, now })
  const clients = createClientRows(state.oidc('Client'), policy)
  const endGrant = async (id: string): Promise<void> => {
    await end(id)
  }
  const errorPage: UpstreamPort['errorPage'] = (page) => upstream.errorPage(page)
  const documentFetch = createDocumentFetch({
    fetch: options.fetch,
    policy,
    store: state.oidc('ClientDocument'),
    keepFor: config.grantLifetime + day,
    addressesOf: options.addressesOf ?? resolve,
    log,
  })
  const provider = createCurrentProvider(
    module,
    {
      addresses,
      lifetimes: {
        access: config.accessLifetime,
        grant: config.grantLifetime,
        idle: Math.min(idleLifetime, config.grantLifetime),
      },
      secrets: options.keys.secrets('cookies'),
      adapter: createAdapters({ state, clients, endGrant }),
      registers: policy.isOpen,
      documents: documents ? documentFetch : undefined,
      allowsDocument: policy.allowsDocument,
      renderError: errorRenderer(errorPage),
      log,
      onGrant: (context, code) => {
        grantEvents(onEvent, live)(context, code)
      },
    },
    ring,
  )
  const interaction = createInteractionPort({
    addresses,
    provider,
    clients,
    keepClientFor: config.grantLifetime + day,
  })
  const upstream = options.upstream({ interaction, endGrant })
  const live = createLiveGrants({
    grants: state.grants,
    renewIfDue: upstream.renewIfDue,
    now,
    log,
  })
  const end = createEndGrant({ grants: state.grants, live, revoke: upstream.revoke, onEvent, log })
  const tokens = createAccessTokens({
    addresses,
    ring,
    now,
    onCache: (hit) => {
      metrics.tokenCache(hit)
    },
  })
  const endpoints = createEndpoints({
    addresses,
    policy,
    provider,
    tokens,
    endGrant,
    errorPage,
    log,
  })
  const jwks = publicDocument(async () => (await ring.current()).published)
  const fixed = new Map<string, PathHandler>([
    ...metadataHandlers(addresses, { registration: policy.isOpen, documents }),
    ...endpoints.fixed,
    [
      '/jwks',
      async (request, response) => {
        await jwks(request, response).catch((thrown: unknown) => {
          log.failure(thrown)
          sendUnavailable(response)
        })
      },
    ],
  ])
  return {
    authenticate: createAuthenticate({
      tokens,
      grants: live,
      foreignTokens: config.acceptJheTokens === 'mcp' ? upstream.foreignTokens : undefined,
      metrics,
      log,
    }),
    isLive: async ({ grantId, endsAt }) => {
      if (now().getTime() / 1000 >= endsAt + 60) return false
      return grantId === null || (await live.find(grantId)).kind === 'live'
    },
    handlerOf: (path) =>
      fixed.get(path) ??
      (path.startsWith('/authorize/') ? endpoints.resume : upstream.flow.handlerOf(path)),
    ready: async (signal) => {
      await ring.current()
      await upstream.ready(signal)
    },
    close: async () => {
      await live.flush()
    },
  }
}
