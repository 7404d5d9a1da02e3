import type { ServeConfig } from '../../serve-config.js'
import type { StateStore } from '../../state/store.js'
import { createConsentFlow, type ConsentFlowOptions } from '../consent/create-consent-flow.js'
import { createForeignTokens } from './foreign-token.js'
import { errorPage } from '../pages/notices.js'
import type { OpenUpstream } from '../upstream-port.js'
import { createUpstream, type UpstreamOptions } from './upstream.js'

export interface OpenUpstreamOptions
  extends Omit<UpstreamOptions, 'grants'>, Pick<ConsentFlowOptions, 'keys'> {
  readonly state: Pick<StateStore, 'grants' | 'pending'>
  readonly config: Pick<ServeConfig, 'grantLifetime' | 'acceptJheTokens'>
}

/**
 * Prepares JHE behind the authorization server: its confidential client, the pages, and the tokens of
 * other clients where the settings accept them. No request is sent before one is needed.
 */
export const openUpstream =
  (options: OpenUpstreamOptions): OpenUpstream =>
  (ports) => {
    const { state, config, now, log } = options
    const jhe = createUpstream({ ...options, grants: state.grants })
    const acceptsForeign = config.acceptJheTokens === 'mcp'
    return {
      flow: createConsentFlow({ ...options, ...ports, jhe }),
      renewIfDue: jhe.renewIfDue,
      revoke: jhe.revoke,
      foreignTokens: acceptsForeign
        ? createForeignTokens({ client: jhe.client, now, log })
        : undefined,
      errorPage,
      ready: async (signal) => {
        await jhe.ready(signal)
      },
    }
  }
