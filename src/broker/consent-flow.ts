import type { IncomingMessage, ServerResponse } from 'node:http'

import type { PathHandler } from './broker.js'

/** The pending authorization of one browser, as oidc-provider keeps it. */
export interface PendingConsent {
  readonly uid: string
  readonly clientId: string
  /** As the client calls itself; untrusted text. */
  readonly clientName: string
  readonly clientUri: string | undefined
  /** The https host of the client's metadata document; undefined for any other client. */
  readonly verifiedHost: string | undefined
  readonly redirectUri: string
}

/** How a consent ends: with the grant of a person, or with an error that the client is told. */
export type ConsentResult =
  | { readonly grantId: string; readonly subject: number }
  | { readonly error: 'access_denied' | 'server_error' | 'temporarily_unavailable' }

/** The authorization server's side of a consent page. */
export interface InteractionPort {
  /** @throws Error when the browser has no such interaction (wrong or missing cookie, over) */
  details(request: IncomingMessage, response: ServerResponse): Promise<PendingConsent>
  /**
   * Ends the interaction: sends the browser on to the client. The authorization server's own grant
   * gets the given id.
   */
  finish(request: IncomingMessage, response: ServerResponse, result: ConsentResult): Promise<void>
}

/** The pages between `/authorize` and the client: consent, JHE's sign-in, the account. */
export interface ConsentFlow {
  /** GET and POST `/consent/<uid>`, GET `/consent/<uid>/done`, GET `/oauth/callback`, GET,POST `/account…` */
  handlerOf(path: string): PathHandler | undefined
}
