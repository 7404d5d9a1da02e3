import type Provider from 'oidc-provider'

import type { PathHandler } from '../broker.js'
import type { KeyRing } from '../tokens/key-ring.js'
import type { ProviderModule } from './load-provider.js'
import { createProvider, type ProviderOptions } from './provider.js'

export interface RunningProvider {
  readonly provider: Provider
  /** Answers a request that was copied for it. */
  readonly handle: PathHandler
}

/** The authorization server with the keys of now. @throws JheError STATE_UNAVAILABLE */
export type CurrentProvider = () => Promise<RunningProvider>

/** Makes the authorization server once there are keys, and another one when they change. */
export function createCurrentProvider(
  module: ProviderModule,
  options: ProviderOptions,
  ring: KeyRing,
): CurrentProvider {
  let made: (RunningProvider & { readonly id: string }) | undefined
  return async () => {
    const keySet = await ring.current()
    if (made?.id !== keySet.id) {
      const provider = createProvider(module, options, keySet)
      made = { id: keySet.id, provider, handle: provider.callback() }
    }
    return made
  }
}
