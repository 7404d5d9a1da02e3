import type { TransportContext } from '../wire/context.js'

/** A session of the 2025 eras, which servers forget when nothing comes. */
export interface KeptSession {
  /** Whether there is one, with a stream of its own. */
  isDue(): boolean
  ping(signal: AbortSignal): Promise<void>
  /** Told of a ping without an answer. */
  onSilence(): void
}

/**
 * Pings every 30 s while a stream for the server's own messages is open: the session stays, and one
 * that is lost begins again before the next question (MCP 2025, ping).
 * @returns ends it
 */
export function keepAlive({ limits, log }: TransportContext, kept: KeptSession): () => void {
  let isPinging = false
  const ping = async (): Promise<void> => {
    const signal = AbortSignal.timeout(limits.pingMs)
    try {
      await kept.ping(signal)
    } catch (thrown) {
      log.failure(thrown)
      if (signal.aborted) kept.onSilence()
    } finally {
      isPinging = false
    }
  }
  const timer = setInterval(() => {
    if (isPinging || !kept.isDue()) return
    isPinging = true
    void ping()
  }, limits.pingMs)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
