import type { Broker, BrokerEvent } from '../../broker/broker.js'
import { createBroker } from '../../broker/create-broker.js'
import { openUpstream } from '../../broker/jhe/open-upstream.js'
import type { Granted } from '../../calls/request-context.js'
import type { Metrics } from '../../metrics.js'
import { checkDelegated } from '../delegation/narrow-granted.js'
import { jheOptions } from './open-jhe.js'
import type { OpenState } from './open-state.js'
import type { ServeContext } from './serve-context.js'

export interface ServedBrokerOptions extends OpenState {
  /** What every session is held to. */
  readonly granted: Granted
  readonly metrics: Metrics
  readonly onEvent: (event: BrokerEvent) => void
}

/**
 * The authorization server with JHE behind it.
 * @throws JheError CONFIG_INVALID for a missing setting
 */
export async function openServedBroker(
  context: ServeContext,
  options: ServedBrokerOptions,
): Promise<Broker> {
  const { serve, runtime, log } = context
  const { state, keys, granted } = options
  const jhe = jheOptions(context, { ...options, grants: state.grants })
  const { publicUrl } = jhe
  const { now, fetch } = runtime
  const upstream = openUpstream({ ...jhe, config: serve, state, keys })
  const config = { ...serve, publicUrl }
  return await createBroker({
    ...options,
    checkGrants: (grants, actor) => {
      checkDelegated(granted, grants, actor)
    },
    config,
    upstream,
    log,
    now,
    fetch,
  })
}
