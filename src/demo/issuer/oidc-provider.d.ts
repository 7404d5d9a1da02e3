/** The part of oidc-provider 9 that the demo and the tests use; the package ships no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface ProviderContext {
    readonly path: string
    body: unknown
    readonly response: {
      get(name: string): string | undefined
      set(name: string, value: string): void
    }
    readonly oidc: {
      readonly params?: Readonly<Record<string, string | undefined>>
      readonly entities?: { readonly Account?: { readonly accountId: string } }
    }
  }

  export class Grant {
    constructor(values: { accountId: string; clientId: string })
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }

  export class RefreshToken {
    constructor(values: Readonly<Record<string, unknown>>)
    save(): Promise<string>
  }

  export class AccessToken {
    constructor(values: Readonly<Record<string, unknown>>)
    save(): Promise<string>
  }

  export interface Client {
    readonly clientId: string
  }

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly Grant: typeof Grant
    readonly RefreshToken: typeof RefreshToken
    readonly AccessToken: typeof AccessToken
    readonly Client: { find(id: string): Promise<Client | undefined> }
    /** The interaction of the request's cookie; throws when there is none, or it is over. */
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly uid: string }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
    ): Promise<void>
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    use(middleware: (context: ProviderContext, next: () => Promise<void>) => Promise<void>): void
    on(
      event: 'grant.success' | 'grant.error',
      listener: (context: ProviderContext, error?: Error) => void,
    ): this
    on(event: 'server_error', listener: (context: ProviderContext, error: Error) => void): this
  }
}
