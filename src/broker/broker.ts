import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Delegation } from '../auth/delegation/claims.js'
import type { CallerIdentity } from '../auth/identity.js'

/** The caller of one HTTP request, from its own token and nothing else. */
export interface Authenticated {
  /** `core_jheuser.id` */
  readonly subject: number
  readonly clientId: string
  /** Of the grant; null for a token of another JHE client. */
  readonly grantId: string | null
  /** The person and their session; only for this request. */
  readonly identity: CallerIdentity
  /** When the token ends, seconds since the epoch. */
  readonly endsAt: number
  /** What narrows the token, and who acts by it; absent for a token of the whole grant. */
  readonly delegation?: Delegation | undefined
}

/** Why a request gets no answer: its own fault (401, 403), or ours for now (503). */
export type Refusal =
  | { readonly status: 401; readonly error: 'invalid_token' }
  | { readonly status: 403; readonly error: 'insufficient_scope' }
  /** State, keys or JHE are out of reach: never a challenge, since hosts drop their session on one. */
  | { readonly status: 503; readonly retryAfter: number }

export type Authentication =
  | { readonly ok: true; readonly caller: Authenticated }
  | { readonly ok: false; readonly refusal: Refusal }

/** Handles one request; its path is relative to the public URL. */
export type PathHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The authorization server in front of JHE. */
export interface Broker {
  /**
   * Verifies the bearer token of a request: signature, issuer, audience, type, scope, and that its
   * grant lives (looked up at most every 30 s).
   * @param authorization the header as sent
   */
  authenticate(authorization: string | undefined, signal: AbortSignal): Promise<Authentication>
  /**
   * Whether a caller may go on, for streams that stay open: the token is not over by more than a
   * minute, no delegation that it was made from is revoked (looked up each time), and its grant lives
   * (looked up at most every 15 s; true while that cannot be found out).
   * @throws JheError STATE_UNAVAILABLE where revocations cannot be looked up
   */
  isLive(caller: Pick<Authenticated, 'grantId' | 'endsAt' | 'delegation'>): Promise<boolean>
  /**
   * The handler of a path of the broker: `/authorize`, `/token`, `/register`, `/revoke`, `/jwks`, the
   * metadata documents, `/consent/…`, `/oauth/callback`, `/account`; undefined for any other path.
   */
  handlerOf(path: string): PathHandler | undefined
  /** @throws JheError when keys or JHE's discovery are not there */
  ready(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** What happened to a grant, for the audit trail; it names no token, person or free text. */
export interface BrokerEvent {
  /** Shown on a page, so that the line can be found in the trail; absent where there is no page. */
  readonly id?: string
  readonly event: 'consent' | 'sign_in' | 'refresh' | 'revoke' | 'refused' | 'delegate'
  /** `OK`, or why not: an OAuth error code (RFC 6749 section 5.2), or one of our own error codes. */
  readonly code: string
  readonly subject: number | null
  readonly clientId: string | null
  readonly grantId: string | null
  /** Of a narrower token. */
  readonly delegation?: Pick<Delegation, 'id' | 'actors'>
}

/** The paths that are resources of their own; tokens for any of them are the same. */
export const resourcePaths = ['/mcp', '/sse'] as const

/** The one scope. */
export const scope = 'jhe:read'
