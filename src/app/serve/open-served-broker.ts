import { createIssuerHttp } from '../../auth/issuer/http.js'
import type { Broker, BrokerEvent } from '../../broker/broker.js'
import { createBroker } from '../../broker/create-broker.js'
import { openUpstream } from '../../broker/open-upstream.js'
import { issuerOf, need } from '../../config.js'
import type { Metrics } from '../../metrics.js'
import { needServe } from '../../serve-config.js'
import { refuseUncheckedTls } from '../unchecked-tls.js'
import type { OpenState } from './open-state.js'
import type { ServeContext } from './serve-context.js'

export interface ServedBrokerOptions extends OpenState {
  readonly metrics: Metrics
  readonly onEvent: (event: BrokerEvent) => void
}

/**
 * The authorization server with JHE behind it.
 * @throws JheError CONFIG_INVALID for a missing setting
 */
export async function openServedBroker(
  context: ServeContext,
  { state, keys, metrics, onEvent }: ServedBrokerOptions,
): Promise<Broker> {
  const { config, serve, runtime, log } = context
  const { env, fetch, now } = runtime
  const publicUrl = needServe(serve, 'publicUrl')
  const issuer = issuerOf(config)
  refuseUncheckedTls(issuer, env)
  const upstream = openUpstream({
    issuer,
    clientId: need(config, 'clientId'),
    clientSecret: needServe(serve, 'clientSecret'),
    http: createIssuerHttp({ env, fetch, now }),
    ignoresPermissions: config.permissions === 'database',
    publicUrl,
    config: serve,
    state,
    keys,
    metrics,
    now,
    log,
    onEvent,
  })
  return await createBroker({
    config: { ...serve, publicUrl },
    state,
    keys,
    upstream,
    log,
    metrics,
    now,
    onEvent,
    fetch,
  })
}
