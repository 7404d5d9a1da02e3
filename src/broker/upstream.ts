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

/** JHE behind the authorization server. */
export interface Upstream {
  readonly flow: ConsentFlow
  /**
   * Confirms a grant whose session JHE confirmed more than an hour ago.
   * @returns the grant to go on with; undefined once JHE has ended its session
   * @throws JheError when JHE or the state is out of reach and the session can no longer serve
   */
  renewIfDue(grant: GrantWithSession): Promise<GrantWithSession | undefined>
  /** Revokes a session at JHE as well as it can; a failure is logged, not thrown. */
  revoke(session: UpstreamSession): Promise<void>
  /** Tokens of other JHE clients; absent where they are not accepted. */
  readonly foreignToken?:
    | {
        authenticate(token: string, signal: AbortSignal): Promise<Authentication>
      }
    | undefined
  errorPage(page: ErrorPage): RenderedPage
  /** @throws JheError when JHE's discovery is not there */
  ready(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** What the pages and the account need of the authorization server. */
export interface UpstreamPorts {
  readonly interaction: InteractionPort
  /** Ends a grant with all its tokens, here and at JHE. */
  endGrant(id: string): Promise<void>
}

/** Makes the part behind the authorization server. */
export type OpenUpstream = (ports: UpstreamPorts) => Upstream
