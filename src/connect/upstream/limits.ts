/** How long and how much a server may take. Times are milliseconds. */
export interface Limits {
  /** Until the status line of an answer; as long as a call may run without a sign of life. */
  readonly headersMs: number
  /** Without a byte on a stream that answers. */
  readonly silentMs: number
  /** Until the status line after the computer slept, when kept connections may be dead. */
  readonly wakeMs: number
  /** For the rest of a stream after its answer. */
  readonly drainMs: number
  /** Most bytes of one message. */
  readonly maxBytes: number
  /** Between pings while a stream for the server's own messages is open. */
  readonly pingMs: number
  /** For ending a session. */
  readonly closeMs: number
  /** Most that one message waits because the server asked for it. */
  readonly busyMs: number
}

export const defaultLimits: Limits = {
  headersMs: 300_000,
  silentMs: 300_000,
  wakeMs: 10_000,
  drainMs: 1_000,
  maxBytes: 64 * 1024 * 1024,
  pingMs: 30_000,
  closeMs: 2_000,
  busyMs: 30_000,
}
