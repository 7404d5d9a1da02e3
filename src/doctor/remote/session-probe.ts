import type { JheError } from '../../errors.js'

/** What the session of this computer at a server elsewhere is worth. */
export type SessionSeen =
  | { readonly kind: 'none' }
  /** The server took it, and listed so many tools. */
  | { readonly kind: 'taken'; readonly tools: number }
  | { readonly kind: 'failed'; readonly error: JheError }

/** Greets the server with the stored session, and asks for its tools. */
export type ProbeSession = (signal: AbortSignal) => Promise<SessionSeen>
