import type { GrantWithSession, UpstreamSession } from '../state/store.js'
import type { Authentication } from './broker.js'
import type { ConsentFlow, InteractionPort } from './consent-flow.js'

/** What a page about an error says: what happened, why, and the next step. Plain text. */
export interface ErrorPage {
  readonly title: string
  readonly text: string
  readonly next: string
}

/** A page as it is sent, with the headers that protect it. */
export interface RenderedPage {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

/** Whether the person behind a grant is still known to JHE. */
export type Confirmation =
  | { readonly kind: 'live'; readonly grant: GrantWithSession }
  /** JHE has ended the session, or somebody the grant: 401. */
  | { readonly kind: 'ended' }
  /** JHE or the state was not reached, and the last confirmation is too old: 503. */
  | { readonly kind: 'unavailable' }

/** JHE behind the authorization server, as the authorization server sees it. */
export interface UpstreamPort {
  readonly flow: ConsentFlow
  /** Confirms a grant that JHE confirmed more than an hour ago; at once for any other. */
  readonly renewIfDue: (grant: GrantWithSession) => Promise<Confirmation>
  /** Revokes a session at JHE as well as it can; never throws. */
  readonly revoke: (session: UpstreamSession) => Promise<unknown>
  /** Tokens of other JHE clients; absent where they are not accepted. */
  readonly foreignTokens?:
    { authenticate(token: string, signal: AbortSignal): Promise<Authentication> } | undefined
  readonly errorPage: (page: ErrorPage) => RenderedPage
  /** @throws JheError when JHE's discovery is not there */
  ready(signal: AbortSignal): Promise<void>
}

/** What the pages and the account need of the authorization server. */
export interface UpstreamPorts {
  readonly interaction: InteractionPort
  /** Ends a grant with all its tokens, here and at JHE. */
  endGrant(id: string): Promise<void>
}

/** Makes the part behind the authorization server. */
export type OpenUpstream = (ports: UpstreamPorts) => UpstreamPort
