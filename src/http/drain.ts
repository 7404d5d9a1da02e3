import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** `serving`, then `noticed` while the balancer finds out, then `stopping`: nothing new is begun. */
export type Phase = 'serving' | 'noticed' | 'stopping'

/** The answers under way, and how far the end has come. */
export interface Exchanges {
  readonly phase: () => Phase
  /** Counts an answer until it is sent or its connection is gone. */
  begin(response: ServerResponse): void
  /** From now on every connection ends with its next answer. */
  notice(): void
  stop(): void
  /** Resolves once nothing is under way. */
  idle(): Promise<void>
}

export function createExchanges(): Exchanges {
  let phase: Phase = 'serving'
  const running = new Set<ServerResponse>()
  const waiting: (() => void)[] = []
  const end = (response: ServerResponse): void => {
    running.delete(response)
    if (running.size === 0) for (const tell of waiting.splice(0)) tell()
  }
  const closeAfter = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('Connection', 'close')
  }
  return {
    phase: () => phase,
    begin: (response) => {
      running.add(response)
      if (phase !== 'serving') closeAfter(response)
      response.once('close', () => {
        end(response)
      })
    },
    notice: () => {
      phase = 'noticed'
      running.forEach(closeAfter)
    },
    stop: () => {
      phase = 'stopping'
    },
    idle: async () => {
      if (running.size === 0) return
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    },
  }
}

/** The steps that end a server. */
export interface DrainSteps {
  /** Takes no more connections, and ends those that are idle. */
  readonly stopListening: () => void
  /** Ends the streams, each after its answers under way. */
  readonly endStreams: () => Promise<void>
  /** Ends everything that is left. */
  readonly close: () => Promise<void>
}

/**
 * Ends a server without losing an answer: a notice for balancers, during which it goes on, then the
 * end of listening and of streams, then a wait for what is under way.
 * @param seconds of the notice, and most for the rest
 */
export async function drain(
  exchanges: Exchanges,
  { notice, rest }: { readonly notice: number; readonly rest: number },
  { stopListening, endStreams, close }: DrainSteps,
): Promise<void> {
  exchanges.notice()
  await delay(notice * 1000)
  exchanges.stop()
  stopListening()
  const done = new AbortController()
  const late = delay(rest * 1000, undefined, { signal: done.signal }).catch(() => undefined)
  await Promise.race([Promise.all([endStreams(), exchanges.idle()]), late])
  done.abort()
  await close()
}
