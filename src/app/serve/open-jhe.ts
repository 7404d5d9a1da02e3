import { createIssuerHttp } from '../../auth/issuer/http.js'
import type { BrokerEvent } from '../../broker/broker.js'
import type { UpstreamOptions } from '../../broker/jhe/upstream.js'
import { issuerOf, need } from '../../config.js'
import type { Metrics } from '../../metrics.js'
import { needServe } from '../../serve-config.js'
import type { Grants } from '../../state/store.js'
import { refuseUncheckedTls } from '../unchecked-tls.js'
import type { ServeContext } from './serve-context.js'

export interface JheOptions {
  readonly grants: Pick<Grants, 'renew'>
  readonly metrics: Pick<Metrics, 'upstream'>
  readonly onEvent: (event: BrokerEvent) => void
}

/**
 * JHE as the confidential client of the settings sees it.
 * @throws JheError CONFIG_INVALID for a missing setting, or where TLS would not be checked
 */
export function jheOptions(
  { config, serve, runtime, log }: ServeContext,
  options: JheOptions,
): UpstreamOptions {
  const { env, fetch, now } = runtime
  const issuer = issuerOf(config)
  refuseUncheckedTls(issuer, env)
  return {
    ...options,
    issuer,
    clientId: need(config, 'clientId'),
    clientSecret: needServe(serve, 'clientSecret'),
    http: createIssuerHttp({ env, fetch, now }),
    ignoresPermissions: config.permissions === 'database',
    publicUrl: needServe(serve, 'publicUrl'),
    now,
    log,
  }
}
