import type { Log } from '../log.js'
import { addressesOf, type Addresses } from './addresses.js'
import { sendUnavailable } from './answer.js'
import type { Broker, PathHandler } from './broker.js'
import type { BrokerOptions } from './broker-options.js'
import { openClients, type Clients } from './clients/open-clients.js'
import { createEndDelegation } from './exchange/end-delegation.js'
import { createExchange } from './exchange/exchange.js'
import { createRevocations, type Revocations } from './exchange/revocations.js'
import { createEndGrant } from './end-grant.js'
import { createEndpoints } from './endpoints.js'
import { metadataHandlers, publicDocument } from './metadata.js'
import { createInteractionPort } from './oidc/interaction-port.js'
import { loadProvider } from './oidc/load-provider.js'
import { openProvider } from './oidc/open-provider.js'
import { createAccessTokens, type AccessTokens } from './tokens/access-token.js'
import { createAuthenticate } from './tokens/authenticate.js'
import { createGrantUses } from './tokens/grant-uses.js'
import { createKeyRing, type KeyRing } from './tokens/key-ring.js'
import { createLiveGrants, type LiveGrants } from './tokens/live-grants.js'
import type { UpstreamPort } from './upstream-port.js'

/** Seconds that a key outlives its last token. */
const keyMargin = 600

const jwksHandler = (ring: KeyRing, log: Log): PathHandler => {
  const handle = publicDocument(async () => (await ring.current()).published)
  return async (request, response) => {
    try {
      await handle(request, response)
    } catch (thrown) {
      log.failure(thrown)
      sendUnavailable(response)
    }
  }
}

const openWays = ({ policy, documents }: Clients) => ({
  registration: policy.isOpen,
  documents: () => documents?.areInReach() ?? false,
})

interface Tokens {
  readonly tokens: AccessTokens
  readonly live: LiveGrants
  readonly upstream: UpstreamPort
  readonly revocations: Revocations
}

/** Streams look every 15 s, so that they end 30 s after their grant. */
const streamsFreshFor = 15_000

const authenticationOf = (
  { config, metrics, log, now }: BrokerOptions,
  { tokens, live, upstream, revocations }: Tokens,
): Pick<Broker, 'authenticate' | 'isLive'> => ({
  authenticate: createAuthenticate({
    tokens,
    grants: live,
    revocations,
    foreignTokens: config.acceptJheTokens === 'mcp' ? upstream.foreignTokens : undefined,
    metrics,
    log,
  }),
  isLive: async ({ grantId, endsAt, delegation }) => {
    if (now().getTime() / 1000 >= endsAt + 60) return false
    if (delegation !== undefined && (await revocations.has(delegation))) return false
    // trouble of ours ends no stream
    return grantId === null || (await live.find(grantId, streamsFreshFor)).kind !== 'ended'
  },
})

interface Exchanging extends Omit<Tokens, 'revocations'> {
  readonly addresses: Addresses
  readonly ring: KeyRing
}

/** Verifies tokens, exchanges them for narrower ones and ends those. */
const openExchange = (options: BrokerOptions, { addresses, ring, ...parts }: Exchanging) => {
  const { state, now, checkGrants, onEvent } = options
  const revocations = createRevocations(state, now)
  const authentication = authenticationOf(options, { ...parts, revocations })
  const { authenticate } = authentication
  return {
    authentication,
    exchange: createExchange({ addresses, ring, authenticate, checkGrants, onEvent, now }),
    endDelegation: createEndDelegation(revocations, onEvent),
  }
}

const openTokens = (
  { metrics, now }: BrokerOptions,
  addresses: Addresses,
  ring: KeyRing,
): AccessTokens => {
  const onCache = (hit: boolean): void => {
    metrics.tokenCache(hit)
  }
  return createAccessTokens({ addresses, ring, now, onCache })
}

/**
 * Makes the authorization server. It asks neither the state nor JHE before the first request.
 * @param options its upstream is given the ports of the authorization server
 */
export async function createBroker(options: BrokerOptions): Promise<Broker> {
  const { config, state, log, now, onEvent } = options
  const { grants } = state
  const addresses = addressesOf(config.publicUrl)
  const module = await loadProvider()
  const clients = await openClients(options, module, addresses)
  const ring = createKeyRing(state.keys, { keepFor: config.accessLifetime + keyMargin, now })
  const uses = createGrantUses(grants, { now, log })
  // oidc-provider and JHE know each other by these two, which are called only later
  const endGrant = async (id: string): Promise<void> => {
    await end(id)
  }
  const errorPage: UpstreamPort['errorPage'] = (page) => upstream.errorPage(page)
  const parts = { module, addresses, clients, ring, uses, endGrant, errorPage }
  const provider = openProvider(options, parts)
  const interaction = createInteractionPort({
    addresses,
    provider,
    documents: clients.documents,
  })
  const upstream = options.upstream({ interaction, endGrant })
  const { renewIfDue, revoke } = upstream
  const live = createLiveGrants({ grants, uses, renewIfDue, now, log })
  const end = createEndGrant({ grants, live, revoke, onEvent, log })
  const tokens = openTokens(options, addresses, ring)
  const { policy } = clients
  const { authentication, ...exchanging } = openExchange(options, {
    addresses,
    ring,
    tokens,
    live,
    upstream,
  })
  const common = { addresses, policy, provider, tokens, endGrant, errorPage, log, ...exchanging }
  const endpoints = createEndpoints(common)
  const fixed = new Map<string, PathHandler>([
    ...metadataHandlers(addresses, openWays(clients)),
    ...endpoints.fixed,
    ['/jwks', jwksHandler(ring, log)],
  ])
  return {
    ...authentication,
    handlerOf: (path) =>
      fixed.get(path) ??
      (path.startsWith('/authorize/') ? endpoints.resume : upstream.flow.handlerOf(path)),
    ready: async (signal) => {
      await ring.current()
      await upstream.ready(signal)
    },
    close: async () => {
      await uses.flush()
    },
  }
}
