import type { CallerIdentity } from '../auth/identity.js'
import type { Toolset } from '../tools/toolset.js'
import type { App } from './app.js'

/** A client program as it names itself; untrusted text. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
}

/** How a caller of `jhe-mcp serve` came, for the audit trail. */
export interface CallerOrigin {
  readonly transport: 'http' | 'sse'
  /** `core_jheuser.id` of the token; known also where a call ends before the identity was asked for. */
  readonly subject: number
  /** Of the OAuth client. */
  readonly clientId: string
  /** A hash that names the grant; null for a token of another JHE client. */
  readonly grant: string | null
}

/**
 * Runs work once it is the caller's turn.
 * @throws JheError RATE_LIMITED, SERVER_BUSY; the signal's reason when it is aborted before
 */
export type Turn = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/**
 * The caller of one connection (stdio) or one request (HTTP), with its limits. It belongs to one
 * person: two people never share a caller.
 */
export interface Caller {
  readonly identity: CallerIdentity
  /** Ceilings that a call cannot raise: rows, and bytes of the whole result on the wire. */
  readonly limits: { readonly rows: number; readonly bytes: number }
  /** Added to every answer. */
  readonly notice: string | undefined
  /** The tools on offer; no other can be called. */
  readonly toolset: Toolset
  /** Limits on how often and how many at a time; absent where one person has the process alone. */
  readonly turn?: Turn
  /** Absent on stdio and on the command line. */
  readonly origin?: CallerOrigin
}

/** All that belongs to one call besides its arguments. */
export interface RequestContext extends Caller {
  /** Null on the command line. */
  readonly client: ClientInfo | null
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal
}

/** A caller with the limits of the process's settings. */
export function callerOf(
  { config, notice }: Pick<App, 'config' | 'notice'>,
  identity: CallerIdentity,
  toolset: Toolset,
): Caller {
  const limits = { rows: config.maxRows, bytes: config.maxBytes }
  return { identity, limits, notice, toolset }
}
