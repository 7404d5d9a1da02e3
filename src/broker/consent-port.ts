import type { IncomingMessage, ServerResponse } from 'node:http'

import type { PathHandler } from './broker.js'

/** An authorization request of a client that waits for a person's consent. */
export interface PendingConsent {
  /** Of the interaction; secret between us and one browser. */
  readonly uid: string
  readonly clientId: string
  /** As the client calls itself; untrusted text. */
  readonly clientName: string
  /** As the client says; untrusted. */
  readonly clientUri: string | undefined
  /** Host that vouches for the client (of its client id metadata document); undefined where none does. */
  readonly verifiedHost: string | undefined
  /** Checked against what the client registered. */
  readonly redirectUri: string
}

/** How a consent ends: with a grant, or with an OAuth error for the client (RFC 6749, section 4.1.2.1). */
export type ConsentResult =
  | { readonly grantId: string; readonly subject: number }
  | { readonly error: 'access_denied' | 'server_error' | 'temporarily_unavailable' }

/** The interactions of the authorization server, as the consent pages see them. */
export interface InteractionPort {
  /** @throws when the browser has no such interaction, or the state cannot be used */
  details(request: IncomingMessage, response: ServerResponse): Promise<PendingConsent>
  /** Ends the interaction and answers the request: the browser goes on to the client. */
  finish(request: IncomingMessage, response: ServerResponse, result: ConsentResult): Promise<void>
}

/** The pages between a client and JHE: `/consent/…`, `/oauth/callback`, `/account`. */
export interface ConsentFlow {
  /** @param path relative to the public URL, without a query; undefined for a path of somebody else */
  handlerOf(path: string): PathHandler | undefined
}
