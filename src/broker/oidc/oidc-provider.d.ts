/** The part of oidc-provider 9 that is used here; the package ships no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface ProviderContext {
    readonly path: string
    status: number
    type: string
    body: unknown
    readonly response: {
      get(name: string): string | undefined
      set(name: string, value: string | readonly string[]): void
      remove(name: string): void
    }
    readonly oidc: {
      readonly route?: string
      readonly body?: unknown
      readonly params?: Readonly<Record<string, string | undefined>>
      readonly result?: { readonly consent?: { readonly grantId?: string } }
      readonly provider: Provider
      readonly entities?: {
        readonly Account?: { readonly accountId: string }
        readonly Client?: Client
        readonly RefreshToken?: { readonly grantId?: string; readonly accountId?: string }
      }
    }
  }

  export class Grant {
    constructor(values: { accountId: string; clientId: string; jti?: string })
    readonly accountId: string
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
    static find(id: string): Promise<Grant | undefined>
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
    readonly clientName?: string
    readonly clientUri?: string
  }

  /** A pending authorization. */
  export interface Interaction {
    readonly uid: string
    readonly params: Readonly<Record<string, unknown>>
  }

  export const errors: {
    readonly InvalidTarget: new (description?: string) => Error
  }

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    readonly Grant: typeof Grant
    readonly RefreshToken: typeof RefreshToken
    readonly AccessToken: typeof AccessToken
    readonly Client: { find(id: string): Promise<Client | undefined> }
    /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are read. */
    proxy: boolean
    /** Whether an unforeseen error stays off the console. */
    silent: boolean
    /** The interaction of the request's cookie; throws when there is none, or it is over. */
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Readonly<Record<string, unknown>>,
      options?: { readonly mergeWithLastSubmission: boolean },
    ): Promise<void>
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    use(middleware: (context: ProviderContext, next: () => Promise<void>) => Promise<void>): void
    on(
      event: 'grant.success' | 'grant.error',
      listener: (context: ProviderContext, error?: Error) => void,
    ): this
    on(event: 'server_error', listener: (context: ProviderContext, error: Error) => void): this
    on(event: 'error', listener: (error: unknown) => void): this
  }
}
