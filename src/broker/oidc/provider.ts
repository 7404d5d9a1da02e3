import type Provider from 'oidc-provider'
import type { ProviderContext } from 'oidc-provider'

import { JheError } from '../../errors.js'
import type { Log } from '../../log.js'
import { retryAfter, unavailable } from '../answer.js'
import type { KeySet } from '../tokens/key-ring.js'
import type { ProviderModule } from './load-provider.js'
import { providerConfiguration, type ProviderSettings } from './provider-configuration.js'

export interface ProviderOptions extends ProviderSettings {
  readonly log: Log
  /** A refresh token was redeemed, or a token request refused (an error code of RFC 6749). */
  readonly onGrant: (context: ProviderContext, code: string) => void
}

const corsHeaders = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers']

/** Browsers' pages have no business at these endpoints, and there are no sessions. */
const tidyAnswer = ({ response }: ProviderContext): void => {
  for (const name of corsHeaders) response.remove(name)
  const sent: unknown = response.get('Set-Cookie')
  if (!Array.isArray(sent)) return
  const kept = sent.map(String).filter((cookie) => !/^(__Secure-)?jhe-session[.=]/.test(cookie))
  response.remove('Set-Cookie')
  if (kept.length > 0) response.set('Set-Cookie', kept)
}

/** Trouble of ours is a 503 and names nothing of the failure. */
const answerTrouble = (context: ProviderContext, thrown: unknown): void => {
  if (!(thrown instanceof JheError)) return
  context.status = 503
  context.response.set('Retry-After', String(retryAfter))
  if (context.type !== 'text/html') context.body = unavailable
}

const listen = (provider: Provider, { log, onGrant }: ProviderOptions): void => {
  provider.on('grant.success', (context) => {
    onGrant(context, 'OK')
  })
  provider.on('grant.error', (context, error) => {
    onGrant(context, error?.message ?? 'invalid_request')
  })
  provider.on('server_error', (context, thrown) => {
    log.failure(thrown)
    answerTrouble(context, thrown)
  })
  provider.on('error', (thrown) => {
    log.failure(thrown)
  })
}

/** An authorization server of oidc-provider that signs with the keys of one moment. */
export function createProvider(
  { Provider: ProviderClass, InvalidTarget }: ProviderModule,
  options: ProviderOptions,
  keySet: KeySet,
): Provider {
  const configuration = providerConfiguration(options, keySet, InvalidTarget)
  const provider = new ProviderClass(options.addresses.publicUrl, configuration)
  // every request comes with the two headers that say the public address
  provider.proxy = true
  provider.silent = true
  provider.use(async (context, next) => {
    await next()
    tidyAnswer(context)
  })
  listen(provider, options)
  return provider
}
