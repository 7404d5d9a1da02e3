import { setMaxListeners } from 'node:events'

/** A signal of its own that also follows others, and lets go of them. */
export interface Link {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  /** No longer follows. */
  release(): void
}

/** @param sources what aborts it, with its reason */
export function linkTo(sources: readonly AbortSignal[]): Link {
  const own = new AbortController()
  const listeners = sources.map((source) => {
    const onAbort = (): void => {
      own.abort(source.reason)
    }
    // as many follow as messages are under way
    setMaxListeners(0, source)
    source.addEventListener('abort', onAbort)
    if (source.aborted) onAbort()
    return () => {
      source.removeEventListener('abort', onAbort)
    }
  })
  return {
    signal: own.signal,
    abort: (reason) => {
      own.abort(reason)
    },
    release: () => {
      listeners.forEach((stop) => {
        stop()
      })
    },
  }
}
