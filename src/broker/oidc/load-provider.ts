import type Provider from 'oidc-provider'

/** The module of oidc-provider. */
export interface ProviderModule {
  readonly Provider: typeof Provider
  readonly InvalidTarget: new (description?: string) => Error
}

/** Loads oidc-provider without the remark on Node 20 that it writes to the console. */
export async function loadProvider(): Promise<ProviderModule> {
  const { warn } = console
  Object.assign(console, { warn: () => undefined })
  try {
    const { default: ProviderClass, errors } = await import('oidc-provider')
    return { Provider: ProviderClass, InvalidTarget: errors.InvalidTarget }
  } finally {
    Object.assign(console, { warn })
  }
}
